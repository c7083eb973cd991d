"""Group commands that wait at the same moment into one `append_batch` call and one commit.

It never waits on purpose: while one commit is on its way to the disk the next commands queue
up, so batches grow with the load and a lone command is sent at once.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, NamedTuple, Self

import asyncpg
import structlog

from kernel.cancelling import end_if_cancelled
from kernel.crash_points import reach
from kernel.postgres.faults import TRANSIENT
from kernel.refusals import OutcomeUnknown, Overloaded
from kernel.store import Append, Outcome

_APPEND = """
SELECT status, first_position, last_position, version
FROM store.append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
                        $15::json[], $16::json[])
"""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0
_log = structlog.get_logger(__name__)


class _Waiting(NamedTuple):
    append: Append
    outcome: "asyncio.Future[Outcome]"
    size: int


class Committer:
    """The one writer of a process to its store, over a direct connection of its own.

    At most `max_batch` commands or `max_bytes` go into a commit, and `max_waiting` wait.
    `patience` is how many seconds a batch is repeated while the database cannot be reached.
    """

    def __init__(
        self,
        connect: Callable[[], Awaitable[asyncpg.Connection]],
        *,
        max_batch: int = 256,
        max_bytes: int = 1 << 20,
        max_waiting: int = 10_000,
        patience: float = 15.0,
    ) -> None:
        self._connect = connect
        self._max_batch = max_batch
        self._max_bytes = max_bytes
        self._max_waiting = max_waiting
        self._patience = patience
        self._waiting: deque[_Waiting] = deque()
        self._in_hand: Sequence[_Waiting] = ()
        self._arrived = asyncio.Event()
        self._connection: asyncpg.Connection | None = None
        self._closing = False

    async def __aenter__(self) -> Self:
        self._connection = await self._connect()
        self._loop = asyncio.create_task(self._run(), name="committer")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Commit what waits; what cannot be within `patience` becomes `OutcomeUnknown`."""
        self._closing = True
        self._arrived.set()
        await asyncio.wait({self._loop}, timeout=self._patience)
        self._loop.cancel()
        with suppress(asyncio.CancelledError):
            await self._loop
        if self._connection is not None:
            self._connection.terminate()

    async def append(self, append: Append) -> Outcome:
        """Append all or none, durable on return.

        Raises `Overloaded` at once when too much waits, `OutcomeUnknown` when the database
        could not be reached in time, and `asyncpg.PostgresError` for what it refuses to store.
        """
        if self._closing or len(self._waiting) >= self._max_waiting:
            raise Overloaded
        size = 0
        for _, _, events in append.writes:
            for event in events:
                size += len(event.data) + len(event.meta)
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(append, outcome, size))
        self._arrived.set()
        return await outcome

    async def _run(self) -> None:
        try:
            while not self._closing or self._waiting:
                await self._arrived.wait()
                self._in_hand = self._next_batch()
                await self._commit(self._in_hand)
                if not self._waiting and not self._closing:
                    self._arrived.clear()
        finally:
            _fail([*self._in_hand, *self._waiting], OutcomeUnknown())

    def _next_batch(self) -> list[_Waiting]:
        """Take what fits, but no command id twice and no stream that another command writes.

        The second waits its turn; streams that are only checked may be shared. A command whose
        caller has gone is dropped: nobody was told that it would be done.
        """
        batch: list[_Waiting] = []
        later: list[_Waiting] = []
        # By the numbers of their ids, of which a hash costs a fraction of a UUID's: streams of two
        # categories that share an id wait for one another, and nobody minds.
        written: set[int] = set()
        checked: set[int] = set()
        size = 0
        while self._waiting and len(batch) < self._max_batch:
            waiting = self._waiting[0]
            if batch and size + waiting.size > self._max_bytes:
                break
            self._waiting.popleft()
            if waiting.outcome.done():
                continue
            id_, _, writes = waiting.append
            writing: set[int] = {id_.int}
            checking: set[int] = set()
            for stream, _, events in writes:
                (writing if events else checking).add(stream.id.int)
            if (
                written.isdisjoint(writing)
                and written.isdisjoint(checking)
                and checked.isdisjoint(writing)
            ):
                batch.append(waiting)
                size += waiting.size
            else:
                later.append(waiting)
            written |= writing
            checked |= checking
        self._waiting.extendleft(reversed(later))
        return batch

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        if not batch:
            return
        try:
            reach("batch.taken")
            _settle(batch, await self._call([waiting.append for waiting in batch]))
            reach("batch.settled")
        except asyncpg.PostgresError as error:
            await self._isolate(batch, error)
        except OutcomeUnknown as error:
            _fail(batch, error)
        except Exception as error:  # noqa: BLE001 - the callers must hear of it, and the loop must live on
            _log.exception("append failed", commands=len(batch))
            self._drop_connection()
            _fail(batch, error)

    async def _isolate(self, batch: Sequence[_Waiting], error: asyncpg.PostgresError) -> None:
        """Find which command the database refuses; nothing of the batch was written."""
        if len(batch) == 1:
            _fail(batch, error)
            return
        for waiting in batch:
            await self._commit([waiting])

    async def _call(self, appends: Sequence[Append]) -> asyncpg.Record:
        """Repeat until there is an answer: what did commit comes back as a `duplicate`."""
        arguments = _columns(appends)
        clock = asyncio.get_running_loop().time
        end = clock() + self._patience
        pause = _FIRST_PAUSE
        while True:
            end_if_cancelled()
            try:
                if self._connection is None:
                    self._connection = await self._connect()
                reach("batch.sent")
                row = await self._connection.fetchrow(_APPEND, *arguments)
                reach("batch.committed")
            except TRANSIENT as error:
                self._drop_connection()
                _log.warning("append is repeated", commands=len(appends), error=repr(error))
                if clock() + pause > end:
                    raise OutcomeUnknown from error
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                assert row is not None  # noqa: S101 - a function call always returns one row
                return row

    def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


def _columns(appends: Sequence[Append]) -> list[list[Any]]:
    heads: list[tuple[Any, ...]] = []
    writes: list[tuple[Any, ...]] = []
    events: list[tuple[Any, ...]] = []
    for number, (id_, fingerprint, written) in enumerate(appends, 1):
        before = len(events)
        for stream, expected, new in written:
            writes.append((number, *stream, expected, len(new), len(events)))
            events += [(len(writes), *event) for event in new]
        own = (before + 1, len(events)) if len(events) > before else (None, None)
        heads.append((id_, fingerprint, *own))
    return [*_transpose(heads, 4), *_transpose(writes, 6), *_transpose(events, 6)]


def _transpose(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _settle(batch: Sequence[_Waiting], row: asyncpg.Record) -> None:
    versions = iter(row["version"])
    results = zip(batch, row["status"], row["first_position"], row["last_position"], strict=True)
    for waiting, status, first, last in results:
        own = [next(versions) for _ in waiting.append.writes]
        if not waiting.outcome.done():  # done: the caller gave up waiting
            waiting.outcome.set_result(Outcome(status, first, last, own))


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    for waiting in batch:
        if not waiting.outcome.done():
            waiting.outcome.set_exception(error)
