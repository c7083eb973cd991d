"""Keep tables up to date with the store: reducers over events, the checkpoint beside the rows."""

import asyncio
import gc
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, NoReturn

import asyncpg
import structlog

from kernel.cancelling import end_if_cancelled
from kernel.codec import EventCodec
from kernel.crash_points import reach
from kernel.events import Seen
from kernel.postgres.faults import TRANSIENT
from kernel.postgres.pool import Connection
from kernel.postgres.rows import Key, Rows, Table, Where, load, store
from kernel.postgres.store import READ, seen
from kernel.refusals import NotYetKnown
from kernel.store import EventStore

_BATCH = 4000
_IDLE_SECONDS = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 5.0
_LOOK_AGAIN_SECONDS = 1.0
_KEPT_PAGES = 2
_YOUNG_OBJECTS = 100_000
_OTHERS = """
SELECT max(version) FROM store.checkpoints
 WHERE projection = $1 AND version <> $2 AND source = 'store'
"""
START: Final = """
INSERT INTO store.checkpoints (projection, version, source) VALUES ($1, $2, 'store')
ON CONFLICT DO NOTHING
"""
MARK: Final = """
SELECT position FROM store.checkpoints
 WHERE projection = $1 AND version = $2 AND source = 'store' AND partition = 0
"""
ADVANCE: Final = """
UPDATE store.checkpoints SET position = $3
 WHERE projection = $1 AND version = $2 AND source = 'store' AND partition = 0
"""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Projection:
    """A question answered by tables that events alone write.

    `touches` names the rows that `reduce` reads, and those with history that it writes; `reduce`
    is pure. Another shape or meaning of the tables is another `version`: it is made anew beside
    what another version left, and then put in its place (`kernel.postgres.rebuilding`).
    """

    name: str
    version: int
    tables: tuple[Table, ...]
    touches: Callable[[Seen[Any]], Iterable[Key]]
    reduce: Callable[[Rows, Seen[Any]], None]


async def apply(
    connection: Connection,
    projection: Projection,
    events: Sequence[Seen[Any]],
    where: Where | None = None,
) -> bool:
    """Let events change the rows, in a transaction; with `where` those of a twin.

    Return whether any has changed. Raises what `reduce` raises.
    """
    keys = [key for event in events for key in projection.touches(event)]
    rows = await load(connection, keys, where)
    for event in events:
        projection.reduce(rows, event)
    await store(connection, rows, where)
    return rows.altered


def collect_in_larger_steps() -> None:
    """Let pages of events live undisturbed.

    A page dies whole, by reference counts; walking it while young is a third of the time of a
    catch-up. Cycles elsewhere are still found.
    """
    gc.set_threshold(max(_YOUNG_OBJECTS, gc.get_threshold()[0]))


class Stopped(NamedTuple):
    """Why a projection goes no further: the position of the event it cannot apply."""

    position: int
    error: str


class OtherVersion(RuntimeError):
    """The tables hold what another build's version of the projection has made of the events."""


class Page(NamedTuple):
    """Decoded events of the positions after `after` up to `last`."""

    after: int
    last: int
    events: Sequence[Seen[Any]]


class _Pages:
    """Reads and decodes once what several projections are about to apply."""

    def __init__(self, pool: asyncpg.Pool, codecs: Mapping[str, EventCodec[Any]]) -> None:
        self._pool = pool
        self._codecs = codecs
        self._reading: dict[tuple[int, int], asyncio.Task[Page]] = {}

    async def after(self, position: int, limit: int) -> Page:
        page = await asyncio.shield(self.ahead(position, limit))
        if page.last == position:  # nothing yet: the next one to ask must look again
            self._reading.pop((position, limit), None)
        return page

    def ahead(self, position: int, limit: int) -> asyncio.Task[Page]:
        """Begin to read, so that it goes on while the page before is written."""
        reading = self._reading.get((position, limit))
        if reading is None or (reading.done() and (reading.cancelled() or reading.exception())):
            reading = asyncio.create_task(self._read(position, limit))
            # Whoever awaits it hears of a failure; one that nobody awaits is no news.
            reading.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._reading[position, limit] = reading
            while len(self._reading) > _KEPT_PAGES:
                del self._reading[next(iter(self._reading))]
        return reading

    def close(self) -> None:
        for reading in self._reading.values():
            reading.cancel()

    async def _read(self, position: int, limit: int) -> Page:
        rows = await self._pool.fetch(READ, position, limit)
        last = rows[-1]["position"] if rows else position
        return Page(position, last, list(seen(self._codecs, rows)))


