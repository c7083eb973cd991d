"""What does each country share in each phase: sectors, goal, and which communes take part?"""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, plain, shown
from services.partnerships.domain.country_programme.events import (
    AgreementWithdrawn,
    CommuneAdmitted,
    CommuneWithdrawn,
    CountryProgrammeLaunched,
    CountryProgrammeRevised,
    Event,
    GoalAgreed,
)
from services.partnerships.projections.ordering import ordered, place

COUNTRY_PROGRAMMES: Final = Table(
    "views.country_programmes",
    ("id",),
    {
        "id": "uuid",
        "programme": "uuid NOT NULL",
        "phase": "uuid NOT NULL",
        "country": "text NOT NULL",
        "sectors": "jsonb NOT NULL",
        "goal": "jsonb",
        "shares": "jsonb NOT NULL",
        "revision": "integer NOT NULL",
        "results": "jsonb NOT NULL",
        "operational_costs": "jsonb",
        "coverage": "jsonb",
        "communes": "jsonb NOT NULL",
        "sources": "jsonb NOT NULL",
        "launched_at": "bigint NOT NULL",
        **MARKS,
    },
)
"""`communes` in the order of admission, each with the day on which it agreed to the goal of the
present `revision`; `launched_at` is the position that took the place."""

SHOWN: Final = ", ".join(name for name in COUNTRY_PROGRAMMES.columns if name != "launched_at")


def touches(seen: Seen[Any]) -> Iterable[Key]:
    if seen.stream.category != "country_programme":
        return ()
    return [(COUNTRY_PROGRAMMES, (seen.stream.id,))]


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "country_programme":
        return
    row = rows.get(COUNTRY_PROGRAMMES, seen.stream.id)
    if is_known(seen, row):
        return
    changed = _changed(row, seen.event, seen.position)
    id_ = seen.stream.id
    rows.put(COUNTRY_PROGRAMMES, {**changed, "id": id_, **marks(seen, row)}, seen.recorded_at)


def _changed(row: Row | None, event: Event, position: int) -> dict[str, Any]:
    if isinstance(event, CountryProgrammeLaunched):
        launched = {**plain(event), "programme": event.programme, "phase": event.phase}
        return {**launched, "communes": [], "revision": 1, "launched_at": position}
    assert row is not None  # noqa: S101 - a country programme is launched first
    match event:
        case CountryProgrammeRevised():
            named = {name: plain(getattr(event, name)) for name in ("sectors", "goal", "shares")}
            communes = [{**each, **NO_AGREEMENT} for each in row["communes"]]
            return {**row, **named, "revision": row["revision"] + 1, "communes": communes}
        case CommuneAdmitted():
            others = [each for each in row["communes"] if each["commune"] != str(event.commune)]
            admitted = {**plain(event), "until": None, "reason": None, **NO_AGREEMENT}
            return {**row, "communes": [*others, admitted]}
        case _:
            return {**row, "communes": _of_commune(row["communes"], event)}


NO_AGREEMENT: Final = {"agreed_on": None, "agreed_on_behalf": None}


def _of_commune(
    communes: Iterable[Mapping[str, Any]],
    event: CommuneWithdrawn | GoalAgreed | AgreementWithdrawn,
) -> list[Mapping[str, Any]]:
    match event:
        case CommuneWithdrawn(until=until, reason=reason):
            change: Mapping[str, Any] = {"until": until.isoformat(), "reason": reason}
        case GoalAgreed(on=on, on_behalf=on_behalf):
            change = {"agreed_on": on.isoformat(), "agreed_on_behalf": on_behalf is not None}
        case AgreementWithdrawn():
            change = NO_AGREEMENT
    return [
        {**each, **change} if each["commune"] == str(event.commune) else each for each in communes
    ]


ORDERS: Final[Mapping[str, str]] = {
    "id": "id",
    "country": "country",
    "phase": "phase",
}
"""By what the list can be sorted."""

PROJECTION: Final = Projection("country_programmes", 2, (COUNTRY_PROGRAMMES,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    programme: UUID | None,
    phase: UUID | None,
    country: str | None,
    sort: str = "id",
    after: tuple[Any, ...] | None,
    limit: int,
) -> list[dict[str, Any]]:
    listing = f"""
        SELECT {SHOWN} FROM views.country_programmes
         WHERE ($1::uuid IS NULL OR programme = $1)
           AND ($2::uuid IS NULL OR phase = $2)
           AND ($3::text IS NULL OR country = $3)
        """  # noqa: S608 - columns of our own table
    found = await pool.fetch(
        ordered(listing, sort, ORDERS, first=4),
        programme,
        phase,
        country,
        *place(after),
        limit,
    )
    return shown(COUNTRY_PROGRAMMES, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(
        f"SELECT {SHOWN} FROM views.country_programmes WHERE id = $1",  # noqa: S608
        id_,
    )
    return next(iter(shown(COUNTRY_PROGRAMMES, found)), None)


async def holder(pool: Pool, programme: UUID, phase: UUID, country: str) -> UUID | None:
    """Return the country programme that was first launched in this place."""
    found: UUID | None = await pool.fetchval(
        "SELECT id FROM views.country_programmes"
        " WHERE programme = $1 AND phase = $2 AND country = $3 ORDER BY launched_at LIMIT 1",
        programme,
        phase,
        country,
    )
    return found
