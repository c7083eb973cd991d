"""A load generator for one process: keep-alive connections that send the same request again."""

import asyncio
import time
from dataclasses import dataclass, field

import psutil

CONNECTIONS = 16


@dataclass(slots=True)
class Load:
    """One variant: its raw request, and what was measured of it."""

    name: str
    request: bytes
    rates: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    """Milliseconds of the server process per request."""
    times: list[float] = field(default_factory=list)
    answer: bytes = b""


def post(path: str, body: bytes, token: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        f"accept: application/json\r\nauthorization: Bearer {token}\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class _Client(asyncio.Protocol):
    def __init__(self, load: Load, until: float) -> None:
        self._load, self._until = load, until
        self.closed = asyncio.get_running_loop().create_future()
        self._buffer = bytearray()
        self._need = 0
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(self._load.request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._need:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._buffer[:end]).lower()
            assert head.startswith(b"http/1.1 200"), bytes(self._buffer[:600])
            self._need = end + 4 + int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        if len(self._buffer) >= self._need:
            self._load.answer = bytes(self._buffer[: self._need]).partition(b"\r\n\r\n")[2]
            self._load.times.append(time.perf_counter() - self._sent)
            self._buffer.clear()
            self._need = 0
            if time.perf_counter() < self._until:
                self._send()
            else:
                self._transport.close()

    def connection_lost(self, _: Exception | None) -> None:
        self.closed.set_result(None)


async def run(load: Load, port: int, server: psutil.Process, seconds: float) -> None:
    """Add one round to what was measured; it ends when every request is answered."""
    loop = asyncio.get_running_loop()
    before, started, done = _cpu(server), time.perf_counter(), len(load.times)
    clients = [_Client(load, started + seconds) for _ in range(CONNECTIONS)]
    for client in clients:
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.wait_for(asyncio.gather(*(client.closed for client in clients)), 60)
    answered = len(load.times) - done
    load.rates.append(answered / (time.perf_counter() - started))
    load.processor.append((_cpu(server) - before) * 1000 / answered)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system
