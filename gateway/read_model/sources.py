"""How far each service of each unit is known here, and how old a country's view is.

Silence differs from absence: a service that has nothing new to say still sends heartbeats, and
one that sends none is shown as stale.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.kafka.heartbeat import Heartbeat
from kernel.postgres.pool import Connection

ON_ITS_WAY = timedelta(seconds=1)
"""What a service records while its relay finds nothing new may be older than the heartbeat by
the length of an append and the difference of two clocks of one unit."""

SAME_MOMENT = timedelta(microseconds=1)
"""The next event may have been recorded in the same moment as the last one applied."""

_ADVANCE = """
INSERT INTO rm.source AS s
  (unit, service, country_code, store_epoch, applied, version, first_recorded_at, known_until)
VALUES ($1, $2, upper($1), $3, $4, 1, $5, $6)
ON CONFLICT (unit, service) DO UPDATE SET
  store_epoch = excluded.store_epoch,
  applied = excluded.applied,
  version = s.version + 1,
  first_recorded_at = least(s.first_recorded_at, excluded.first_recorded_at),
  known_until = greatest(s.known_until, excluded.known_until,
    CASE WHEN (excluded.store_epoch, excluded.applied) >= (s.store_epoch, s.published)
      THEN s.horizon END)
RETURNING country_code || ':' || service || ':' || version
"""

_HEAR = """
INSERT INTO rm.source AS s
  (unit, service, country_code, store_epoch, published, unscanned, horizon, known_until,
   last_heartbeat)
VALUES ($1, $2, upper($1), $3, $4, $5, $6, CASE WHEN $4 = 0 THEN $6::timestamptz END, $7)
ON CONFLICT (unit, service) DO UPDATE SET
  published = excluded.published,
  unscanned = excluded.unscanned,
  horizon = excluded.horizon,
  last_heartbeat = excluded.last_heartbeat,
  known_until = greatest(s.known_until,
    CASE WHEN (s.store_epoch, s.applied) >= (excluded.store_epoch, excluded.published)
      THEN excluded.horizon END)
WHERE s.last_heartbeat IS NULL OR s.last_heartbeat < excluded.last_heartbeat
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


async def advance(connection: Connection, progress: Progress) -> str:
    """Note what has been applied, in its transaction; return the country's news for listeners."""
    news: str = await connection.fetchval(
        _ADVANCE,
        progress.unit,
        progress.service,
        progress.epoch,
        progress.position,
        progress.first_at,
        progress.last_at - SAME_MOMENT,
    )
    return news


async def hear(connection: Connection, beat: Heartbeat) -> None:
    """Note a heartbeat.

    Once all that it says is published has been applied, everything recorded until shortly before
    it is known here, provided that its relay had nothing left to look at.
    """
    await connection.execute(
        _HEAR,
        beat.unit,
        beat.service,
        beat.storeepoch,
        beat.published,
        beat.lag,
        beat.at - ON_ITS_WAY if beat.lag == 0 else None,
        beat.at,
    )
