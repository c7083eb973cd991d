"""Know how far the store has grown, and wake those who wait for more."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
import structlog

from kernel.cancelling import pause
from kernel.postgres.faults import TRANSIENT
from kernel.postgres.pool import Connection

_POLL_SECONDS = 3.0
_RETRY_SECONDS = 1.0
_QUIET_SECONDS = 0.05
"""After a hint, which wakes every process that listens, and the server's session of each."""
_HEAD = """
SELECT coalesce((SELECT max(position) FROM store.events), 0), (SELECT epoch FROM store.meta)
"""
_HINT = "SELECT pg_notify('store_events', $1)"
_log = structlog.get_logger(__name__)


class Tail:
    """The last position and the epoch of a store, as far as this process knows.

    It hears of appends by three ways: told of those of this process at once, by NOTIFY of those of
    others, and by asking every few seconds, because a listening connection can die in silence and a
    process before it has said what it appended.
    """

    def __init__(self, connect: Callable[[], Awaitable[asyncpg.Connection]]) -> None:
        self._connect = connect
        self._grown: asyncio.Event | None = None  # made by who waits for it
        self._appended = asyncio.Event()
        self.head = 0
        self.epoch = 0

    async def run(self) -> None:
        """Follow the store until cancelled, through lost connections."""
        while True:
            try:
                connection = await self._connect()
                try:
                    await connection.add_listener("store_events", self._heard)
                    while True:
                        await self.look(connection)
                        await self._tell_others(connection)
                finally:
                    connection.terminate()
            except (*TRANSIENT, asyncpg.PostgresError) as error:
                _log.warning("the tail of the store is looked for again", error=repr(error))
                await pause(_RETRY_SECONDS)

    async def _tell_others(self, connection: asyncpg.Connection) -> None:
        """Hint at what this process appends, until it is time to look again."""
        clock = asyncio.get_running_loop().time
        end = clock() + _POLL_SECONDS
        while clock() < end:
            try:
                async with asyncio.timeout_at(end):
                    await self._appended.wait()
            except TimeoutError:
                return
            self._appended.clear()
            await connection.execute(_HINT, str(self.head))
            await asyncio.sleep(_QUIET_SECONDS)

    async def look(self, connection: Connection) -> None:
        """Ask the database where it stands."""
        row = await connection.fetchrow(_HEAD)
        assert row is not None  # noqa: S101 - two scalar sub-selects are one row
        head, epoch = row
        if epoch != self.epoch:  # rewound: what this process knew of the head is no longer true
            self.epoch, self.head = epoch, 0
        self.advance(head)

    def appended(self, position: int) -> None:
        """Take note that this process has appended up to a position; others soon hear of it."""
        if position > self.head:
            self.advance(position)
            self._appended.set()

    def advance(self, position: int) -> None:
        """Take note that the store has reached a position."""
        if position > self.head:
            self.head = position
            if self._grown is not None:
                self._grown.set()
                self._grown = None

    async def wait_beyond(self, position: int, timeout: float) -> None:  # noqa: ASYNC109
        """Return when there is something after the position, or after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                while self.head <= position:
                    self._grown = self._grown or asyncio.Event()
                    await self._grown.wait()
        except TimeoutError:
            return

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        self.advance(int(str(payload)))
