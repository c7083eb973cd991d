"""How far each service of each unit is known here, and how old a country's view is.

Silence differs from absence: a service that has nothing new to say still sends heartbeats, and
one that sends none is shown as stale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from gateway.read_model.memory import Token
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.heartbeat import Heartbeat
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection

ON_ITS_WAY = timedelta(seconds=1)
"""What a service records while its relay finds nothing new may be older than the heartbeat by
the length of an append and the difference of two clocks of one unit."""

SAME_MOMENT = timedelta(microseconds=1)
"""The next event may have been recorded in the same moment as the last one applied."""

READER: Final = ("gateway", 1)
"""Under which checkpoints and dead letters stand; the views of the migrations name it too."""

_ADVANCE = """
WITH here AS (
  SELECT NOT EXISTS (SELECT FROM rm.held_back WHERE source = $1::text || '.' || $2::text) AS whole
)
INSERT INTO rm.source AS s
  (unit, service, country_code, version, written_by, first_recorded_at, known_until)
SELECT $1, $2, upper($1), 1, pg_current_xact_id(), $5::timestamptz,
  CASE WHEN whole THEN $6::timestamptz END
FROM here
ON CONFLICT (unit, service) DO UPDATE SET
  version = s.version + 1,
  written_by = excluded.written_by,
  first_recorded_at = least(s.first_recorded_at, excluded.first_recorded_at),
  known_until = greatest(s.known_until, excluded.known_until,
    CASE WHEN excluded.known_until IS NOT NULL AND s.store_epoch = $3 AND s.published <= $4
      THEN s.horizon END)
RETURNING country_code || ':' || service || ':' || version AS text, written_by::text AS token
"""

_LAST_WRITTEN = "SELECT written_by::text FROM rm.source WHERE unit = $1 AND service = $2"

_HEAR = """
WITH here AS (
  SELECT NOT EXISTS (SELECT FROM rm.held_back WHERE source = $1::text || '.' || $2::text)
    AND ($4::bigint = 0 OR EXISTS (
      SELECT FROM rm.applied
      WHERE source = $1::text || '.' || $2::text AND epoch = $3::bigint AND position >= $4
    )) AS whole
)
INSERT INTO rm.source AS s
  (unit, service, country_code, store_epoch, published, unscanned, horizon, last_heartbeat,
   known_until)
SELECT $1, $2, upper($1), $3, $4, $5, $6, $7, CASE WHEN whole THEN $6::timestamptz END FROM here
ON CONFLICT (unit, service) DO UPDATE SET
  store_epoch = excluded.store_epoch,
  published = excluded.published,
  unscanned = excluded.unscanned,
  horizon = excluded.horizon,
  last_heartbeat = excluded.last_heartbeat,
  known_until = greatest(s.known_until, excluded.known_until)
WHERE s.last_heartbeat IS NULL OR s.last_heartbeat < excluded.last_heartbeat
"""

_BEGIN = """
INSERT INTO {schema}.source (unit, service, country_code, first_recorded_at, known_until)
VALUES ($1, $2, upper($1), $3, $4)
"""

_TAKE_OVER = """
INSERT INTO rm.source AS s
  (unit, service, country_code, version, store_epoch, published, unscanned, horizon,
   last_heartbeat, known_until)
SELECT unit, service, country_code, version, store_epoch, published, unscanned, horizon,
  last_heartbeat, known_until
FROM {schema}.source
ON CONFLICT (unit, service) DO UPDATE SET
  version = greatest(s.version, excluded.version) + 1,
  written_by = pg_current_xact_id(),
  store_epoch = excluded.store_epoch,
  published = excluded.published,
  unscanned = excluded.unscanned,
  horizon = excluded.horizon,
  last_heartbeat = excluded.last_heartbeat,
  known_until = greatest(s.known_until, CASE WHEN NOT EXISTS (
    SELECT FROM rm.held_back WHERE source = s.unit || '.' || s.service
  ) THEN excluded.known_until END)
RETURNING country_code || ':' || service || ':' || version AS text
"""

_FORGET = """
UPDATE rm.source SET version = version + 1, written_by = pg_current_xact_id(),
  first_recorded_at = NULL, known_until = NULL
WHERE unit = $1 AND service = $2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A batch of one source: where it ends, and when its first and last event were recorded."""

    unit: str
    service: str
    epoch: int
    position: int
    first_at: datetime
    last_at: datetime


def progress(first: Incoming, last: Incoming) -> Progress:
    """Return how far a source is known once these events and those between are applied."""
    return Progress(
        unit=last.unit,
        service=last.service,
        epoch=last.storeepoch,
        position=last.position,
        first_at=first.recordedtime,
        last_at=last.recordedtime,
    )


class News(NamedTuple):
    """What listeners hear of the country, and the transaction that wrote it."""

    text: str
    token: Token


async def last_written(connection: Connection, source: Source) -> Token | None:
    """Return the transaction that last wrote what the source says, None if none has."""
    token: Token | None = await connection.fetchval(_LAST_WRITTEN, source.unit, source.service)
    return token


async def advance(connection: Connection, progress: Progress) -> News:
    """Note what has been applied, in its transaction; return the country's news."""
    row = await connection.fetchrow(
        _ADVANCE,
        progress.unit,
        progress.service,
        progress.epoch,
        progress.position,
        progress.first_at,
        progress.last_at - SAME_MOMENT,
    )
    assert row is not None  # noqa: S101 - it is inserted or updated
    return News(*row)


async def begin(
    connection: Connection, schema: str, source: Source, first: datetime, whole: datetime | None
) -> None:
    """Note in a twin of the read model what it was filled with.

    `first` is when the first event was recorded, `whole` the last before one that is held back.
    """
    known = whole - SAME_MOMENT if whole else None
    await connection.execute(_BEGIN.format(schema=schema), *source, first, known)


async def take_over(connection: Connection, schema: str) -> Sequence[str]:
    """Note what was heard of each source in a twin that knows no more than this read model.

    Return the countries' news.
    """
    rows = await connection.fetch(_TAKE_OVER.format(schema=schema))
    return [row["text"] for row in rows]


async def hear(connection: Connection, beats: Sequence[Heartbeat]) -> None:
    """Note heartbeats, at most one of each source.

    Once all that it says is published has been applied, everything recorded until shortly before
    it is known here, provided that its relay had nothing left to look at and nothing of it is
    held back as a dead letter.
    """
    rows = [
        (
            beat.unit,
            beat.service,
            beat.storeepoch,
            beat.published,
            beat.lag,
            beat.at - ON_ITS_WAY if beat.lag == 0 else None,
            beat.at,
        )
        for beat in sorted(beats, key=lambda beat: beat.source)
    ]
    await connection.executemany(_HEAR, rows)


async def forget(connection: Connection, source: Source) -> None:
    """Note that nothing of the source is known any more: its store was rewound."""
    await connection.execute(_FORGET, source.unit, source.service)
