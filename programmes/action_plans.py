"""Joint action plans of a demonstration pack, and the commands that record them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from programmes.acting import NO_DOCUMENT, PartyOn, agreement, party_on
from programmes.conventions import Convention
from programmes.entries import Entry
from programmes.faults import Fault
from programmes.files import Document
from programmes.model import StrategicPlan
from programmes.sends import Send, Sender, Wave
from programmes.terms import text
from vocabulary.actions import ActionPlanContent, PlannedAction
from vocabulary.budgets import BudgetLine, Period
from vocabulary.hashing import content_hash
from vocabulary.results import Indicator, Result

FILE = "action_plans.toml"
PLAN = (
    *("id", "code", "belgian_commune", "partner", "title", "starts_on", "ends_on"),
    *("indicators", "budget_lines", "actions", "agreements"),
    *("drafted_by", "drafted_on", "submitted_by", "submitted_on", "annexed_by", "annexed_on"),
)

T = TypeVar("T", Result, Indicator, BudgetLine)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlan:
    """A plan under a convention: annexing it to that convention adopts it."""

    id: UUID
    code: str
    convention: Convention
    content: ActionPlanContent
    indicators: Mapping[str, Indicator]
    budget_lines: Mapping[str, BudgetLine]
    drafted: PartyOn
    agreements: tuple[PartyOn, ...]
    submitted: PartyOn | None
    annexed: PartyOn | None
    origin: str


def read(
    folder: Path,
    conventions: Mapping[tuple[str, str], Convention],
    strategies: Sequence[StrategicPlan],
    faults: list[Fault],
) -> dict[str, ActionPlan]:
    """Return the plans by their codes, none where there is no such file."""
    if not (folder / FILE).exists():
        return {}
    document = Document(folder / FILE, faults)
    document.only("action_plans")
    places = {(p.programme.country, p.programme.phase): p for p in strategies}
    found: dict[str, ActionPlan] = {}
    for index, entry in enumerate(document.tables("action_plans")):
        plan = _plan(document, index, entry, conventions, places)
        if plan is None:
            continue
        if plan.code in found:
            entry.fault("code", f"{plan.code!r} stands twice")
        found[plan.code] = plan
    return found


def _plan(
    document: Document,
    index: int,
    entry: Entry,
    conventions: Mapping[tuple[str, str], Convention],
    strategies: Mapping[tuple[str, str], StrategicPlan],
) -> ActionPlan | None:
    entry.only(PLAN)
    id_, code = entry.id("id"), entry.words("code")
    names = (entry.words("belgian_commune"), entry.words("partner"))
    convention = conventions.get(names)
    if convention is None:
        entry.fault("partner", f"{' – '.join(names)} has no convention in conventions.toml")
        return None
    protocol = convention.protocol
    strategy = strategies.get((protocol.programme.country, protocol.programme.phase))
    if strategy is None:
        entry.fault("partner", "its country has no strategic plan for the phase")
        return None
    parties = protocol.parties
    indicators = _named(entry, "indicators", strategy.indicators)
    lines = _named(entry, "budget_lines", convention.budget_lines)
    actions = document.tables("action_plans", index, "actions")
    agreed = [
        agreement(each, parties) for each in document.tables("action_plans", index, "agreements")
    ]
    drafted = party_on(entry, "drafted", parties)
    if drafted is None:
        entry.fault("drafted_by", "says who drafted the plan, with drafted_on")
        return None
    return ActionPlan(
        id=id_,
        code=code,
        convention=convention,
        content=ActionPlanContent(
            title=text(entry, "title"),
            period=Period(starts_on=entry.day("starts_on"), ends_on=entry.day("ends_on")),
            actions=tuple(_action(each, strategy) for each in actions),
            indicators=tuple(each.id for each in indicators),
            budget_lines=tuple(lines),
        ),
        indicators={each.code: each for each in indicators},
        budget_lines={each.code: each for each in lines},
        drafted=drafted,
        agreements=tuple(each for each in agreed if each),
        submitted=party_on(entry, "submitted", parties),
        annexed=party_on(entry, "annexed", parties),
        origin=f"{entry.file}:{entry.line}",
    )


def _named(entry: Entry, column: str, known: Mapping[str, T]) -> list[T]:
    """Return what a list of codes names."""
    codes = entry.split(column)
    for code in codes:
        if code not in known:
            entry.fault(column, f"{code!r} is not one of {', '.join(known)}")
    return [known[code] for code in codes if code in known]


def _action(entry: Entry, strategy: StrategicPlan) -> PlannedAction:
    entry.only({"code", "text", "results"})
    return PlannedAction(
        code=entry.words("code"),
        text=text(entry, "text"),
        results=tuple(result.id for result in _named(entry, "results", strategy.results)),
    )


def sends(plan: ActionPlan, sender: Sender) -> Iterator[Send]:
    """Draft, have each party agree, submit; annex it to the convention, which adopts it."""
    hashed = content_hash(plan.content)
    drafted = {
        "partnership": plan.convention.protocol.partnership.id,
        "phase": plan.convention.protocol.phase.id,
        **plan.drafted.body(),
        "content": plan.content,
    }
    agreed = [
        ("agree", {**each.body(), "content_hash": hashed, "on_behalf": NO_DOCUMENT})
        for each in plan.agreements
    ]
    submitted = [("submit", plan.submitted.body())] if plan.submitted else []
    for verb, body in (("draft", drafted), *agreed, *submitted):
        yield sender.send(
            Wave.ACTION_PLANS, "action-plans", plan.id, verb, body, origin=plan.origin
        )
    if plan.annexed:
        annexed = {
            **plan.annexed.body(),
            "action_plan": plan.id,
            "content_hash": hashed,
            "on_behalf": NO_DOCUMENT,
        }
        yield sender.send(
            Wave.ANNEXES,
            "conventions",
            plan.convention.id,
            "annex-action-plan",
            annexed,
            origin=plan.origin,
        )
