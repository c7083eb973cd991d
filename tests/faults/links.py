"""A line between two parties that can be made bad: refused, cut, slow, silent, corrupted.

One `Link` listens for one client of one server, so that a fault is between these two alone.
"""

import asyncio
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, cast

Weather: TypeAlias = Literal["fair", "refuse", "silent", "delay", "slow", "cut", "corrupt"]
"""`refuse` takes no connection and resets those there are; `silent` keeps them open and passes
nothing on, as a pulled cable; `cut` resets a connection in the middle of what it carries."""

DELAY = 0.2
CHUNK, SLOW_BYTES_PER_SECOND = 4096, 375_000
"""3 Mbit/s."""
CUT_WITHIN = 4096
CORRUPT_SHARE = 0.05


@dataclass(eq=False)
class Link:
    """A proxy on 127.0.0.1 from `port` to the server at `target`."""

    name: str
    port: int
    target: int
    chance: random.Random
    weather: Weather = "fair"
    _server: asyncio.Server | None = None
    _pipes: set["_Pipe"] = field(default_factory=set)

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Pipe(self), "127.0.0.1", self.port)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        self.reset()

    def become(self, weather: Weather) -> None:
        """Change what happens to everything that passes from now on."""
        was, self.weather = self.weather, weather
        if weather in {"refuse", "cut"} or was in {"silent", "corrupt"}:
            self.reset()

    def reset(self) -> None:
        """End all connections with a reset."""
        for pipe in list(self._pipes):
            pipe.abort()

    def opened(self, pipe: "_Pipe") -> bool:
        self._pipes.add(pipe)
        return self.weather != "refuse"

    def closed(self, pipe: "_Pipe") -> None:
        self._pipes.discard(pipe)


class _Pipe(asyncio.Protocol):
    """One end of a connection; what it receives goes to the other end, as the weather allows."""

    def __init__(self, link: Link, other: "_Pipe | None" = None) -> None:
        self._link, self._other = link, other
        self._out: asyncio.Transport | None = None
        self._early: list[bytes] = []
        self._budget = link.chance.randint(1, CUT_WITHIN)
        self._queue: asyncio.Queue[bytes] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._out = cast(asyncio.Transport, transport)  # uvloop's is none by its classes
        if not self._link.opened(self):
            self._out.abort()
        elif self._other is None:
            self._later(self._connect())

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, other = await loop.create_connection(
                lambda: _Pipe(self._link, self), "127.0.0.1", self._link.target
            )
        except OSError:
            self.abort()
            return
        self._other = other
        for data in self._early:
            self.data_received(data)
        self._early.clear()
        if self._out is None or self._out.is_closing():
            other.abort()

    def data_received(self, data: bytes) -> None:
        if self._other is None:
            self._early.append(data)
            return
        match self._link.weather:
            case "fair":
                self._pass(data)
            case "delay":
                self._in_turn(data)
            case "slow":
                self._in_turn(data)
            case "cut":
                self._cut(data)
            case "corrupt":
                self._pass(self._corrupted(data))
            case "silent" | "refuse":
                pass

    def _pass(self, data: bytes) -> None:
        if self._queue is not None:  # what came before is still on its way
            self._queue.put_nowait(data)
        elif self._other is not None:
            self._other.write(data)

    def write(self, data: bytes) -> None:
        if self._out is not None and not self._out.is_closing():
            self._out.write(data)

    def _in_turn(self, data: bytes) -> None:
        if self._queue is None:
            self._queue = asyncio.Queue()
            self._later(self._trickle(self._queue))
        self._queue.put_nowait(data)

    async def _trickle(self, queue: asyncio.Queue[bytes]) -> None:
        while self._other is not None:
            data = await queue.get()
            if self._link.weather == "delay":
                await asyncio.sleep(DELAY * self._link.chance.random())
            for piece in _pieces(data):
                if self._link.weather == "slow":
                    await asyncio.sleep(len(piece) / SLOW_BYTES_PER_SECOND)
                self._other.write(piece)

    def _cut(self, data: bytes) -> None:
        if len(data) < self._budget:
            self._budget -= len(data)
            self._pass(data)
            return
        self._pass(data[: self._budget])
        asyncio.get_running_loop().call_soon(self.abort)

    def _corrupted(self, data: bytes) -> bytes:
        chance = self._link.chance
        if chance.random() >= CORRUPT_SHARE:
            return data
        damaged = bytearray(data)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        return bytes(damaged)

    def abort(self) -> None:
        """Reset both ends."""
        other, self._other = self._other, None
        if self._out is not None:
            self._out.abort()
        if other is not None:
            other.abort()

    def connection_lost(self, _error: Exception | None) -> None:
        self._link.closed(self)
        for task in list(self._tasks):
            task.cancel()
        other, self._other = self._other, None
        if other is not None:
            other.end()

    def end(self) -> None:
        """Close after what is written."""
        if self._out is not None:
            self._out.close()

    def _later(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _pieces(data: bytes) -> Iterable[bytes]:
    return (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))
