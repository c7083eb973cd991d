"""Which values have indicators, for which years, what stood there before, and who said so?"""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from asyncpg import Pool, Record

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import plain, shown
from services.reporting.domain.measurement.events import (
    Event,
    MeasurementCorrected,
    MeasurementRecorded,
    MeasurementWithdrawn,
)
from services.reporting.projections.rows import MARKS, columns, is_known, marks
from vocabulary.identifiers import CommuneId, IndicatorId, MeasurementId
from vocabulary.reports import ReportedValue, Slice

MEASUREMENTS: Final = Table(
    "views.measurements",
    ("id",),
    {
        "id": "uuid",
        "report": "uuid NOT NULL",
        "indicator": "uuid NOT NULL",
        "year": "integer NOT NULL",
        "commune": "uuid",
        "unit": "text NOT NULL",
        "measurement_version": "integer NOT NULL",
        "value": "text",
        "not_measured": "text",
        "slices": "jsonb NOT NULL",
        "party": "uuid NOT NULL",
        "recorded_on": "date NOT NULL",
        "reason": "text",
        "withdrawn": "boolean NOT NULL",
        "earlier": "jsonb NOT NULL",
        "recorded_as": "text NOT NULL",
        "placed_at": "bigint NOT NULL",
        **MARKS,
    },
)
"""`party`, `recorded_on` and `reason` are of the present version, `earlier` has those before it;
`placed_at` is the position that took the place of this indicator, year and commune."""

SHOWN: Final = columns(MEASUREMENTS, "placed_at")
_FIGURE: Final = ("value", "not_measured", "slices", "party", "recorded_on", "reason")


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(MEASUREMENTS, (seen.stream.id,))] if seen.stream.category == "measurement" else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "measurement":
        return
    row = rows.get(MEASUREMENTS, seen.stream.id)
    if is_known(seen, row):
        return
    own = {"id": seen.stream.id, "recorded_as": ", ".join(seen.meta.roles), **marks(seen, row)}
    rows.put(MEASUREMENTS, {**_changed(row, seen.event, seen.position), **own}, seen.recorded_at)


def _changed(row: Row | None, event: Event, position: int) -> dict[str, Any]:
    if isinstance(event, MeasurementRecorded):
        return {
            "report": event.report,
            "indicator": event.indicator,
            "year": event.year,
            "commune": event.commune,
            "unit": event.unit,
            "measurement_version": 1,
            **_figure(event),
            "reason": None,
            "withdrawn": False,
            "earlier": [],
            "placed_at": position,
        }
    assert row is not None  # noqa: S101 - a measurement is recorded first
    match event:
        case MeasurementCorrected(version=version, reason=reason):
            return {
                **row,
                **_figure(event),
                "reason": reason,
                "measurement_version": version,
                "earlier": [*row["earlier"], _past(row)],
            }
        case MeasurementWithdrawn(party=party, on=on, reason=reason):
            said = {"party": party, "recorded_on": on, "reason": reason}
            return {**row, **said, "withdrawn": True}


def _figure(event: MeasurementRecorded | MeasurementCorrected) -> Mapping[str, Any]:
    return {
        "value": event.value,
        "not_measured": event.not_measured,
        "slices": plain(event.slices),
        "party": event.party,
        "recorded_on": event.on,
    }


def _past(row: Row) -> Any:
    return plain({"version": row["measurement_version"], **{name: row[name] for name in _FIGURE}})


PROJECTION: Final = Projection("measurements", 1, (MEASUREMENTS,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    report: UUID | None,
    indicator: UUID | None,
    year: int | None,
    withdrawn: bool | None,
    after: UUID | None,
    limit: int,
) -> list[dict[str, Any]]:
    found = await pool.fetch(
        f"""
        SELECT {SHOWN} FROM views.measurements
         WHERE ($1::uuid IS NULL OR report = $1)
           AND ($2::uuid IS NULL OR indicator = $2)
           AND ($3::integer IS NULL OR year = $3)
           AND ($4::boolean IS NULL OR withdrawn = $4)
           AND ($5::uuid IS NULL OR id > $5)
         ORDER BY id LIMIT $6
        """,  # noqa: S608 - columns of our own table
        report,
        indicator,
        year,
        withdrawn,
        after,
        limit,
    )
    return shown(MEASUREMENTS, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    statement = f"SELECT {SHOWN} FROM views.measurements WHERE id = $1"  # noqa: S608 - our own
    return next(iter(shown(MEASUREMENTS, await pool.fetch(statement, id_))), None)


async def holder(
    pool: Pool, report: UUID, indicator: UUID, year: int, commune: UUID | None
) -> UUID | None:
    """Return the measurement that was first recorded in this place."""
    found: UUID | None = await pool.fetchval(
        "SELECT id FROM views.measurements WHERE report = $1 AND indicator = $2 AND year = $3"
        " AND commune IS NOT DISTINCT FROM $4 AND NOT withdrawn ORDER BY placed_at LIMIT 1",
        report,
        indicator,
        year,
        commune,
    )
    return found


async def of_report(pool: Pool, report: UUID) -> list[ReportedValue]:
    """Return the values that a report has now."""
    found = await pool.fetch(
        "SELECT * FROM views.measurements WHERE report = $1 AND NOT withdrawn", report
    )
    return [_reported(row) for row in found]


_slices = msgspec.json.Decoder(tuple[Slice, ...])


def _reported(row: Record) -> ReportedValue:
    return ReportedValue(
        measurement=MeasurementId(row["id"]),
        version=row["measurement_version"],
        indicator=IndicatorId(row["indicator"]),
        year=row["year"],
        unit=row["unit"],
        value=row["value"],
        not_measured=row["not_measured"],
        slices=_slices.decode(row["slices"]),
        commune=CommuneId(row["commune"]) if row["commune"] else None,
    )
