"""Now and then make the views again beside those that serve, compare, and say what differs."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import asyncpg
import msgspec
import structlog

from kernel import telemetry
from kernel.cancelling import pause
from kernel.codec import EventCodec
from kernel.postgres.comparing import NAMED
from kernel.postgres.faults import TRANSIENT
from kernel.postgres.pool import connect
from kernel.postgres.projections import Projection
from kernel.postgres.replayed import Checked, Compared, Pace, compare_views

PAGE: Final = 200
"""Events that are applied at once: few, since requests wait meanwhile."""
SHARE: Final = 0.2
"""Of the time that the work may take up; it rests for the others."""
FIRST_SECONDS: Final = (120.0, 900.0)
"""After a start, between these, so that the services of a machine do not begin together."""
LOOK_SECONDS: Final = 600.0
ALL: Final = "of any name"
"""Stands for a view when an event is such that none can be made again."""

_ONE_AT_A_TIME: Final = 4_021_990_115  # any number that nothing else in the database locks
_DUE = """
SELECT coalesce(max(checked_at) < clock_timestamp() - $1::interval, true) FROM store.view_checks
"""
_KEEP = """
INSERT INTO store.view_checks (view, version, position, aggregates, differing, differences)
VALUES ($1, $2, $3, $4, $5, $6)
"""
_KEPT = """
SELECT view, version, position, aggregates, differing, differences, checked_at
  FROM store.view_checks ORDER BY view
"""
_DIFFERING = "SELECT view, position, differing FROM store.view_checks WHERE differing > 0"
_log = structlog.get_logger(__name__)


async def view_checks(pool: asyncpg.Pool) -> Mapping[str, Mapping[str, Any]]:
    """Return by view what was found when it was last compared with its events."""
    return {
        row["view"]: {
            "version": row["version"],
            "position": row["position"],
            "aggregates": row["aggregates"],
            "differing": row["differing"],
            "differences": msgspec.json.decode(row["differences"]),
            "checked_at": row["checked_at"].isoformat(),
        }
        for row in await pool.fetch(_KEPT)
    }


async def differing(pool: asyncpg.Pool) -> Mapping[str, str]:
    """Return the views that were not what their events say, and in how much."""
    return {
        f"view {view}": f"{count} aggregates are not what the events up to {position} say"
        for view, position, count in await pool.fetch(_DIFFERING)
    }


async def is_due(connection: asyncpg.Connection | asyncpg.Pool, every: timedelta) -> bool:
    """Whether nothing was compared for so long, or since a view was made anew."""
    return bool(await connection.fetchval(_DUE, every))


class ViewChecks:
    """Compares the views of one service every so often; of several processes one does.

    Nothing waits for it: it works a fifth of the time, on few events at once, in a session of its
    own. What it finds is logged, kept in `store.view_checks` and stays there until the view is
    found well, or made anew.
    """

    def __init__(
        self,
        url: str,
        projections: Sequence[Projection],
        codecs: Mapping[str, EventCodec[Any]],
        every: timedelta,
    ) -> None:
        self._url = url
        self._projections = projections
        self._codecs = codecs
        self._every = every

    async def run(self) -> None:
        """Compare whenever it is time, until cancelled."""
        await asyncio.sleep(random.uniform(*FIRST_SECONDS))  # noqa: S311 - no secret
        while True:
            try:
                await self.turn()
            except TRANSIENT as error:
                _log.warning("views are compared later", error=type(error).__name__)
            except Exception:  # noqa: BLE001 - no reason to take the service down
                _log.exception("views are not compared")
            await pause(min(LOOK_SECONDS, self._every.total_seconds()))

    async def turn(self) -> Compared | None:
        """Compare if it is time and nobody else does."""
        connection = await connect(self._url, name="view checks")
        try:
            if not await is_due(connection, self._every):
                return None
            if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _ONE_AT_A_TIME):
                return None
            with telemetry.span("view checks"):
                compared = await compare_views(
                    self._url, self._projections, self._codecs, Pace(PAGE, _rest)
                )
            found = compared.checked
            if compared.faults and not found:
                found = [Checked(ALL, 0, 0, 0, 1, ())]
            await keep(connection, found)
        finally:
            await connection.close()
        for fault in compared.faults[:NAMED]:
            _log.error("a view is not what the events say", fault=fault)
        if not compared.faults:
            _log.info(
                "views are what the events say",
                views=len(compared.checked),
                events=compared.events,
            )
        return compared


async def keep(connection: asyncpg.Connection, checked: Sequence[Checked]) -> None:
    """Replace what was found before."""
    async with connection.transaction():
        await connection.execute("DELETE FROM store.view_checks")
        for one in checked:
            named = [
                {"table": each.table, "key": each.key, "wrong": each.wrong, "columns": each.columns}
                for each in one.differences[:NAMED]
            ]
            told = msgspec.json.encode(named).decode()
            await connection.execute(_KEEP, *one[:5], told)


async def _rest(took: float) -> None:
    await asyncio.sleep(took * (1 / SHARE - 1))
