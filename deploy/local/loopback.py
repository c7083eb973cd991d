"""Ask our own processes on this machine over HTTP; small, because it is asked a great deal."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT = 5.0


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


async def get(url: str, within: float = TIMEOUT) -> Answer | None:
    """Return the answer to a GET without credentials, or nothing if there is none in time."""
    try:
        async with asyncio.timeout(within):
            return await _get(url)
    except (OSError, TimeoutError, ValueError):
        return None


async def _get(url: str) -> Answer:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        # HTTP/1.0: the answer ends where the connection ends.
        writer.write(f"GET {parts.path or '/'} HTTP/1.0\r\nHost: {parts.netloc}\r\n\r\n".encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    finally:
        writer.close()
    return Answer(int(head.split()[1]), body) if head else _no_answer(url)


def _no_answer(url: str) -> Answer:
    raise ConnectionResetError(f"{url} closed the connection")
