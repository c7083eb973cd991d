"""Make the rows of projections anew in twins of their tables: pages of events, as in a catch-up."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import asyncpg

from kernel.codec import EventCodec
from kernel.events import Seen
from kernel.postgres.faults import TRANSIENT
from kernel.postgres.pool import Connection
from kernel.postgres.projections import (
    ADVANCE,
    Page,
    Projection,
    apply,
    collect_in_larger_steps,
)
from kernel.postgres.rows import Where
from kernel.postgres.store import READ, seen


class CannotApply(RuntimeError):
    """An event that a projection does not take, or that cannot be read: what serves stays."""


class Connections(Protocol):
    """A pool, or what stands for one."""

    def acquire(self) -> AbstractAsyncContextManager[Connection]: ...


class Single:
    """Stands for a pool with one connection; who comes second waits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        async with self._turn:
            yield self._connection


@dataclass(eq=False)
class Fold:
    """A projection whose rows are made anew elsewhere, `done` up to a position.

    `mark` is the name of a checkpoint that moves with the rows, of twins that are kept for long.
    """

    projection: Projection
    where: Where
    done: int = 0
    until: int = sys.maxsize
    mark: str | None = None

    async def take(self, connection: Connection, page: Page) -> None:
        """Apply what is new to it and not too new, whole or not at all."""
        reached = min(page.last, self.until)
        if reached <= self.done:
            return
        events = page.events
        if page.after < self.done or page.last > self.until:
            events = [each for each in events if self.done < each.position <= reached]
        async with connection.transaction():
            await apply(connection, self.projection, events, self.where)
            if self.mark:
                await connection.execute(ADVANCE, self.mark, self.projection.version, reached)
        self.done = reached


@dataclass(frozen=True)
class Folding:
    """Where events are read and twins are written, and how many events at a time.

    `rest` is awaited after each page with the seconds that it took.
    """

    source: Connections
    twins: Connections
    codecs: Mapping[str, EventCodec[Any]]
    page: int
    rest: Callable[[float], Awaitable[None]] | None = None

    async def fold(self, folds: Sequence[Fold], until: int) -> int:
        """Apply all events up to a position that is stored; return how many there were.

        The next page is read while one is written. Raises `CannotApply`, and what the database
        raises.
        """
        collect_in_larger_steps()
        after, count, loop = min(one.done for one in folds), 0, asyncio.get_running_loop()
        page = await self._read(after, until)
        while page.last > after:
            began, count = loop.time(), count + page.last - after
            after = page.last
            page = await self._write(folds, page, until)
            if self.rest:
                await self.rest(loop.time() - began)
        return count

    async def _write(self, folds: Sequence[Fold], page: Page, until: int) -> Page:
        """Apply a page; return the next one."""
        try:
            async with asyncio.TaskGroup() as tasks:
                following = tasks.create_task(self._read(page.last, until))
                for one in folds:
                    tasks.create_task(self._take(one, page))
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
        return following.result()

    async def _read(self, after: int, until: int) -> Page:
        limit = min(self.page, until - after)
        if limit <= 0:
            return Page(after, after, ())
        async with self.source.acquire() as connection:
            rows = await connection.fetch(READ, after, limit)
        events: list[Seen[Any]] = []
        try:
            events.extend(seen(self.codecs, rows))
        except Exception as error:
            read = events[-1].position if events else after
            raise CannotApply(f"after {read}: {error!r}") from error
        return Page(after, rows[-1]["position"] if rows else after, events)

    async def _take(self, one: Fold, page: Page) -> None:
        async with self.twins.acquire() as connection:
            try:
                await one.take(connection, page)
            except (*TRANSIENT, asyncpg.SyntaxOrAccessError):
                raise
            except Exception as error:
                which = f"{one.projection.name}, after {one.done} and up to {page.last}"
                raise CannotApply(f"{which}: {error!r}") from error
