"""Every command of the packs is one that a service takes, and that its rules accept."""

import asyncio
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kernel.events import Meta
from programmes import pack
from programmes.sends import Send
from tests.programmes.in_memory import Unit
from vocabulary.plans import ActionPlanState, StrategicPlanState
from vocabulary.protocols import ProtocolState
from vocabulary.reports import ReportState

pytestmark = pytest.mark.thorough

PROGRAMMES = Path(__file__).parents[2] / "programmes"
UNITS = ("bf", "bj", "cd", "ma", "sn")


@cache
def sends(unit: str) -> list[Send]:
    packs = (pack.read(PROGRAMMES / name) for name in ("cic", "cic-demonstration"))
    return [send for each in packs for send in each.sends if send.unit == unit]


async def loaded(unit: str) -> Unit:
    service = Unit(unit)
    for send in sends(unit):
        await service.take(send)
    return service


@pytest.fixture(scope="module")
def units() -> dict[str, Unit]:
    """Units that have taken both packs, for tests that only look."""
    return {unit: asyncio.run(loaded(unit)) for unit in UNITS}


@pytest.mark.parametrize("unit", UNITS)
async def test_a_unit_accepts_both_packs_and_a_second_load_changes_nothing(unit: str) -> None:
    service = Unit(unit)
    first = [await service.take(send) for send in sends(unit)]
    heads = await service.heads()
    again = [await service.take(send) for send in sends(unit)]
    assert again == first
    assert await service.heads() == heads


@pytest.mark.parametrize("unit", UNITS)
async def test_registers_that_another_office_enters_again_are_not_entered_twice(unit: str) -> None:
    service = await loaded(unit)
    heads = await service.heads()
    service.subject = "another"
    beginnings = {"define", "plan-phase", "register", "launch", "admit-commune", "establish"}
    for send in sends(unit):
        if send.verb in beginnings | {"enter-phase", "terminate", "propose", "validate", "book"}:
            await service.take(send)
    assert await service.heads() == heads


@pytest.mark.parametrize("unit", UNITS)
async def test_all_that_is_made_up_and_only_that_carries_the_mark(
    units: dict[str, Unit], unit: str
) -> None:
    service = units[unit]
    real = {send.id for send in pack.read(PROGRAMMES / "cic").sends}
    for handling in service.handlings.values():
        for event in await handling.store.read(0, 10_000):
            meta = msgspec.json.decode(event.meta, type=Meta)
            assert meta.demonstration is (event.stream.id not in real), event.stream


async def test_the_demonstration_shows_protocols_in_many_states(units: dict[str, Unit]) -> None:
    found: Counter[ProtocolState] = Counter()
    for unit, service in units.items():
        for id_ in {send.id for send in sends(unit) if send.plural == "protocols"}:
            found[(await service.state("protocol", id_)).state] += 1
    assert found.total() == 22
    assert found[ProtocolState.IN_FORCE] >= 8
    assert set(found) >= {
        ProtocolState.NEGOTIATING,
        ProtocolState.AGREED,
        ProtocolState.PARTLY_SIGNED,
        ProtocolState.SIGNED,
        ProtocolState.PARTLY_RATIFIED,
        ProtocolState.IN_FORCE,
    }


async def found(service: Unit, plural: str, category: str) -> list[Any]:
    """Return the state of each thing of a kind that the packs speak of."""
    ids = dict.fromkeys(send.id for send in sends(service.name) if send.plural == plural)
    return [await service.state(category, id_) for id_ in ids]


@pytest.mark.parametrize(("unit", "communes"), [("ma", 6), ("cd", 25)])
async def test_a_made_up_strategy_is_validated_by_every_commune_of_its_country(
    units: dict[str, Unit], unit: str, communes: int
) -> None:
    strategies = await found(units[unit], "strategic-plans", "strategic_plan")
    (version,) = (each.versions[-1] for each in strategies if each.applicable)
    assert version.state is StrategicPlanState.VALIDATED
    assert len(version.validations) == len(version.submission.communes) == communes


async def test_a_real_framework_is_validated_by_nobody_because_no_source_says_so(
    units: dict[str, Unit],
) -> None:
    (framework,) = await found(units["bf"], "strategic-plans", "strategic_plan")
    assert framework.versions[-1].state is StrategicPlanState.UNDER_VALIDATION
    assert not framework.versions[-1].validations


@pytest.mark.parametrize(("unit", "plans"), [("ma", 2), ("cd", 2)])
async def test_plans_are_adopted_by_the_convention_that_their_parties_have_signed(
    units: dict[str, Unit], unit: str, plans: int
) -> None:
    adopted = await found(units[unit], "action-plans", "action_plan")
    assert [each.state for each in adopted] == [ActionPlanState.ADOPTED] * plans
    conventions = await found(units[unit], "conventions", "convention")
    assert all(each.holds == 1 for each in conventions)
    assert sum(len(each.annexed) for each in conventions) == plans


@pytest.mark.parametrize(
    ("unit", "states"),
    [
        ("ma", {(ReportState.ACCEPTED, 2), (ReportState.RETURNED, 2)}),
        ("cd", {(ReportState.ACCEPTED, 1), (ReportState.SUBMITTED, 2)}),
    ],
)
async def test_reports_are_accepted_returned_corrected_and_waiting(
    units: dict[str, Unit], unit: str, states: set[tuple[ReportState, int]]
) -> None:
    reports = await found(units[unit], "reports", "report")
    assert {(each.state, each.version) for each in reports} == states


async def test_an_accepted_report_has_parts_a_reason_and_the_corrected_figures(
    units: dict[str, Unit],
) -> None:
    (report,) = (
        each
        for each in await found(units["ma"], "reports", "report")
        if each.state is ReportState.ACCEPTED
    )
    values = report.submission.values
    assert [each.not_measured is not None for each in values].count(True) == 1
    assert any(each.slices for each in values)
    assert {each.version for each in values} == {1, 2}
    spent = {each.amount.currency for each in report.submission.expenses}
    assert spent == {"EUR", "MAD"}
    (corrected,) = (each for each in report.submission.expenses if each.version > 1)
    assert corrected.amount.amount == "21400.00"
    assert not any(each.warnings for each in report.submission.expenses)


async def test_the_protocol_of_jette_and_belfaa_waits_for_belfaa(units: dict[str, Unit]) -> None:
    service = units["ma"]
    outline = pack.outline(PROGRAMMES / "cic")
    proposed = [send for send in sends("ma") if send.verb == "propose"]
    belfaa, jette = outline.communes["Belfaa"].id, outline.communes["Jette"].id
    (id_,) = (send.id for send in proposed if send.body["proposed_by"] == str(jette))
    (voted,) = {
        send.body["party"] for send in sends("ma") if (send.id, send.verb) == (id_, "ratify")
    }
    assert voted == str(jette) != str(belfaa)
    assert (await service.state("protocol", id_)).state is ProtocolState.PARTLY_RATIFIED


async def test_a_refused_protocol_is_resubmitted_as_its_second_version(
    units: dict[str, Unit],
) -> None:
    service = units["bf"]
    (id_,) = {send.id for send in sends("bf") if send.verb == "resubmit"}
    again = await service.state("protocol", id_)
    assert len(again.versions) == 2
    assert again.state is ProtocolState.IN_FORCE
