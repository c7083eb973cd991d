"""Make projections anew beside those that serve, then put them in their place, at once."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import asyncpg
import structlog

from kernel.codec import EventCodec
from kernel.crash_points import reach
from kernel.postgres import twins
from kernel.postgres.folding import CannotApply, Fold, Folding, Single
from kernel.postgres.pool import Connection, patient_pool
from kernel.postgres.projections import START, Projection
from kernel.postgres.rows import Table, Where
from kernel.postgres.tables import renamed
from kernel.postgres.twins import NoSuchTwin

NEXT: Final = "next"
PREVIOUS: Final = "previous"
"""What follows the name of the schema, and of the checkpoint, of what does not serve."""
PAGE: Final = 4_000
"""Events that are applied to a twin at once: a row that many of them change is written once."""
WORKERS: Final = 3
SWITCH_SECONDS: Final = 120.0
GIVE_WAY: Final = "200ms"
"""How long readers may be kept waiting behind the switch, which then waits for a better moment;
below a second, so that nobody is ended as part of a deadlock."""
_PAUSE_SECONDS: Final = 0.3
_NAME: Final = "rebuild"
_log = structlog.get_logger(__name__)

_HEAD = "SELECT coalesce(max(position), 0) FROM store.events"
_VERSIONS = """
SELECT version, position FROM store.checkpoints
 WHERE projection = $1 AND source = 'store' AND partition = 0
"""
_FORGET = "DELETE FROM store.checkpoints WHERE projection = $1 AND source = 'store'"
_FORGET_OTHERS = f"{_FORGET} AND version <> $2"
_STAND = """
INSERT INTO store.checkpoints (projection, version, source, position) VALUES ($1, $2, 'store', $3)
ON CONFLICT (projection, version, source, partition) DO UPDATE SET position = excluded.position
"""
_HAS_COLUMNS = """
SELECT coalesce(bool_and(is_there.atttypid IS NOT DISTINCT FROM to_regtype(said.type)), false)
  FROM unnest($2::text[], $3::text[]) AS said (name, type)
  FULL JOIN (SELECT attname::text AS name, atttypid FROM pg_attribute
              WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
                AND attname <> ALL ('{known_from,known_to}')) AS is_there USING (name)
