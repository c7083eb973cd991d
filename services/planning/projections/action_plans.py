"""Where does each joint action plan stand, and which parties have still to agree to it?"""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, plain, shown
from services.planning.domain.action_plan.events import (
    ActionPlanAdopted,
    ActionPlanAgreementsVoided,
    ActionPlanCompleted,
    ActionPlanDrafted,
    ActionPlanRevised,
    ActionPlanSubmitted,
    ActionPlanSuperseded,
    Event,
    PartyAgreedActionPlan,
)
from vocabulary.plans import ActionPlanState

ACTION_PLANS: Final = Table(
    "views.action_plans",
    ("id",),
    {
        "id": "uuid",
        "partnership": "uuid NOT NULL",
        "phase": "uuid NOT NULL",
        "country": "text NOT NULL",
        "parties": "uuid[] NOT NULL",
        "state": "text NOT NULL",
        "content": "jsonb NOT NULL",
        "content_hash": "text NOT NULL",
        "starts_on": "date NOT NULL",
        "ends_on": "date NOT NULL",
        "drafted_by": "uuid NOT NULL",
        "drafted_on": "date NOT NULL",
        "agreements": "jsonb NOT NULL",
        "awaiting": "uuid[] NOT NULL",
        "submitted_on": "date",
        "protocol": "uuid",
        "strategic_plan": "uuid",
        "strategic_plan_version": "integer",
        "adoptions": "jsonb NOT NULL",
        "adopted_on": "date",
        "superseded_by": "uuid",
        "ended_on": "date",
        **MARKS,
    },
)
"""`awaiting` are the parties that have still to agree to the content with `content_hash`."""

SHOWN: Final = ", ".join(ACTION_PLANS.columns)


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(ACTION_PLANS, (seen.stream.id,))] if seen.stream.category == "action_plan" else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "action_plan":
        return
    row = rows.get(ACTION_PLANS, seen.stream.id)
    if is_known(seen, row):
        return
    changed = _changed(row, seen.event)
    rows.put(
        ACTION_PLANS,
        {**changed, "id": seen.stream.id, "state": _state(changed).value, **marks(seen, row)},
        seen.recorded_at,
    )


def _changed(row: Row | None, event: Event) -> dict[str, Any]:
    if isinstance(event, ActionPlanDrafted):
        return _drafted(event)
    assert row is not None  # noqa: S101 - an action plan is drafted first
    match event:
        case ActionPlanRevised():
            return {**row, **_content(event)}
        case ActionPlanAgreementsVoided():
            return dict(row)
        case PartyAgreedActionPlan():
            return _agreed(row, event)
        case _:
            return {**row, **_since_submission(row, event)}


def _since_submission(
    row: Row,
    event: ActionPlanSubmitted | ActionPlanAdopted | ActionPlanSuperseded | ActionPlanCompleted,
) -> dict[str, Any]:
    match event:
        case ActionPlanSubmitted():
            return {
                "parties": list(event.parties),
                "awaiting": [],
                "submitted_on": event.on,
                "protocol": event.protocol,
                "strategic_plan": event.strategic_plan,
                "strategic_plan_version": event.strategic_plan_version,
            }
        case ActionPlanAdopted(on=on):
            adoption = {
                "convention": str(event.convention),
                "version": event.convention_version,
                "on": on.isoformat(),
            }
            adoptions = [*row["adoptions"], adoption]
            return {"adoptions": adoptions, "adopted_on": row["adopted_on"] or on}
        case ActionPlanSuperseded(by=by, on=on):
            return {"superseded_by": by, "ended_on": on}
        case ActionPlanCompleted(on=on):
            return {"ended_on": on}


def _drafted(event: ActionPlanDrafted) -> dict[str, Any]:
    return ACTION_PLANS.row(
        partnership=event.partnership,
        phase=event.phase,
        country=event.country,
        drafted_by=event.drafted_by,
        drafted_on=event.on,
        adoptions=[],
        **_content(event),
    )


def _content(event: ActionPlanDrafted | ActionPlanRevised) -> dict[str, Any]:
    return {
        "parties": list(event.parties),
        "content": plain(event.content),
        "content_hash": event.content_hash,
        "starts_on": event.content.period.starts_on,
        "ends_on": event.content.period.ends_on,
        "agreements": [],
        "awaiting": list(event.parties),
    }


def _agreed(row: Row, event: PartyAgreedActionPlan) -> dict[str, Any]:
    agreement = {
        "party": str(event.party),
        "on": event.on.isoformat(),
        "on_behalf": event.on_behalf is not None,
    }
    return {
        **row,
        "agreements": [*row["agreements"], agreement],
        "awaiting": [party for party in row["awaiting"] if party != event.party],
    }


def _state(row: Row) -> ActionPlanState:
    if row["superseded_by"] is not None:
        return ActionPlanState.SUPERSEDED
    if row["ended_on"] is not None:
        return ActionPlanState.COMPLETED
    if row["adoptions"]:
        return ActionPlanState.ADOPTED
    if row["submitted_on"] is not None:
        return ActionPlanState.SUBMITTED
    if not row["awaiting"]:
        return ActionPlanState.AGREED
    return ActionPlanState.PARTLY_AGREED if row["agreements"] else ActionPlanState.DRAFT


PROJECTION: Final = Projection("action_plans", 1, (ACTION_PLANS,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    state: str | None,
    partnership: UUID | None,
    phase: UUID | None,
    party: UUID | None,
    awaiting: UUID | None,
    after: UUID | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return action plans; `awaiting` asks for those that this party has still to agree to."""
    found = await pool.fetch(
        f"""
        SELECT {SHOWN} FROM views.action_plans
         WHERE ($1::text IS NULL OR state = $1)
           AND ($2::uuid IS NULL OR partnership = $2)
           AND ($3::uuid IS NULL OR phase = $3)
           AND ($4::uuid IS NULL OR parties @> ARRAY[$4])
           AND ($5::uuid IS NULL OR awaiting @> ARRAY[$5])
           AND ($6::uuid IS NULL OR id > $6)
         ORDER BY id LIMIT $7
        """,  # noqa: S608 - columns of our own table
        state,
        partnership,
        phase,
        party,
        awaiting,
        after,
        limit,
    )
    return shown(ACTION_PLANS, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(f"SELECT {SHOWN} FROM views.action_plans WHERE id = $1", id_)  # noqa: S608
    return next(iter(shown(ACTION_PLANS, found)), None)
