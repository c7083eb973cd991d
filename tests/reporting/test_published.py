"""What others hear: what is due, formal acts, the figures that were signed, and no person."""

from typing import Any

import msgspec
import pytest

from contracts import reporting as contracts
from kernel.events import Meta, Seen
from kernel.store import Stream
from kernel.unions import members
from services.reporting.domain import expense, measurement, report
from services.reporting.domain.report.events import ReportDrafted
from services.reporting.published import to_contract
from tests.reporting.cases import (
    EXPECTED,
    EXPENSE,
    JETTE_SIGNED,
    MEASUREMENT,
    NARRATIVE,
    NOW,
    ON_BEHALF,
    REPORT,
    SUBMITTED,
)
from tests.reporting.stored import samples_of

META = Meta(command_id=REPORT, actor="account-1", occurred_at=NOW, correlation_id=REPORT)
EVENTS = samples_of(report.Event)
FORMAL = [event for event in EVENTS if not isinstance(event, ReportDrafted)]


def heard(event: Any, category: str = "report", id_: Any = REPORT) -> Any:
    return to_contract(Seen(1, Stream(category, id_), 1, REPORT, event, META, NOW))


@pytest.mark.parametrize("event", FORMAL, ids=lambda each: type(each).__name__)
def test_every_formal_act_is_heard_under_its_own_name_and_id(event: Any) -> None:
    contract = heard(event)
    assert type(contract) is getattr(contracts, type(event).__name__)
    assert contract.report == REPORT


@pytest.mark.parametrize("event", FORMAL, ids=lambda each: type(each).__name__)
def test_what_a_contract_says_is_what_the_event_said(event: Any) -> None:
    told, known = msgspec.to_builtins(heard(event)), msgspec.to_builtins(event)
    for name in told.keys() & known.keys() - {"indicators"}:
        assert told[name] == known[name]


def test_every_contract_event_has_a_source() -> None:
    assert {type(heard(event)) for event in FORMAL} == set(members(contracts.Event))


def test_a_draft_stays_in_the_unit_and_so_does_what_it_says() -> None:
    assert [heard(event) for event in EVENTS if event not in FORMAL] == [None]
    for event in FORMAL:
        assert NARRATIVE["fr"] not in msgspec.json.encode(heard(event)).decode()


@pytest.mark.parametrize(
    ("category", "id_", "union"),
    [("measurement", MEASUREMENT, measurement.Event), ("expense", EXPENSE, expense.Event)],
)
def test_figures_stay_in_the_unit_until_a_report_is_submitted_with_them(
    category: str, id_: Any, union: Any
) -> None:
    assert all(heard(event, category, id_) is None for event in samples_of(union))


def test_submission_tells_the_figures_that_were_signed() -> None:
    told = heard(SUBMITTED)
    assert (told.values, told.expenses) == (SUBMITTED.values, SUBMITTED.expenses)
    assert told.content_hash == SUBMITTED.content_hash


def test_what_is_due_is_told_by_the_ids_of_indicators() -> None:
    assert heard(EXPECTED).indicators == tuple(each.id for each in EXPECTED.indicators)


def test_a_signatory_is_heard_of_by_function_only_and_evidence_stays_in_the_unit() -> None:
    for event in EVENTS:
        told = msgspec.json.encode(heard(event)).decode()
        assert JETTE_SIGNED.signatory.subject_ref not in told
        assert ON_BEHALF.evidence.reference not in told
    told = heard(JETTE_SIGNED)
    assert (told.function, told.recorded_on_behalf) == ("Bourgmestre", False)


def test_a_stream_of_another_kind_is_not_told() -> None:
    assert heard(object(), "person") is None
