"""A client of HTTP/1.1, cheap enough to ask hundreds of times a second beside what it asks."""

import asyncio
from collections import defaultdict
from typing import NamedTuple

SECONDS = 5.0
"""How long an answer is waited for."""


class Said(NamedTuple):
    """An answer; status 0 is none: refused, cut, or too late."""

    status: int
    body: str


NOTHING = Said(0, "")


class Asking:
    """Keeps connections open for the next question to the same port."""

    def __init__(self) -> None:
        self._idle: dict[int, list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]] = (
            defaultdict(list)
        )

    async def ask(
        self, port: int, method: str, path: str, headers: dict[str, str], body: bytes = b""
    ) -> Said:
        """Ask once; whatever goes wrong on the way is no answer."""
        lines = [f"{method} {path} HTTP/1.1", "host: localhost", f"content-length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        request = "\r\n".join([*lines, "", ""]).encode() + body
        writer = None
        try:
            async with asyncio.timeout(SECONDS):
                reader, writer = await self._connection(port)
                writer.write(request)
                said, again = await _answer(reader)
        except (OSError, EOFError, ValueError, TimeoutError):
            if writer is not None:
                writer.transport.abort()
            return NOTHING
        if again:
            self._idle[port].append((reader, writer))
        else:
            writer.close()
        return said

    async def _connection(self, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle[port]:
            reader, writer = self._idle[port].pop()
            if not reader.at_eof() and not writer.is_closing():
                return reader, writer
        return await asyncio.open_connection("127.0.0.1", port)

    def close(self) -> None:
        for idle in self._idle.values():
            for _, writer in idle:
                writer.transport.abort()
        self._idle.clear()


async def _answer(reader: asyncio.StreamReader) -> tuple[Said, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    status = int(head[0].split(" ")[1])
    headers = dict(line.split(": ", 1) for line in head[1:] if line)
    if headers.get("transfer-encoding") == "chunked":
        body = await _chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Said(status, body.decode()), headers.get("connection") != "close"


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return body
