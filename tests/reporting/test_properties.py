"""What holds whatever happens: order, symmetry, repetition, and a past that is never refused."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.decider import replay
from kernel.refusals import Refusal
from services.reporting.domain import expense, measurement, report
from services.reporting.domain.expense.refusals import ExpenseOutsidePeriod
from services.reporting.domain.measurement.refusals import ValueOutOfRange
from services.reporting.domain.report.commands import (
    AcceptReport,
    DraftReport,
    ReopenReport,
    ReturnReport,
    SignReport,
)
from tests.reporting.cases import (
    BELFAA,
    BIRTHS_REGISTERED,
    BOOK,
    DRAFTS,
    EXPECTED,
    FACTS,
    JETTE,
    MEASUREMENT,
    NO_VALUE,
    OF_BELFAA,
    OF_JETTE,
    RECORD,
    RECORDED,
    REVIEWER,
    SIGNERS,
    SPENT,
    UNIT,
    VALUE,
    hash_after,
    measuring,
    report_after,
    reporting,
    spending,
)
from tests.reporting.stored import samples_of
from vocabulary.hashing import canonical
from vocabulary.identifiers import CommuneId
from vocabulary.money import Money
from vocabulary.reports import ReportState

pytestmark = pytest.mark.thorough

DAYS = st.dates(date(2024, 1, 1), date(2024, 2, 28))
NUMBERS = st.decimals(-50, 200, places=2).map(str)
party = st.sampled_from([JETTE, BELFAA])


class Story:
    """Acts on a report, one after the other; what is refused leaves no trace."""

    def __init__(self) -> None:
        self.events: list[report.Event] = [EXPECTED]
        self.facts = FACTS

    @property
    def state(self) -> report.Report:
        return report_after(*self.events)

    def present(self) -> str:
        content = self.state.content(self.facts)
        return content.hash if content else "sha256:" + "0" * 64

    def tries(self, command: report.Command) -> list[report.Event] | type[Refusal]:
        try:
            decided = report.decide(command, self.state, self.facts)
        except Refusal as refusal:
            return type(refusal)
        self.events += decided
        return decided


Step = tuple[str, CommuneId, date]
STEPS: st.SearchStrategy[Step] = st.tuples(
    st.sampled_from(["draft", "sign", "sign", "sign", "sign old", "accept", "return", "reopen"]),
    party,
    DAYS,
)


def command_of(step: Step, story: Story) -> report.Command:
    act, of, day = step
    match act:
        case "draft":
            return DraftReport(party=of, narrative={"fr": f"le {day}"}, on=day)
        case "sign" | "sign old":
            old = hash_after(*DRAFTS)
            content_hash = story.present() if act == "sign" else old
            return SignReport(party=of, signatory=SIGNERS[of], on=day, content_hash=content_hash)
        case "accept":
            return AcceptReport(on=day)
        case "return":
            return ReturnReport(comments="à revoir", on=day)
        case _:
            return ReopenReport(reason="erreur", on=day, party=of)


@settings(max_examples=80)
@given(st.lists(STEPS, max_size=14))
def test_what_is_submitted_was_signed_by_all_over_its_hash(steps: Sequence[Step]) -> None:
    story = Story()
    for step in steps:
        story.tries(command_of(step, story))
        state = story.state
        if state.submission is not None:
            hashes = {s.content_hash for s in state.signatures.values()}
            assert hashes == {state.submission.content_hash}
            assert state.signatures.keys() == set(EXPECTED.parties)
            assert state.submission.version == state.version
        if state.state is ReportState.ACCEPTED:
            assert state.acceptance is not None
            assert state.acceptance.version == state.version


@settings(max_examples=80)
@given(st.lists(STEPS, max_size=10), STEPS)
def test_repeating_an_accepted_command_decides_nothing(steps: Sequence[Step], last: Step) -> None:
    story = Story()
    for step in steps:
        story.tries(command_of(step, story))
    command = command_of(last, story)
    if not isinstance(story.tries(command), type):
        assert report.decide(command, story.state, story.facts) == []


@settings(max_examples=80)
@given(st.lists(STEPS, max_size=14))
def test_versions_of_a_report_only_grow(steps: Sequence[Step]) -> None:
    story, before = Story(), 1
    for step in steps:
        story.tries(command_of(step, story))
        assert before <= story.state.version <= before + 1
        before = story.state.version


def mirrored(value: Any) -> Any:
    """Return the same with the two sides changed over."""
    if isinstance(value, UUID):
        return {JETTE: BELFAA, BELFAA: JETTE}.get(CommuneId(value), value)
    if isinstance(value, tuple):
        return tuple(mirrored(each) for each in value)
    if hasattr(value, "__dataclass_fields__"):
        names = value.__dataclass_fields__
        return replace(value, **{name: mirrored(getattr(value, name)) for name in names})
    return value


@settings(max_examples=60)
@given(st.lists(STEPS, max_size=12))
def test_what_one_side_can_do_the_other_can(steps: Sequence[Step]) -> None:
    here, there = Story(), Story()
    there.events = [mirrored(EXPECTED)]
    for step in steps:
        command = command_of(step, here)
        one = here.tries(command)
        other = there.tries(mirrored(command))
        if isinstance(one, type):
            assert other is one
        else:
            assert mirrored(tuple(one)) == tuple(other)  # type: ignore[arg-type]


@settings(max_examples=60)
@given(STEPS)
def test_rights_mirror_each_other(step: Step) -> None:
    command = command_of(step, Story())
    for one, other in ((OF_JETTE, OF_BELFAA), (UNIT, UNIT), (REVIEWER, REVIEWER)):
        assert _may(one, command) == _may(other, mirrored(command))


def _may(by: Any, command: report.Command) -> type[Refusal] | None:
    try:
        report.may(by, command, reporting.state, reporting.facts)
    except Refusal as refusal:
        return type(refusal)
    return None


@given(NUMBERS)
def test_a_value_is_taken_exactly_as_given_if_and_only_if_it_is_in_range(value: str) -> None:
    outcome = measuring.when(replace(RECORD, value=value, slices=()))
    if BIRTHS_REGISTERED.admits(value):
        (recorded,) = outcome.events()
        assert recorded.value == value
    else:
        outcome.then_refused(ValueOutOfRange, value=value)


@given(st.dates(date(2022, 1, 1), date(2024, 2, 28)), st.sampled_from(["EUR", "MAD", "CDF"]))
def test_an_expense_is_booked_exactly_as_given_if_and_only_if_its_day_is_in_the_period(
    day: date, currency: str
) -> None:
    amount = Money("0.01", currency)
    command = replace(BOOK, on=day, recorded_on=date(2024, 2, 28), amount=amount)
    if day.year == 2023:
        (booked,) = spending.when(command).events()
        assert (booked.on, booked.amount) == (day, amount)
    else:
        spending.when(command).then_refused(ExpenseOutsidePeriod)


@given(st.permutations([VALUE, NO_VALUE]))
def test_the_hash_does_not_depend_on_the_order_of_figures(values: Any) -> None:
    facts = replace(FACTS, values=tuple(values))
    assert hash_after(*DRAFTS, facts=facts) == hash_after(*DRAFTS)


@given(
    st.sampled_from(
        [
            {"values": (replace(VALUE, value="62.6"), NO_VALUE)},
            {"values": (VALUE, replace(NO_VALUE, not_measured="autre raison"))},
            {"values": (VALUE,)},
            {"expenses": (replace(SPENT, amount=Money("1250.51", "EUR")),)},
            {"expenses": (replace(SPENT, amount=Money("1250.50", "USD")),)},
            {"expenses": ()},
        ]
    )
)
def test_any_other_figure_is_another_hash(change: dict[str, Any]) -> None:
    assert hash_after(*DRAFTS, facts=replace(FACTS, **change)) != hash_after(*DRAFTS)


def test_what_is_signed_is_hashed_as_canonical_json_of_what_is_shown() -> None:
    content = report_after(*DRAFTS).content(FACTS)
    assert content is not None
    shown = msgspec.json.decode(msgspec.json.encode(content))
    assert rfc8785.dumps(shown) == canonical(content)


@settings(max_examples=60)
@given(st.lists(NUMBERS, max_size=6))
def test_a_measurement_counts_its_corrections(values: Sequence[str]) -> None:
    scenario, version = measuring.given(RECORDED), 1
    for value in values:
        command = measurement.commands.CorrectMeasurement(
            party=JETTE, on=date(2024, 2, 1), reason="registre", value=value
        )
        try:
            events = scenario.when(command).events()
        except Refusal:
            continue
        scenario, version = scenario.given(*events), version + len(events)
        reported = scenario.state.reported(MEASUREMENT)
        assert (reported.version, reported.value) == (version, value)


def any_event_of(aggregate: Any) -> st.SearchStrategy[Any]:
    """Draw from the committed samples, about few versions and parties, so that they meet."""
    few = {"version": st.integers(0, 3), "party": party}

    def about(event: Any) -> st.SearchStrategy[Any]:
        chosen = {name: few[name] for name in few if hasattr(event, name)}
        return st.fixed_dictionaries(chosen).map(lambda change: replace(event, **change))

    return st.sampled_from(samples_of(aggregate.Event)).flatmap(about)


@pytest.mark.parametrize("aggregate", [report, measurement, expense])
@settings(max_examples=60)
@given(data=st.data())
def test_the_past_is_never_refused(aggregate: Any, data: st.DataObject) -> None:
    history = data.draw(st.lists(any_event_of(aggregate), max_size=10))
    state = replay(aggregate, history)
    assert isinstance(state, type(aggregate.INITIAL))
    _ = state.state if aggregate is report else state.reported(MEASUREMENT)
