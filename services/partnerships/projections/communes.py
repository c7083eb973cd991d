"""Which communes are registered, and under which names and codes, now and before?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, plain, shown
from services.partnerships.domain.commune.events import (
    CommuneCeased,
    CommuneCodeAssigned,
    CommuneCodeCorrected,
    CommuneCodeRetired,
    CommuneNamesCorrected,
    CommuneOrganCorrected,
    CommuneOrganInstalled,
    CommunePlaceCorrected,
    CommunePlacedInRegion,
    CommuneRegistered,
    CommuneReinstated,
    CommuneRenamed,
    Event,
    OfItsCodes,
    OfItsStanding,
)
from services.partnerships.projections.names import named_anew, names_corrected, names_folded
from services.partnerships.projections.ordering import ordered, place
from vocabulary.code_search import forms, searches
from vocabulary.text import fold, read

COMMUNES: Final = Table(
    "views.communes",
    ("id",),
    {
        "id": "uuid",
        "kind": "text NOT NULL",
        "country": "text NOT NULL",
        "region": "text",
        "regions": "jsonb NOT NULL",
        "organs": "jsonb NOT NULL",
        "name": "text NOT NULL",
        "names": "jsonb NOT NULL",
        "all_names": "jsonb NOT NULL",
        "codes": "jsonb NOT NULL",
        "coordinates": "jsonb",
        "since": "date",
        "ceased_on": "date",
        "successors": "uuid[] NOT NULL",
        "predecessors": "uuid[] NOT NULL",
        "sources": "jsonb NOT NULL",
        "sorted_by": 'text COLLATE "C" NOT NULL',
        "found_by": "text NOT NULL",
        **MARKS,
    },
)
"""`all_names`, `codes`, `regions` and `organs` with the days from which they hold, the present ones
last; `predecessors` are those it took over from; `found_by` has every name and code, folded."""

SHOWN: Final = ", ".join(name for name in COMMUNES.columns if name not in {"sorted_by", "found_by"})


def touches(seen: Seen[Any]) -> Iterable[Key]:
    if seen.stream.category == "commune":
        yield (COMMUNES, (seen.stream.id,))
        yield from ((COMMUNES, (id_,)) for id_ in _successors(seen.event))


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "commune":
        return
    row = rows.get(COMMUNES, seen.stream.id)
    if is_known(seen, row):
        return
    changed = _changed(row, seen.event)
    rows.put(
        COMMUNES,
        {
            **changed,
            "id": seen.stream.id,
            "sorted_by": fold(changed["name"]),
            "found_by": _found_by(changed),
            **marks(seen, row),
        },
        seen.recorded_at,
    )
    for id_ in _successors(seen.event):
        _tell_successor(rows, id_, seen)


def _successors(event: Event) -> tuple[UUID, ...]:
    return event.successors if isinstance(event, CommuneCeased | CommuneReinstated) else ()


def _tell_successor(rows: Rows, id_: UUID, seen: Seen[Any]) -> None:
    successor = rows.get(COMMUNES, id_)
    if successor is None:  # the history of one commune is told from its own events alone
        return
    others = [each for each in successor["predecessors"] if each != seen.stream.id]
    before = [*others, seen.stream.id] if isinstance(seen.event, CommuneCeased) else others
    rows.put(COMMUNES, {**successor, "predecessors": before}, seen.recorded_at)


def _changed(row: Row | None, event: Event) -> dict[str, Any]:
    if isinstance(event, CommuneRegistered):
        return _registered(event)
    assert row is not None  # noqa: S101 - a commune is registered first
    match event:
        case CommuneRenamed(names=names, since=since):
            return {**row, **named_anew(row["all_names"], names, since)}
        case CommuneNamesCorrected():
            return {**row, **_names_corrected(row, event)}
        case CommuneCodeAssigned() | CommuneCodeRetired() | CommuneCodeCorrected():
            return {**row, "codes": _codes(row["codes"], event)}
        case _:
            return {**row, **_standing(row, event)}


def _standing(row: Row, event: OfItsStanding) -> dict[str, Any]:
    match event:
        case CommuneOrganInstalled():
            return {"organs": _in_order([*row["organs"], plain(event)])}
        case CommuneOrganCorrected():
            return {"organs": _organs_corrected(row["organs"], event)}
        case CommunePlacedInRegion(region=region, since=since):
            return _regions([*row["regions"], _region(region, since)])
        case CommunePlaceCorrected(region=region, coordinates=coordinates):
            since = row["regions"][-1]["since"] if row["regions"] else None
            latest = [{"region": region, "since": since}] if region else []
            regions = _regions([*row["regions"][:-1], *latest])
            return {"coordinates": plain(coordinates), **regions}
        case CommuneCeased(on=on, successors=successors):
            return {"ceased_on": on, "successors": list(successors)}
        case CommuneReinstated():
            return {"ceased_on": None, "successors": []}


def _names_corrected(row: Row, event: CommuneNamesCorrected) -> dict[str, Any]:
    first, since = row["all_names"][0]["since"], plain(event.since)
    if plain(event.recorded_since) != first:
        return names_corrected(row["all_names"], event.recorded_since, event.names, event.since)
    # Where it lay on its first day moves along with that day.
    moved = [{**r, "since": since} if r["since"] == first else r for r in row["regions"]]
    named = names_corrected(row["all_names"], event.recorded_since, event.names, event.since)
    return {**named, **_regions(moved)}


def _codes(codes: Sequence[Mapping[str, Any]], event: OfItsCodes) -> list[Mapping[str, Any]]:
    match event:
        case CommuneCodeAssigned(code=code):
            return [*codes, plain(code)]
        case CommuneCodeRetired():
            return [_retired(code, event) for code in codes]
        case CommuneCodeCorrected(scheme=scheme, value=value, code=right):
            wrong = [code for code in codes if (code["scheme"], code["value"]) == (scheme, value)]
            return [plain(right) if code is wrong[-1] else code for code in codes]


def _organs_corrected(
    organs: Iterable[Mapping[str, Any]], event: CommuneOrganCorrected
) -> list[Mapping[str, Any]]:
    told = plain(event)
    wrong, right = told.pop("recorded_since"), {k: v for k, v in told.items() if k != "reason"}
    return _in_order([*(each for each in organs if each["since"] != wrong), right])


def _region(region: str, since: date | None) -> dict[str, Any]:
    return {"region": region, "since": since.isoformat() if since else None}


def _regions(regions: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    dated = _in_order(regions)
    return {"regions": dated, "region": dated[-1]["region"] if dated else None}


def _in_order(dated: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(dated, key=lambda each: each["since"] or "")


def _registered(event: CommuneRegistered) -> dict[str, Any]:
    since = event.since.isoformat() if event.since else None
    return {
        "kind": event.kind.value,
        "country": event.country,
        **_regions([_region(event.region, event.since)] if event.region else []),
        "organs": [],
        "name": read(event.names),
        "names": dict(event.names),
        "all_names": [{"names": dict(event.names), "since": since}],
        "codes": plain(event.codes),
        "coordinates": plain(event.coordinates),
        "since": event.since,
        "ceased_on": None,
        "successors": [],
        "predecessors": [],
        "sources": plain(event.sources),
    }


def _retired(code: Mapping[str, Any], event: CommuneCodeRetired) -> Mapping[str, Any]:
    same = (code["scheme"], code["value"], code["until"]) == (event.scheme, event.value, None)
    return {**code, "until": event.until.isoformat()} if same else code


def _found_by(row: Row) -> str:
    codes = [form for code in row["codes"] for form in forms(code["scheme"], code["value"])]
    return " | ".join(dict.fromkeys([names_folded(row["all_names"]), *codes]))


ORDERS: Final[Mapping[str, str]] = {
    "name": "by_name",
    "country": "country",
    "kind": "kind",
    "since": "coalesce(since::text, '')",
}
"""By what the list can be sorted; what has no such day comes first."""

PROJECTION: Final = Projection("communes", 3, (COMMUNES,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    country: str | None,
    kind: str | None,
    q: str | None,
    sort: str = "name",
    after: tuple[Any, ...] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return communes; `q` is part of any name or code that ever held, however it is spaced.

    A successor is also found by those of the communes it took over from.
    """
    listing = f"""
        SELECT {SHOWN}, sorted_by AS by_name FROM views.communes AS c
         WHERE ($1::text IS NULL OR country = $1)
           AND ($2::text IS NULL OR kind = $2)
           AND ($3::text[] IS NULL OR EXISTS (
                 SELECT FROM unnest($3) AS words WHERE position(words IN found_by) > 0
                 UNION ALL
                 SELECT FROM views.communes p, unnest($3) AS words
                  WHERE p.id = ANY (c.predecessors) AND position(words IN p.found_by) > 0))
        """  # noqa: S608 - columns of our own table
    found = await pool.fetch(
        ordered(listing, sort, ORDERS, first=4),
        country,
        kind,
        searches(q) if q else None,
        *place(after),
        limit,
    )
    return shown(COMMUNES, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(f"SELECT {SHOWN} FROM views.communes WHERE id = $1", id_)  # noqa: S608
    return next(iter(shown(COMMUNES, found)), None)
