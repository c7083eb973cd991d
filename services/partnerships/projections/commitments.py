"""What has each side of a partnership undertaken to give, and what has it given?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, plain, shown
from services.partnerships.domain.commitment.events import (
    CommitmentMade,
    CommitmentReleased,
    CommitmentRevised,
    ContributionCorrected,
    ContributionRecorded,
    ContributionWithdrawn,
    Event,
    OfContribution,
)
from services.partnerships.projections.ordering import ordered, place
from vocabulary.commitments import CommitmentState

COMMITMENTS: Final = Table(
    "views.commitments",
    ("id",),
    {
        "id": "uuid",
        "partnership": "uuid NOT NULL",
        "party": "uuid NOT NULL",
        "side": "text NOT NULL",
        "kind": "text NOT NULL",
        "text": "jsonb NOT NULL",
        "measure": "jsonb NOT NULL",
        "starts_on": "date NOT NULL",
        "ends_on": "date NOT NULL",
        "made_on": "date NOT NULL",
        "on_behalf": "boolean NOT NULL",
        "reason": "text",
        "state": "text NOT NULL",
        "released_on": "date",
        "contributions": "jsonb NOT NULL",
        "given": "jsonb NOT NULL",
        **MARKS,
    },
)
"""`contributions` are those that hold, in the order in which they were recorded; `given` is their
sum by unit or currency. One given outside the period says so."""

SHOWN: Final = ", ".join(COMMITMENTS.columns)


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(COMMITMENTS, (seen.stream.id,))] if seen.stream.category == "commitment" else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "commitment":
        return
    row = rows.get(COMMITMENTS, seen.stream.id)
    if is_known(seen, row):
        return
    changed = _changed(row, seen.event)
    rows.put(
        COMMITMENTS,
        {**changed, "id": seen.stream.id, **_derived(changed), **marks(seen, row)},
        seen.recorded_at,
    )


def _changed(row: Row | None, event: Event) -> dict[str, Any]:
    if isinstance(event, CommitmentMade):
        return {
            "partnership": event.partnership,
            "party": event.party,
            "side": event.side,
            "kind": event.kind.value,
            "made_on": event.on,
            **_undertaken(event),
            "reason": None,
            "released_on": None,
            "contributions": [],
        }
    assert row is not None  # noqa: S101 - a commitment is made first
    match event:
        case CommitmentRevised():
            return {**row, **_undertaken(event), "reason": event.reason}
        case CommitmentReleased():
            return {**row, "released_on": event.on, "reason": event.reason}
        case ContributionRecorded() | ContributionCorrected() | ContributionWithdrawn():
            return {**row, "contributions": _contributions(row["contributions"], event)}


def _undertaken(event: CommitmentMade | CommitmentRevised) -> dict[str, Any]:
    return {
        "text": plain(event.text),
        "measure": plain(event.measure),
        "starts_on": event.period.starts_on,
        "ends_on": event.period.ends_on,
        "on_behalf": event.on_behalf is not None,
    }


def _contributions(before: list[Row], event: OfContribution) -> list[Row]:
    id_ = str(event.contribution)
    if isinstance(event, ContributionWithdrawn):
        return [each for each in before if each["id"] != id_]
    now = {
        "id": id_,
        "measure": plain(event.measure),
        "on": event.on.isoformat(),
        "text": plain(event.text),
        "evidence": plain(event.evidence),
    }
    if isinstance(event, ContributionCorrected):
        return [now if each["id"] == id_ else each for each in before]
    return [*before, now]


def _derived(row: Row) -> dict[str, Any]:
    starts_on, ends_on = str(row["starts_on"]), str(row["ends_on"])
    contributions = [
        {**each, "outside_period": not starts_on <= each["on"] <= ends_on}
        for each in row["contributions"]
    ]
    given = _sums(each["measure"] for each in contributions)
    unit, promised = unit_of(row["measure"])
    fulfilled = given.get(unit, Decimal(0)) >= promised
    open_ = CommitmentState.RELEASED if row["released_on"] else CommitmentState.OPEN
    return {
        "contributions": contributions,
        "given": [{"unit": unit, "amount": str(amount)} for unit, amount in given.items()],
        "state": (CommitmentState.FULFILLED if fulfilled else open_).value,
    }


def unit_of(measure: Mapping[str, Any]) -> tuple[str, Decimal]:
    """Return the currency or the unit of a measure, and how much of it."""
    if measure["money"]:
        return measure["money"]["currency"], Decimal(measure["money"]["amount"])
    return measure["unit"], Decimal(measure["quantity"])


def _sums(measures: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for unit, amount in map(unit_of, measures):
        sums[unit] += amount
    return dict(sorted(sums.items()))


ORDERS: Final[Mapping[str, str]] = {
    "id": "id",
    "party": "coalesce((SELECT c.sorted_by FROM views.communes AS c WHERE c.id = party), '')",
    "kind": "kind",
    "state": "state",
    "made_on": "made_on",
    "starts_on": "starts_on",
    "ends_on": "ends_on",
}
"""By what the list can be sorted."""

PROJECTION: Final = Projection("commitments", 1, (COMMITMENTS,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    partnership: UUID | None,
    party: UUID | None,
    kind: str | None,
    state: str | None,
    sort: str = "id",
    after: tuple[Any, ...] | None,
    limit: int,
) -> list[dict[str, Any]]:
    listing = f"""
        SELECT {SHOWN} FROM views.commitments
         WHERE ($1::uuid IS NULL OR partnership = $1)
           AND ($2::uuid IS NULL OR party = $2)
           AND ($3::text IS NULL OR kind = $3)
           AND ($4::text IS NULL OR state = $4)
        """  # noqa: S608 - columns of our own table
    found = await pool.fetch(
        ordered(listing, sort, ORDERS, first=5),
        partnership,
        party,
        kind,
        state,
        *place(after),
        limit,
    )
    return shown(COMMITMENTS, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(f"SELECT {SHOWN} FROM views.commitments WHERE id = $1", id_)  # noqa: S608
    return next(iter(shown(COMMITMENTS, found)), None)


class Side(NamedTuple):
    """What is told together: what is made up is never added to what is real."""

    country: str
    demonstration: bool


async def reciprocity(pool: Pool, partnership: UUID) -> list[dict[str, Any]]:
    """Return what each side of the partnership has undertaken and given, in cash and in kind."""
    found = await pool.fetch(
        "SELECT party, side, kind, measure, state, given, demonstration FROM views.commitments"
        " WHERE partnership = $1 ORDER BY side, id",
        partnership,
    )
    documents = ("measure", "given")
    return by_side(
        {**row, **{name: msgspec.json.decode(row[name]) for name in documents}} for row in found
    )


def by_side(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each side's sums: money by currency; in kind by kind and unit, never added to it.

    A commitment released without having been fulfilled promises nothing more; what was given
    under it counts.
    """
    sides: dict[Side, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        sides[Side(row["side"], row["demonstration"])].append(row)
    return [
        {
            "side": side.country,
            "demonstration": side.demonstration,
            "members": sorted({str(row["party"]) for row in of}),
            "cash": [
                {"currency": unit, **sums} for (kind, unit), sums in _totals(of) if kind == "money"
            ],
            "in_kind": [
                {"kind": kind, "unit": unit, **sums}
                for (kind, unit), sums in _totals(of)
                if kind != "money"
            ],
        }
        for side, of in sorted(sides.items())
    ]


def _totals(
    rows: Iterable[Mapping[str, Any]],
) -> list[tuple[tuple[str, str], dict[str, str]]]:
    promised: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    given: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        unit, amount = unit_of(row["measure"])
        if row["state"] != CommitmentState.RELEASED:
            promised[row["kind"], unit] += amount
        for each in row["given"]:
            given[row["kind"], each["unit"]] += Decimal(each["amount"])
    return [
        (key, {"promised": str(promised[key]), "given": str(given[key])})
        for key in sorted({*promised, *given})
    ]