class ProjectionRunner:
    """Runs projections side by side; one that fails stops alone.

    Several processes may run the same ones: the row of the checkpoint lets one of them at a time
    apply a batch, and the others go on from where it ended.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        source: EventStore,
        codecs: Mapping[str, EventCodec[Any]],
        projections: Sequence[Projection],
        *,
        batch: int = _BATCH,
    ) -> None:
        self._pool = pool
        self._source = source
        self._pages = _Pages(pool, codecs)
        self._projections = projections
        self._batch = batch
        self._moved = asyncio.Event()
        self.positions: dict[str, int] = dict.fromkeys((p.name for p in projections), 0)
        self.stopped: dict[str, Stopped] = {}

    async def run(self) -> None:
        """Follow the store until cancelled."""
        collect_in_larger_steps()
        try:
            async with asyncio.TaskGroup() as followers:
                for projection in self._projections:
                    followers.create_task(self._follow(projection), name=projection.name)
            # With none there is nothing to do but to be there.
            await asyncio.Event().wait()
        finally:
            self._pages.close()

    async def wait_for(self, position: int, timeout: float = 2.0) -> None:  # noqa: ASYNC109
        """Return when every projection has applied the position: read your writes.

        Raises `NotYetKnown` after `timeout` seconds, and at once if one stopped before it.
        """
        try:
            async with asyncio.timeout(timeout):
                while self._behind(position):
                    await self._moved.wait()
        except TimeoutError:
            self._not_yet_known(position)

    def _behind(self, position: int) -> bool:
        behind = [name for name, reached in self.positions.items() if reached < position]
        if any(name in self.stopped for name in behind):
            self._not_yet_known(position)
        return bool(behind)

    def _not_yet_known(self, position: int) -> NoReturn:
        raise NotYetKnown(asked=position, reached=min(self.positions.values()))

    async def _follow(self, projection: Projection) -> None:
        """Apply page after page; after a failure smaller ones, down to the event at fault."""
        limit, pause, begun = self._batch, _FIRST_PAUSE, False
        while True:
            end_if_cancelled()
            try:
                if not begun:
                    self._reached(projection, await self._mark(projection))
                    begun = True
                await self._advance(projection, limit)
            except TRANSIENT as error:
                _log.warning("projection waits", projection=projection.name, error=repr(error))
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            except Exception as error:  # noqa: BLE001 - the others go on
                if limit > 1 and not isinstance(error, OtherVersion):
                    limit //= 2
                else:
                    self._stop(projection, error)
                    await self._mended(projection)
                    limit, begun = self._batch, False
            else:
                limit, pause = min(2 * limit, self._batch), _FIRST_PAUSE

    async def _mended(self, projection: Projection) -> None:
        """Return once the view stands elsewhere: it was made anew, or another build got past."""
        stopped_at = moved_to = self.positions[projection.name]
        while moved_to == stopped_at:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            with suppress(*TRANSIENT):
                moved_to = await self._mark(projection)
        del self.stopped[projection.name]
        _log.info("projection goes on", projection=projection.name, position=moved_to)

    async def _mark(self, projection: Projection) -> int:
        mark = await self._pool.fetchval(MARK, projection.name, projection.version)
        return mark or 0

    async def _advance(self, projection: Projection, limit: int) -> None:
        cursor = self.positions[projection.name]
        page = await self._pages.after(cursor, limit)
        if page.last == cursor:
            await self._source.wait_beyond(cursor, _IDLE_SECONDS)
            return
        reach("projection.read")
        if page.last - cursor == self._batch:
            self._pages.ahead(page.last, self._batch)
        self._reached(projection, await self._apply(projection, page))

    async def _apply(self, projection: Projection, page: Page) -> int:
        """Apply the page unless the checkpoint stands elsewhere; return where it then stands."""
        name, version = projection.name, projection.version
        async with self._pool.acquire() as connection, connection.transaction():
            mark: int | None = await connection.fetchval(f"{MARK} FOR UPDATE", name, version)
            if mark is None:
                if other := await connection.fetchval(_OTHERS, name, version):
                    raise OtherVersion(f"{other}, not {version}")
                await connection.execute(START, name, version)
                mark = await connection.fetchval(f"{MARK} FOR UPDATE", name, version)
            if mark != page.after:
                return int(mark)
            reach("projection.begun")
            if not await apply(connection, projection, page.events):
                # Nothing that anybody was shown is lost with it: the disk need not be waited for.
                await connection.execute("SET LOCAL synchronous_commit = off")
            reach("projection.applied")
            await connection.execute(ADVANCE, name, version, page.last)
            reach("projection.checkpointed")
        reach("projection.committed")
        return page.last

    def _reached(self, projection: Projection, position: int) -> None:
        self.positions[projection.name] = position
        woken, self._moved = self._moved, asyncio.Event()
        woken.set()

    def _stop(self, projection: Projection, error: Exception) -> None:
        position = self.positions[projection.name] + 1
        self.stopped[projection.name] = Stopped(position, repr(error))
        _log.error(
            "projection stopped", projection=projection.name, position=position, exc_info=error
        )
        self._reached(projection, position - 1)
