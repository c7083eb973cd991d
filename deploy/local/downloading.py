"""Download pinned files, several at a time, each checked before it is put in place."""

import asyncio
import hashlib
import os
import uuid
from collections.abc import Sequence
from pathlib import Path

import httpx
from jgo.constants import MAVEN_CENTRAL_URL

from deploy.local.jar_lock import FetchFailed, Jar

ATTEMPTS = 3
PARALLEL = 8


def repository() -> str:
    """Return the address of Maven Central, or of the mirror named by `CIC_MAVEN_URL`."""
    return os.environ.get("CIC_MAVEN_URL", MAVEN_CENTRAL_URL).rstrip("/")


async def download(jars: Sequence[Jar], folder: Path, source: str) -> None:
    """Put every jar into `folder` or raise `FetchFailed`; a wrong one is never put in place."""
    turns = asyncio.Semaphore(PARALLEL)
    timeout = httpx.Timeout(30, connect=8, pool=None)

    async with httpx.AsyncClient(timeout=timeout, follow_redirects=True) as client:

        async def one(jar: Jar) -> None:
            async with turns:
                await _attempt(client, source, jar, folder / jar.name)

        waiting = [asyncio.create_task(one(jar)) for jar in jars]
        try:
            await asyncio.gather(*waiting)
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)


async def _attempt(client: httpx.AsyncClient, source: str, jar: Jar, target: Path) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await _once(client, f"{source}/{jar.path}", jar, target)
        except httpx.HTTPStatusError as answer:
            raise FetchFailed(f"{jar.path}: {answer.response.status_code}") from answer
        except (httpx.TransportError, httpx.InvalidURL) as reason:
            if attempt == ATTEMPTS:
                raise FetchFailed(f"{jar.path}: {type(reason).__name__}: {reason}") from reason
            await asyncio.sleep(0.5 * attempt)
        else:
            return


async def _once(client: httpx.AsyncClient, url: str, jar: Jar, target: Path) -> None:
    part = target.with_name(f"{target.name}.{os.getpid()}.{uuid.uuid4().hex}.part")
    found = hashlib.sha256()
    try:
        async with client.stream("GET", url) as answer:
            answer.raise_for_status()
            with part.open("wb") as file:
                async for chunk in answer.aiter_bytes(1 << 17):
                    found.update(chunk)
                    file.write(chunk)
        if found.hexdigest() != jar.sha256:
            raise FetchFailed(f"{jar.path}: SHA-256 is {found.hexdigest()}, not {jar.sha256}")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
