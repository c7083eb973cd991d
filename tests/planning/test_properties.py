"""What holds whatever happens: order, symmetry, repetition, and a past that is never refused."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.decider import replay
from kernel.refusals import Refusal
from services.planning.domain import action_plan, strategic_plan
from services.planning.domain.action_plan.commands import (
    CompleteActionPlan,
    ReviseActionPlan,
    SubmitActionPlan,
    SupersedeActionPlan,
)
from services.planning.domain.action_plan.events import ActionPlanSubmitted
from services.planning.domain.strategic_plan.commands import (
    ObjectToStrategicPlan,
    ReviseStrategicPlan,
    SubmitStrategicPlan,
    ValidateStrategicPlan,
)
from services.planning.domain.strategic_plan.events import StrategicPlanValidated
from services.planning.projections import action_plans, strategic_plans
from tests.partnerships.cases import BELFAA, JETTE, WAREMME
from tests.partnerships.seen import history, project
from tests.planning import test_action_plan, test_strategic_plan
from tests.planning.cases import (
    ACTION_PLAN,
    ADOPT,
    ADOPTION,
    CHAIN,
    CHAIN_HASH,
    CONTENT,
    CONTENT_HASH,
    DRAFT_PLAN,
    DRAFT_STRATEGY,
    NEXT_PLAN,
    PARTNERS,
    PLAN_DRAFTED,
    REVISED_CONTENT,
    REVISED_HASH,
    STRATEGIC_PLAN,
    STRATEGY_DRAFTED,
    STRATEGY_SUBMITTED,
    TAKING_PART,
    VALIDATION,
    agree,
    validate,
)
from tests.planning.stored import samples_of
from vocabulary.hashing import content_hash
from vocabulary.identifiers import CommuneId

pytestmark = pytest.mark.thorough

THREE = (JETTE, BELFAA, WAREMME)
DAYS = st.dates(date(2022, 5, 1), date(2025, 12, 31))
PLANS = replace(test_action_plan.scenario.facts, partnership=replace(PARTNERS, members=THREE))
STRATEGIES = replace(
    test_strategic_plan.scenario.facts, country_programme=replace(TAKING_PART, communes=THREE)
)


def after(decider: Any, facts: Any, commands: Sequence[Any], *events: Any) -> list[Any]:
    """Return the history with what each command adds; one that is refused adds nothing."""
    known = list(events)
    for command in commands:
        try:
            known += decider.decide(command, replay(decider, known), facts)
        except Refusal:
            continue
    return known


party = st.sampled_from(THREE)
plan_command: st.SearchStrategy[action_plan.Command] = st.one_of(
    st.just(DRAFT_PLAN),
    st.builds(
        ReviseActionPlan, party=party, on=DAYS, content=st.sampled_from([CONTENT, REVISED_CONTENT])
    ),
    st.builds(agree, party, DAYS, st.sampled_from([CONTENT_HASH, REVISED_HASH])),
    st.builds(SubmitActionPlan, party=party, on=DAYS),
    st.builds(
        lambda version, hash_: replace(ADOPT, convention_version=version, content_hash=hash_),
        st.integers(1, 2),
        st.sampled_from([CONTENT_HASH, REVISED_HASH]),
    ),
    st.builds(SupersedeActionPlan, by=st.just(NEXT_PLAN), party=party, on=DAYS),
    st.builds(CompleteActionPlan, party=party, on=DAYS),
)
number = st.integers(1, 3)
strategy_command: st.SearchStrategy[strategic_plan.Command] = st.one_of(
    st.just(DRAFT_STRATEGY),
    st.builds(
        ReviseStrategicPlan, on=DAYS, chain=st.sampled_from([CHAIN, CHAIN[:2]]), revised_by=party
    ),
    st.builds(SubmitStrategicPlan, on=DAYS, submitted_by=party),
    st.builds(
        ValidateStrategicPlan,
        commune=party,
        version=number,
        content_hash=st.sampled_from([CHAIN_HASH, content_hash(CHAIN[:2])]),
        on=DAYS,
    ),
    st.builds(ObjectToStrategicPlan, commune=party, version=number, on=DAYS, reason=st.just("non")),
)


@given(st.permutations(THREE), st.lists(DAYS, min_size=3, max_size=3))
def test_the_order_in_which_communes_validate_never_matters(
    order: Sequence[CommuneId], days: Sequence[date]
) -> None:
    submitted = replace(STRATEGY_SUBMITTED, communes=THREE)
    acts = {c: validate(c, day) for c, day in zip(THREE, days, strict=True)}
    one, other = (
        after(strategic_plan, STRATEGIES, [acts[c] for c in way], STRATEGY_DRAFTED, submitted)
        for way in (THREE, order)
    )
    assert one[-1] == other[-1]
    assert one[-1].on == max(days)
    assert replay(strategic_plan, one) == replay(strategic_plan, other)


@given(st.permutations(THREE), DAYS)
def test_the_order_in_which_parties_agree_never_matters(
    order: Sequence[CommuneId], day: date
) -> None:
    commands = [*(agree(p, date(2022, 5, 1)) for p in order), SubmitActionPlan(party=JETTE, on=day)]
    events = after(action_plan, PLANS, commands, PLAN_DRAFTED)
    assert isinstance(events[-1], ActionPlanSubmitted)
    straight = [*(agree(p, date(2022, 5, 1)) for p in THREE), commands[-1]]
    assert replay(action_plan, events) == replay(
        action_plan, after(action_plan, PLANS, straight, PLAN_DRAFTED)
    )


@settings(max_examples=300)
@given(st.lists(plan_command, max_size=14))
def test_what_is_submitted_is_what_every_party_has_agreed_to(
    commands: Sequence[action_plan.Command],
) -> None:
    events = after(action_plan, PLANS, commands, PLAN_DRAFTED)
    for at, event in enumerate(events):
        if isinstance(event, ActionPlanSubmitted):
            before = replay(action_plan, events[:at])
            assert set(before.agreed) == set(THREE)
            assert event.content_hash == content_hash(event.content) == before.content_hash
    assert sum(isinstance(event, ActionPlanSubmitted) for event in events) <= 1


@settings(max_examples=300)
@given(st.lists(strategy_command, max_size=16))
def test_a_version_is_validated_once_and_by_every_commune(
    commands: Sequence[strategic_plan.Command],
) -> None:
    events = after(strategic_plan, STRATEGIES, commands, STRATEGY_DRAFTED)
    validated = [event for event in events if isinstance(event, StrategicPlanValidated)]
    assert len({event.version for event in validated}) == len(validated)
    known = replay(strategic_plan, events)
    for event in validated:
        assert set(known.version(event.version).validations) == set(THREE)
        assert event.content_hash == content_hash(event.chain)


@pytest.mark.parametrize(
    ("decider", "facts", "command", "first"),
    [
        (action_plan, PLANS, plan_command, PLAN_DRAFTED),
        (strategic_plan, STRATEGIES, strategy_command, STRATEGY_DRAFTED),
    ],
    ids=["action_plan", "strategic_plan"],
)
def test_a_command_that_was_accepted_decides_nothing_when_it_is_repeated(
    decider: Any, facts: Any, command: st.SearchStrategy[Any], first: Any
) -> None:
    @given(st.lists(command, max_size=10), command)
    def repeated(commands: Sequence[Any], last: Any) -> None:
        events = after(decider, facts, commands, first)
        try:
            new = decider.decide(last, replay(decider, events), facts)
        except Refusal:
            return
        assert decider.decide(last, replay(decider, [*events, *new]), facts) == []

    repeated()


def swapped(value: Any) -> Any:
    """Return the value with Jette in the place of Belfaa and the other way round."""
    text = msgspec.json.encode(value).decode()
    changed = (
        text.replace(str(JETTE), "#").replace(str(BELFAA), str(JETTE)).replace("#", str(BELFAA))
    )
    return msgspec.json.decode(changed.encode(), type=type(value))


@given(st.lists(plan_command, max_size=12))
def test_both_sides_have_the_same_rights(commands: Sequence[action_plan.Command]) -> None:
    events = after(action_plan, PLANS, commands, PLAN_DRAFTED)
    mirrored = replace(PLANS, partnership=swapped(PLANS.partnership))
    others = after(action_plan, mirrored, [swapped(c) for c in commands], swapped(PLAN_DRAFTED))
    assert others == [swapped(event) for event in events]


@given(st.lists(plan_command, max_size=14))
def test_the_view_of_a_plan_says_what_its_rules_know(
    commands: Sequence[action_plan.Command],
) -> None:
    events = after(action_plan, PLANS, commands, replace(PLAN_DRAFTED, parties=THREE))
    known = replay(action_plan, events)
    seen = history("action_plan", ACTION_PLAN, events)
    row = project(action_plans.PROJECTION, seen, action_plans.ACTION_PLANS, ACTION_PLAN)
    early = {"partly_agreed": "draft", "agreed": "draft"}
    assert early.get(row["state"], row["state"]) == known.state.value
    assert {UUID(each["party"]) for each in row["agreements"]} == set(known.agreed)
    assert row["content_hash"] == known.content_hash


@given(st.lists(strategy_command, max_size=16))
def test_the_view_of_a_strategic_plan_says_what_its_rules_know(
    commands: Sequence[strategic_plan.Command],
) -> None:
    events = after(strategic_plan, STRATEGIES, commands, STRATEGY_DRAFTED)
    known = replay(strategic_plan, events)
    seen = history("strategic_plan", STRATEGIC_PLAN, events)
    table = strategic_plans.STRATEGIC_PLANS
    row = project(strategic_plans.PROJECTION, seen, table, STRATEGIC_PLAN)
    latest = known.versions[-1]
    assert (row["plan_version"], row["state"]) == (len(known.versions), latest.state.value)
    assert row["content_hash"] == content_hash(latest.chain)
    applicable = row["applicable"]["version"] if row["applicable"] else None
    assert applicable == known.applicable


@pytest.mark.parametrize("decider", [strategic_plan, action_plan])
def test_no_past_is_refused(decider: Any) -> None:
    samples = samples_of(decider.Event)
    for event in samples:
        assert decider.evolve(decider.INITIAL, event) is not None
    for beginning in (VALIDATION, ADOPTION):
        if isinstance(beginning[0], type(samples[0])):
            state = replay(decider, beginning)
            for event in samples:
                state = decider.evolve(state, event)