"""


class Rebuilt(NamedTuple):
    """Events that were read, the seconds of each step, and where the views then stood."""

    events: int
    filling: float
    completing: float
    switching: float
    positions: Mapping[str, int]


@dataclass(frozen=True)
class Views:
    """The projections of a database, and how its events are read."""

    url: str
    projections: Sequence[Projection]
    codecs: Mapping[str, EventCodec[Any]]


async def rebuild(views: Views, *, wait: bool = False) -> Rebuilt:
    """Make projections anew from the first event on; what serves, serves until each is replaced.

    What was there stays, to go back to. Raises `AnotherRebuilds` unless it is to wait, `NoSuchTwin`
    for tables that are not of the declared shape, `CannotApply`, `TimeoutError` when readers leave
    no moment to switch, and what the database raises; what serves goes on serving then.
    """
    async with twins.alone(views.url, name=_NAME, wait=wait) as connection:
        return await _rebuild(connection, views)


async def bring_forward(views: Views, pool: asyncpg.Pool) -> None:
    """Fill, before anyone asks, what this build shows for the first time or in another version.

    What cannot be filled is logged and left as it is: its projection then says that it has stopped.
    Raises what the database raises.
    """
    if not await outdated(pool, views.projections):
        return
    async with twins.alone(views.url, name=_NAME, wait=True) as connection:
        # Another process may have done it meanwhile.
        new = await outdated(connection, views.projections)
        if await _tried(connection, replace(views, projections=new)) or len(new) == 1:
            return
        for projection in await outdated(connection, new):
            await _tried(connection, replace(views, projections=[projection]))


async def _tried(connection: asyncpg.Connection, views: Views) -> bool:
    names = [projection.name for projection in views.projections]
    if not names:
        return True
    try:
        rebuilt = await _rebuild(connection, views)
    except (CannotApply, NoSuchTwin, TimeoutError) as error:
        _log.error("views are not made anew", views=names, error=str(error) or repr(error))
        return False
    _log.info("views are made anew", views=names, events=rebuilt.events)
    return True


async def _rebuild(connection: asyncpg.Connection, views: Views) -> Rebuilt:
    began = time.perf_counter()
    async with await patient_pool(views.url, size=WORKERS + 1, name=_NAME) as pool:
        for projection in views.projections:
            await _prepare(connection, projection)
        reach("rebuild.prepared")
        switching = _Switching(connection, Folding(pool, pool, views.codecs, PAGE), NEXT)
        folds = [Fold(projection, beside(NEXT)) for projection in views.projections]
        events = await switching.catch_up(folds)
        filled = time.perf_counter()
        reach("rebuild.filled")
        for projection in views.projections:
            await _complete(pool, projection)
        completed = time.perf_counter()
        reach("rebuild.completed")
        for one in folds:
            await switching.switch(one)
    return Rebuilt(
        events,
        filled - began,
        completed - filled,
        time.perf_counter() - completed,
        {one.projection.name: one.done for one in folds},
    )


async def back(views: Views) -> Mapping[str, int]:
    """Let what was replaced serve again, brought up to date; return where it then stands.

    All or none is there to go back to: raises `NoSuchTwin` for one that was never made anew, or by
    a build with another version of it, and what `rebuild` raises.
    """
    async with (
        twins.alone(views.url, name=_NAME) as connection,
        await patient_pool(views.url, size=WORKERS + 1, name=_NAME) as pool,
    ):
        folds = [
            Fold(
                projection,
                beside(PREVIOUS),
                await _left_at(connection, projection),
                mark=_name(projection, PREVIOUS),
            )
            for projection in views.projections
        ]
        switching = _Switching(connection, Folding(pool, pool, views.codecs, PAGE), PREVIOUS)
        for one in folds:
            await switching.switch(one)
        return {one.projection.name: one.done for one in folds}


async def outdated(
    connection: Connection | asyncpg.Pool, projections: Sequence[Projection]
) -> list[Projection]:
    """Return the projections of which there is nothing of this version, though there are events."""
    if not await connection.fetchval(_HEAD):
        return []
    return [
        projection
        for projection in projections
        if projection.version not in await _versions(connection, projection.name)
    ]


async def _versions(
    connection: Connection | asyncpg.Pool, name: str, more: str = ""
) -> Mapping[int, int]:
    """Return the position of each version of which there is a checkpoint."""
    rows = await connection.fetch(f"{_VERSIONS} {more}", name)
    return {row["version"]: row["position"] for row in rows}


def beside(which: str) -> Where:
    """Say where a twin of a table is kept."""
    return lambda table: renamed(table, f"{table.schema}_{which}")


def _name(projection: Projection, which: str) -> str:
    return f"{projection.name}_{which}"


def _stored(projection: Projection) -> Mapping[str, Sequence[str]]:
    """Return the tables and views of a projection by their schema."""
    stored: dict[str, list[str]] = {}
    for table in projection.tables:
        stored.setdefault(table.schema, []).extend(table.stored_in)
    return stored


async def _has_shape(connection: Connection, table: Table) -> bool:
    types = [table.type_of(name) for name in table.columns]
    return bool(await connection.fetchval(_HAS_COLUMNS, table.name, list(table.columns), types))


async def _prepare(connection: Connection, projection: Projection) -> None:
    """Make empty twins: like what serves, or those that a migration has made of another shape."""
    if all([await _has_shape(connection, table) for table in projection.tables]):
        for schema, names in _stored(projection).items():
            await twins.make_some(connection, f"{schema}_{NEXT}", like=schema, tables=names)
        return
    for table in map(beside(NEXT), projection.tables):
        if not await _has_shape(connection, table):
            raise NoSuchTwin(f"neither what serves nor {table.name} is as {projection.name} says")
        names = ", ".join(f"{table.schema}.{name}" for name in table.stored_in[:2])
        await connection.execute(f"TRUNCATE {names}")


async def _complete(pool: asyncpg.Pool, projection: Projection) -> None:
    """Give the twins the indexes of what serves, unless a migration has made other ones."""
    for schema, names in _stored(projection).items():
        async with pool.acquire() as connection:
            same = all([await _has_shape(connection, table) for table in projection.tables])
        if same:
            await twins.complete(pool, f"{schema}_{NEXT}", like=schema, only=names)


async def _left_at(connection: Connection, projection: Projection) -> int:
    """Return how far the projection had come that was replaced."""
    left = await _versions(connection, _name(projection, PREVIOUS))
    if projection.version not in left:
        raise NoSuchTwin(f"nothing is kept of {projection.name}, version {projection.version}")
    for table in map(beside(PREVIOUS), projection.tables):
        if not await _has_shape(connection, table):
            raise NoSuchTwin(f"{table.name} is not as {projection.name} says")
    return left[projection.version]


@dataclass(frozen=True)
class _Switching:
    """Puts twins in the place of what serves."""

    connection: asyncpg.Connection
    folding: Folding
    which: str

    async def catch_up(self, folds: Sequence[Fold]) -> int:
        head: int = await self.connection.fetchval(_HEAD)
        return await self.folding.fold(folds, head)

    async def switch(self, one: Fold) -> None:
        """Replace one projection and move its checkpoint, in one transaction, when readers let it.

        Before that it is told what has been recorded meanwhile: nobody sees less than before.
        """
        async with asyncio.timeout(SWITCH_SECONDS):
            while True:
                await self.catch_up([one])
                try:
                    async with self.connection.transaction():
                        reached = await self._replace(one)
                except asyncpg.LockNotAvailableError:
                    await asyncio.sleep(_PAUSE_SECONDS)
                else:
                    one.done = reached
                    break
        reach("rebuild.committed")

    async def _replace(self, one: Fold) -> int:
        connection, projection = self.connection, one.projection
        await connection.execute("SET LOCAL synchronous_commit = on")
        left = await self._hold(projection)
        single = Single(connection)
        within = Folding(single, single, self.folding.codecs, self.folding.page)
        ahead = Fold(projection, one.where, one.done)
        await within.fold([ahead], max(one.done, *left.values()))
        await self._lock(projection)
        for schema, names in _stored(projection).items():
            await twins.exchange(
                connection,
                names,
                f"{schema}_{self.which}",
                of=schema,
                keep=f"{schema}_{PREVIOUS}",
            )
        await self._move_marks(projection, left, ahead.done)
        reach("rebuild.switched")
        return ahead.done

    async def _hold(self, projection: Projection) -> Mapping[int, int]:
        """Let no runner go on; return where those of each version stand."""
        await self.connection.execute(START, projection.name, projection.version)
        return await _versions(self.connection, projection.name, "FOR UPDATE")

    async def _lock(self, projection: Projection) -> None:
        names = [
            f"{schema}.{name}" for schema, names in _stored(projection).items() for name in names
        ]
        there = [
            name
            for name in names
            if await self.connection.fetchval("SELECT to_regclass($1) IS NOT NULL", name)
        ]
        await self.connection.execute(f"SET LOCAL lock_timeout = '{GIVE_WAY}'")
        await self.connection.execute(f"LOCK TABLE {', '.join(there)} IN ACCESS EXCLUSIVE MODE")

    async def _move_marks(
        self, projection: Projection, left: Mapping[int, int], reached: int
    ) -> None:
        """Let what serves now stand where its twin stood, and the other way round."""
        connection = self.connection
        # That of this build was begun just now if there was none: then the other one has served.
        served = max(left, key=lambda version: (left[version], version == projection.version))
        await connection.execute(_FORGET, _name(projection, PREVIOUS))
        await connection.execute(_FORGET_OTHERS, projection.name, projection.version)
        await connection.execute(_STAND, projection.name, projection.version, reached)
        if left[served]:
            await connection.execute(_STAND, _name(projection, PREVIOUS), served, left[served])
        await connection.execute("DELETE FROM store.view_checks WHERE view = $1", projection.name)
