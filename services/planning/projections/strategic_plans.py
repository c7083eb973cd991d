"""Where does each strategic plan stand, and which communes have still to validate it?"""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, plain, shown
from services.planning.domain.strategic_plan.events import (
    CommuneObjectedToStrategicPlan,
    CommuneValidatedStrategicPlan,
    Event,
    StrategicPlanDrafted,
    StrategicPlanRevised,
    StrategicPlanSubmitted,
    StrategicPlanValidated,
)
from vocabulary.hashing import content_hash
from vocabulary.plans import StrategicPlanState

STRATEGIC_PLANS: Final = Table(
    "views.strategic_plans",
    ("id",),
    {
        "id": "uuid",
        "country_programme": "uuid NOT NULL",
        "phase": "uuid NOT NULL",
        "country": "text NOT NULL",
        "state": "text NOT NULL",
        "plan_version": "integer NOT NULL",
        "chain": "jsonb NOT NULL",
        "content_hash": "text NOT NULL",
        "sources": "jsonb NOT NULL",
        "drafted_by": "uuid",
        "drafted_on": "date NOT NULL",
        "submitted_on": "date",
        "communes": "uuid[] NOT NULL",
        "validations": "jsonb NOT NULL",
        "awaiting": "uuid[] NOT NULL",
        "objections": "jsonb NOT NULL",
        "applicable": "jsonb",
        "drafted_at": "bigint NOT NULL",
        **MARKS,
    },
)
"""`state`, `chain` and what follows are those of version `plan_version`, the latest; `applicable`
is the last version that every commune has validated, with the validations of late joiners.
`drafted_at` is the position that took the place of the country programme."""

SHOWN: Final = ", ".join(name for name in STRATEGIC_PLANS.columns if name != "drafted_at")


def touches(seen: Seen[Any]) -> Iterable[Key]:
    of_ours = seen.stream.category == "strategic_plan"
    return [(STRATEGIC_PLANS, (seen.stream.id,))] if of_ours else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "strategic_plan":
        return
    row = rows.get(STRATEGIC_PLANS, seen.stream.id)
    if is_known(seen, row):
        return
    changed = _changed(row, seen.event, seen.position)
    row_marks = {"id": seen.stream.id, **marks(seen, row)}
    rows.put(STRATEGIC_PLANS, {**changed, **row_marks}, seen.recorded_at)


def _changed(row: Row | None, event: Event, position: int) -> dict[str, Any]:
    if isinstance(event, StrategicPlanDrafted):
        return _drafted(event, position)
    assert row is not None  # noqa: S101 - a strategic plan is drafted first
    match event:
        case StrategicPlanRevised():
            content = {"sources": plain(event.sources), **_chain(event.chain)}
            return {**row, **_opened(event.version), **content}
        case StrategicPlanSubmitted(communes=communes, on=on):
            state = StrategicPlanState.UNDER_VALIDATION.value
            before = {"communes": list(communes), "awaiting": list(communes)}
            return {**row, **before, "state": state, "submitted_on": on}
        case CommuneObjectedToStrategicPlan():
            objection = {**_act(event), "version": event.version, "reason": event.reason}
            objections = [*row["objections"], objection]
            return {**row, **_opened(event.version + 1), "objections": objections}
        case CommuneValidatedStrategicPlan():
            return _validated_by(row, event)
        case StrategicPlanValidated():
            return _validated(row, event)


def _drafted(event: StrategicPlanDrafted, position: int) -> dict[str, Any]:
    return {
        "country_programme": event.country_programme,
        "phase": event.phase,
        "country": event.country,
        **_opened(1),
        **_chain(event.chain),
        "sources": plain(event.sources),
        "drafted_by": event.drafted_by,
        "drafted_on": event.on,
        "objections": [],
        "applicable": None,
        "drafted_at": position,
    }


def _opened(version: int) -> dict[str, Any]:
    """Return what is known of a version that is a draft."""
    return {
        "state": StrategicPlanState.DRAFT.value,
        "plan_version": version,
        "submitted_on": None,
        "communes": [],
        "validations": [],
        "awaiting": [],
    }


def _chain(chain: Iterable[Any]) -> dict[str, Any]:
    chain = tuple(chain)
    return {"chain": plain(chain), "content_hash": content_hash(chain)}


def _act(event: CommuneValidatedStrategicPlan | CommuneObjectedToStrategicPlan) -> dict[str, Any]:
    return {
        "commune": str(event.commune),
        "on": event.on.isoformat(),
        "on_behalf": event.on_behalf is not None,
    }


def _validated_by(row: Row, event: CommuneValidatedStrategicPlan) -> dict[str, Any]:
    changed, act = dict(row), _act(event)
    if event.version == row["plan_version"]:
        changed["validations"] = [*row["validations"], act]
        changed["awaiting"] = [each for each in row["awaiting"] if each != event.commune]
    applicable = row["applicable"]
    if applicable is not None and applicable["version"] == event.version:
        validations = [*applicable["validations"], act]
        changed["applicable"] = {**applicable, "validations": validations}
    return changed


def _validated(row: Row, event: StrategicPlanValidated) -> dict[str, Any]:
    applicable = {
        "version": event.version,
        "chain": plain(event.chain),
        "content_hash": event.content_hash,
        "validated_on": event.on.isoformat(),
        "validations": row["validations"],
    }
    state = StrategicPlanState.VALIDATED.value
    return {**row, "state": state, "awaiting": [], "applicable": applicable}


PROJECTION: Final = Projection("strategic_plans", 1, (STRATEGIC_PLANS,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    country: str | None,
    phase: UUID | None,
    state: str | None,
    awaiting: UUID | None,
    after: UUID | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return strategic plans; `awaiting` asks for those that this commune has still to validate."""
    found = await pool.fetch(
        f"""
        SELECT {SHOWN} FROM views.strategic_plans
         WHERE ($1::text IS NULL OR country = $1)
           AND ($2::uuid IS NULL OR phase = $2)
           AND ($3::text IS NULL OR state = $3)
           AND ($4::uuid IS NULL OR awaiting @> ARRAY[$4])
           AND ($5::uuid IS NULL OR id > $5)
         ORDER BY id LIMIT $6
        """,  # noqa: S608 - columns of our own table
        country,
        phase,
        state,
        awaiting,
        after,
        limit,
    )
    return shown(STRATEGIC_PLANS, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(
        f"SELECT {SHOWN} FROM views.strategic_plans WHERE id = $1",  # noqa: S608
        id_,
    )
    return next(iter(shown(STRATEGIC_PLANS, found)), None)


async def holder(pool: Pool, country_programme: UUID) -> UUID | None:
    """Return the strategic plan that was first drafted for the country programme."""
    found: UUID | None = await pool.fetchval(
        "SELECT id FROM views.strategic_plans"
        " WHERE country_programme = $1 ORDER BY drafted_at LIMIT 1",
        country_programme,
    )
    return found
