"""What others hear: every formal act, under its own wire type, and neither drafts nor evidence."""

from typing import Any

import msgspec
import pytest

from contracts import planning as contracts
from kernel.events import Meta, Seen
from kernel.store import Stream
from kernel.unions import members
from services.planning.domain import action_plan, strategic_plan
from services.planning.domain.action_plan.events import ActionPlanDrafted, ActionPlanRevised
from services.planning.domain.strategic_plan.events import (
    StrategicPlanDrafted,
    StrategicPlanRevised,
)
from services.planning.published import to_contract
from tests.partnerships.cases import JETTE, NOW
from tests.planning.cases import (
    ACTION_PLAN,
    CHAIN_HASH,
    CONTENT,
    CONTENT_HASH,
    PLAN_SUBMITTED,
    STRATEGIC_PLAN,
    STRATEGY_VALIDATED,
)
from tests.planning.stored import samples_of

STREAMS: dict[str, tuple[Any, Any]] = {
    "strategic_plan": (strategic_plan, STRATEGIC_PLAN),
    "action_plan": (action_plan, ACTION_PLAN),
}
PRIVATE = {StrategicPlanDrafted, StrategicPlanRevised, ActionPlanDrafted, ActionPlanRevised}
META = Meta(command_id=ACTION_PLAN, actor="account-1", occurred_at=NOW, correlation_id=ACTION_PLAN)
EVENTS = [
    (category, event)
    for category, (aggregate, _) in STREAMS.items()
    for event in samples_of(aggregate.Event)
]
FORMAL = [(category, event) for category, event in EVENTS if type(event) not in PRIVATE]


def heard(category: str, event: Any) -> Any:
    stream = Stream(category, STREAMS[category][1])
    return to_contract(Seen(1, stream, 1, ACTION_PLAN, event, META, NOW))


@pytest.mark.parametrize(("category", "event"), FORMAL, ids=lambda each: type(each).__name__)
def test_every_formal_act_is_heard_under_its_own_name_and_id(category: str, event: Any) -> None:
    contract = heard(category, event)
    assert type(contract) is getattr(contracts, type(event).__name__)
    assert getattr(contract, category) == STREAMS[category][1]


@pytest.mark.parametrize(("category", "event"), FORMAL, ids=lambda each: type(each).__name__)
def test_what_a_contract_says_is_what_the_event_said(category: str, event: Any) -> None:
    told, known = msgspec.to_builtins(heard(category, event)), msgspec.to_builtins(event)
    for name in told.keys() & known.keys():
        assert told[name] == known[name]


def test_every_contract_event_has_a_source() -> None:
    assert {type(heard(*each)) for each in FORMAL} == set(members(contracts.Event))


@pytest.mark.parametrize(
    ("category", "event"),
    [each for each in EVENTS if each not in FORMAL],
    ids=lambda each: type(each).__name__,
)
def test_drafts_never_leave_the_unit(category: str, event: Any) -> None:
    assert heard(category, event) is None


def test_evidence_of_a_record_on_behalf_stays_in_the_unit() -> None:
    on_behalf = [each for each in FORMAL if getattr(each[1], "on_behalf", None) is not None]
    assert on_behalf
    for category, event in on_behalf:
        told = msgspec.json.encode(heard(category, event)).decode()
        assert event.on_behalf.evidence.reference not in told
        assert heard(category, event).recorded_on_behalf


def test_a_submitted_plan_says_all_that_a_report_on_it_needs() -> None:
    told = heard("action_plan", PLAN_SUBMITTED)
    assert (told.period, told.indicators) == (CONTENT.period, CONTENT.indicators)
    assert (told.actions, told.budget_lines) == (CONTENT.actions, CONTENT.budget_lines)
    assert (told.content_hash, told.strategic_plan_version) == (CONTENT_HASH, 1)


def test_a_validated_strategic_plan_is_told_with_its_whole_chain() -> None:
    told = heard("strategic_plan", STRATEGY_VALIDATED)
    assert (told.chain, told.content_hash) == (STRATEGY_VALIDATED.chain, CHAIN_HASH)


def test_a_stream_of_another_kind_is_not_told() -> None:
    assert (
        to_contract(Seen(1, Stream("person", JETTE), 1, ACTION_PLAN, object(), META, NOW)) is None
    )
