"""A convention that nobody will conclude: given up, or left with its protocol, and why is seen."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kernel.refusals import NotFound
from services.partnerships import main as partnerships
from services.partnerships.domain.convention.commands import AbandonConvention
from services.partnerships.domain.convention.events import ConventionAbandoned, Event
from services.partnerships.domain.convention.refusals import (
    ConventionIsAbandoned,
    ConventionIsClosed,
    ConventionIsConcluded,
    ConventionNotClosed,
)
from services.partnerships.domain.protocol.refusals import NotAParty
from services.partnerships.projections import conventions
from tests.partnerships.cases import (
    BELFAA,
    JETTE,
    KINTAMBO,
    OF_BELFAA,
    OF_JETTE,
    ON_BEHALF,
    PARTNERSHIP,
    PROTOCOL,
    UNIT,
)
from tests.partnerships.conventions import (
    AMEND,
    AMENDMENT,
    CLOSED,
    CONCLUSION,
    CONVENTION,
    DRAFTED,
    JETTE_SIGNED,
    REOPEN,
    SIGN_BELFAA,
    SIGN_JETTE,
    scenario,
)
from tests.partnerships.seen import history, project
from tests.partnerships.test_convention_api import DRAFT
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import PROPOSE, Body, Unit, plain
from vocabulary.authority import ForTheCommuneItself, OnBehalfNeedsEvidence
from vocabulary.dates import DateInFuture

ABANDON = AbandonConvention(party=JETTE, on=date(2018, 3, 1), reason="mauvais protocole")
ABANDONED = ConventionAbandoned(
    version=1,
    partnership=PARTNERSHIP,
    protocol=PROTOCOL,
    party=JETTE,
    on=ABANDON.on,
    reason="mauvais protocole",
)
drafted = scenario.given(DRAFTED)
amended = scenario.given(*CONCLUSION, AMENDMENT)


def test_a_draft_is_given_up_by_either_party_or_by_the_unit_that_drafts() -> None:
    drafted.when(ABANDON, by=OF_JETTE).then(ABANDONED)
    of_belfaa = replace(ABANDON, party=BELFAA)
    drafted.when(of_belfaa, by=OF_BELFAA).then(replace(ABANDONED, party=BELFAA))
    drafted.when(ABANDON, by=UNIT).then(ABANDONED)
    drafted.when(ABANDON, by=OF_BELFAA).then_refused(ForTheCommuneItself)
    drafted.when(replace(ABANDON, party=KINTAMBO)).then_refused(NotAParty)
    drafted.when(replace(ABANDON, on=date(2099, 1, 1))).then_refused(DateInFuture)
    scenario.when(ABANDON).then_refused(NotFound)


def test_one_that_a_party_has_signed_is_given_up_by_a_party_and_the_signature_falls() -> None:
    signed = drafted.given(JETTE_SIGNED)
    signed.when(ABANDON, by=OF_JETTE).then(replace(ABANDONED, voided=(JETTE,)))
    signed.when(ABANDON, by=UNIT).then_refused(OnBehalfNeedsEvidence)
    signed.when(replace(ABANDON, on_behalf=ON_BEHALF), by=UNIT).then(
        replace(ABANDONED, voided=(JETTE,), on_behalf=ON_BEHALF)
    )


def test_nothing_more_is_done_under_a_convention_given_up() -> None:
    given_up = drafted.given(ABANDONED)
    for command in (SIGN_JETTE, SIGN_BELFAA, replace(ABANDON, reason="autre")):
        given_up.when(command).then_refused(ConventionIsAbandoned, on="2018-03-01")
    given_up.when(REOPEN).then_refused(ConventionNotClosed)


def test_what_all_have_signed_is_not_given_up() -> None:
    scenario.given(*CONCLUSION).when(ABANDON).then_refused(ConventionIsConcluded)
    scenario.given(*CONCLUSION, CLOSED).when(ABANDON).then_refused(ConventionIsClosed)


def test_an_amendment_is_given_up_alone_and_another_may_follow() -> None:
    after = amended.when(ABANDON).then(replace(ABANDONED, version=2))
    assert (len(after.state.versions), after.state.abandoned) == (1, None)
    after.when(AMEND).then(AMENDMENT).when(ABANDON).then(replace(ABANDONED, version=2))


def row_after(*events: Event) -> Any:
    seen = history("convention", CONVENTION, events)
    return project(conventions.PROJECTION, seen, conventions.CONVENTIONS, CONVENTION)


def test_the_view_says_who_gave_it_up_when_and_why_and_awaits_nobody() -> None:
    row = row_after(DRAFTED, JETTE_SIGNED, replace(ABANDONED, voided=(JETTE,)))
    assert (row["state"], row["awaiting"], row["missing"]) == ("abandoned", [], [])
    assert row["abandoned"] == {
        "party": str(JETTE),
        "on": "2018-03-01",
        "reason": "mauvais protocole",
        "voided": [str(JETTE)],
        "on_behalf": False,
    }
    amendment = row_after(*CONCLUSION, AMENDMENT, replace(ABANDONED, version=2))
    assert plain(amendment) == plain({**row_after(*CONCLUSION), "version": amendment["version"]})


AT = f"/v1/conventions/{CONVENTION}"
OTHER = f"/v1/conventions/{PARTNERSHIP}"


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, partnerships.create)) as unit:
        await unit.registers()
        await unit.accepted(f"/v1/protocols/{PROTOCOL}/propose", PROPOSE, by=JETTE)
        done = await unit.accepted(f"{AT}/draft", DRAFT, by=JETTE)
        await shown(unit, AT, done["position"])
        yield unit


WHY: Body = {"party": str(JETTE), "on": "2018-03-01", "reason": "mauvais protocole"}


@pytest.mark.postgres
async def test_a_draft_under_a_protocol_given_up_is_no_open_work_and_says_why(unit: Unit) -> None:
    awaited = f"/v1/conventions?awaiting={BELFAA}"
    assert len((await shown(unit, awaited))["items"]) == 1
    done = await unit.accepted(f"/v1/protocols/{PROTOCOL}/abandon", WHY, by=JETTE)
    assert (await shown(unit, awaited, done["position"]))["items"] == []
    seen = await shown(unit, AT)
    assert (seen["state"], seen["awaiting"], seen["missing"]) == ("draft", [], [])
    told = [seen[f"hindered_{what}"] for what in ("by", "since", "reason")]
    assert told == ["protocol-abandoned", "2018-03-01", "mauvais protocole"]
    past = await shown(unit, f"{AT}/past?version=1")
    assert past["awaiting"] == [str(JETTE), str(BELFAA)]
    file = await shown(unit, f"/v1/communes/{BELFAA}/handover")
    assert [each["missing"] for each in file["conventions"]] == [[]]


@pytest.mark.postgres
async def test_the_place_of_a_convention_given_up_is_free_for_another(unit: Unit) -> None:
    second = await unit.send(f"{OTHER}/draft", DRAFT, by=JETTE)
    assert second.json()["code"] == "ProtocolHasConvention"
    await unit.accepted(f"{AT}/abandon", WHY, by=JETTE)
    done = await unit.accepted(f"{OTHER}/draft", DRAFT, by=JETTE)
    listed = await shown(unit, "/v1/conventions?state=abandoned", done["position"])
    assert [each["id"] for each in listed["items"]] == [str(CONVENTION)]
    last = (await shown(unit, f"{AT}/history"))["items"][-1]
    assert (last["act"], last["reason"]) == ("ConventionAbandoned", "mauvais protocole")
