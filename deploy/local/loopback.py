"""Ask our own processes on this machine over HTTP; small, because it is asked a great deal."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

TIMEOUT = 5.0


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


async def get(url: str, within: float = TIMEOUT, **headers: str) -> Answer | None:
    """Return the answer to a GET, or nothing if there is none in time."""
    try:
        async with asyncio.timeout(within):
            return await _get(url, headers)
    except (OSError, TimeoutError, ValueError):
        return None


async def _get(url: str, headers: Mapping[str, str]) -> Answer | None:
    parts = urlsplit(url)
    target = urlunsplit(parts._replace(scheme="", netloc="")) or "/"
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        # HTTP/1.0: the answer ends where the connection ends.
        lines = [f"GET {target} HTTP/1.0", f"Host: {parts.netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    finally:
        writer.close()
    return Answer(int(head.split()[1]), body) if head else None
