"""Joint action plans (plan d'action commun): who agrees to which content, and what it holds."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, ClassVar

import msgspec

from gateway.read_model.budgets import budget_lines
from gateway.read_model.dossiers import WORDS, Part, Seated, seated
from gateway.read_model.ids import gid, text
from gateway.read_model.marks import MARK_COLUMNS, Mark
from gateway.read_model.noted import Noted
from gateway.read_model.planning.strategic_plans import SPEAKER
from kernel.postgres.rows import Row, Table
from vocabulary.actions import PlannedAction
from vocabulary.budgets import BudgetLine, Period
from vocabulary.text import Text

ACTION_PLAN = Table(
    "rm.action_plan",
    ("country_code", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "partnership_id": f"{WORDS} NOT NULL",
        "protocol_id": WORDS,
        "phase_id": WORDS,
        "state": "text NOT NULL",
        "state_since": "date NOT NULL",
        "content_hash": "text NOT NULL",
        "begun_on": "date NOT NULL",
        "titles": "json",
        "starts_on": "date",
        "ends_on": "date",
        "actions": "json NOT NULL",
        "budget_lines": "json NOT NULL",
        "strategic_plan_id": WORDS,
        "strategic_plan_version": "int",
        "submitted_on": "date",
        "adopted_on": "date",
        "not_yet_annexed": "boolean NOT NULL",
        "superseded_by_id": WORDS,
        "ended_on": "date",
        **MARK_COLUMNS,
    },
    history=True,
)
AGREEMENT = Table(
    "rm.action_plan_agreement",
    ("country_code", "action_plan_id", "commune_id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "action_plan_id": f"{WORDS} NOT NULL",
        "commune_id": f"{WORDS} NOT NULL",
        "seat": "int NOT NULL",
        "agreed_on": "date NOT NULL",
        "content_hash": "text NOT NULL",
        "recorded_on_behalf": "boolean NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
AIM = Table(
    "rm.action_plan_indicator",
    ("country_code", "action_plan_id", "indicator_id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "action_plan_id": f"{WORDS} NOT NULL",
        "indicator_id": f"{WORDS} NOT NULL",
        "place": "int NOT NULL",
    },
    history=True,
)
TABLES = (ACTION_PLAN, AGREEMENT, AIM)
INDEXES = (
    "rm.action_plan (gid)",
    "rm.action_plan (country_code, begun_on DESC, id)",
    "rm.action_plan (country_code, partnership_id, begun_on DESC, id)",
    "rm.action_plan_indicator (country_code, indicator_id)",
)


class ActionPlanState(StrEnum):
    """Where a plan stands; agreements to it are void once its content changes."""

    AGREED_BY_NONE = "agreed_by_none"
    AGREED_BY_SOME = "agreed_by_some"
    SUBMITTED = "submitted"
    ADOPTED = "adopted"
    SUPERSEDED = "superseded"
    COMPLETED = "completed"


class PlanAgreement(Noted, frozen=True, kw_only=True):
    content_hash: str
    on: date
    recorded_on_behalf: bool
    mark: Mark


class Submission(Noted, frozen=True, kw_only=True):
    """What all parties have agreed to."""

    protocol: str
    phase: str
    title: Text
    period: Period
    actions: tuple[PlannedAction, ...]
    indicators: tuple[str, ...]
    budget_lines: tuple[BudgetLine, ...]
    strategic_plan: str
    strategic_plan_version: int
    on: date


class ActionPlan(Noted, frozen=True, kw_only=True):
    """It becomes known with the first agreement; its content once it is submitted."""

    kind: ClassVar[str] = "action_plan"
    service: ClassVar[str] = SPEAKER

    country: str
    id: str
    partnership: str
    content_hash: str
    begun_on: date
    agreements: Mapping[str, PlanAgreement] = msgspec.field(default_factory=dict)
    agreements_voided_on: date | None = None
    submission: Submission | None = None
    adopted_on: date | None = None
    superseded_by: str | None = None
    superseded_on: date | None = None
    completed_on: date | None = None
    mark: Mark

    @property
    def standing(self) -> tuple[ActionPlanState, date]:
        """The state, and the day since which it is so."""
        if self.superseded_on:
            return ActionPlanState.SUPERSEDED, self.superseded_on
        if self.completed_on:
            return ActionPlanState.COMPLETED, self.completed_on
        if self.adopted_on:
            return ActionPlanState.ADOPTED, self.adopted_on
        if self.submission:
            return ActionPlanState.SUBMITTED, self.submission.on
        if self.agreements:
            since = min(agreement.on for agreement in self.agreements.values())
            return ActionPlanState.AGREED_BY_SOME, since
        return ActionPlanState.AGREED_BY_NONE, self.agreements_voided_on or self.begun_on

    def parts(self) -> Iterable[Part]:
        yield Part(ACTION_PLAN, {None: self}, _row)
        place = {"country_code": self.country, "action_plan_id": self.id}
        yield Part(AGREEMENT, seated(self.agreements), partial(_agreement, place))
        aims = self.submission.indicators if self.submission else ()
        yield Part(AIM, {aim: seat for seat, aim in enumerate(aims, 1)}, partial(_aim, place))


def _row(_place: None, plan: ActionPlan) -> Row:
    state, since = plan.standing
    return {
        "country_code": plan.country,
        "id": plan.id,
        "gid": gid("ActionPlan", plan.country, plan.id),
        "partnership_id": plan.partnership,
        "state": state.name,
        "state_since": since,
        "content_hash": plan.content_hash,
        "begun_on": plan.begun_on,
        **_content(plan.country, plan.submission),
        "adopted_on": plan.adopted_on,
        "not_yet_annexed": state is ActionPlanState.SUBMITTED,
        "superseded_by_id": plan.superseded_by,
        "ended_on": plan.superseded_on or plan.completed_on,
        **plan.mark.columns,
    }


def _content(country: str, of: Submission | None) -> dict[str, Any]:
    return {
        "protocol_id": of.protocol if of else None,
        "phase_id": of.phase if of else None,
        "titles": of.title if of else None,
        "starts_on": of.period.starts_on if of else None,
        "ends_on": of.period.ends_on if of else None,
        "actions": [_action(country, of, action) for action in of.actions] if of else (),
        "budget_lines": budget_lines(of.budget_lines) if of else (),
        "strategic_plan_id": of.strategic_plan if of else None,
        "strategic_plan_version": of.strategic_plan_version if of else None,
        "submitted_on": of.on if of else None,
    }


def _action(country: str, of: Submission, action: PlannedAction) -> dict[str, Any]:
    version = str(of.strategic_plan_version)
    results = [
        gid("Result", country, of.strategic_plan, version, text(result))
        for result in action.results
    ]
    return {"code": action.code, "text": action.text, "results": results}


def _agreement(place: Row, commune: str, at: Seated[PlanAgreement]) -> Row:
    seat, agreement = at
    return {
        **place,
        "commune_id": commune,
        "seat": seat,
        "agreed_on": agreement.on,
        "content_hash": agreement.content_hash,
        "recorded_on_behalf": agreement.recorded_on_behalf,
        **agreement.mark.columns,
    }


def _aim(place: Row, indicator: str, seat: int) -> Row:
    return {**place, "indicator_id": indicator, "place": seat}
