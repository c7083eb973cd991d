"""Fetch the jars of Apache Kafka that `kafka.lock.json` pins."""

import asyncio
import hashlib
import json
import os
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from jgo.constants import MAVEN_CENTRAL_URL

from deploy.local.processes import StartFailed

LOCK = Path(__file__).with_name("kafka.lock.json")
ATTEMPTS = 3
PARALLEL = 8

Report = Callable[[str], None]


class FetchFailed(StartFailed):
    """A jar could not be had, or is not the one that the lock names."""


@dataclass(frozen=True)
class Jar:
    path: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Lock:
    version: str
    jars: tuple[Jar, ...]


def read_lock(path: Path = LOCK) -> Lock:
    """Read the pinned jars in class path order; the start-up cache depends on that order."""
    content = json.loads(path.read_text())
    return Lock(content["kafka"], tuple(Jar(**jar) for jar in content["jars"]))


def cache_folder() -> Path:
    """Return where downloads are kept: `CIC_CACHE`, or `cic` in the user's cache folder."""
    if chosen := os.environ.get("CIC_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cic"


def repository() -> str:
    """Return the address of Maven Central, or of the mirror named by `CIC_MAVEN_URL`."""
    return os.environ.get("CIC_MAVEN_URL", MAVEN_CENTRAL_URL).rstrip("/")


async def fetch(lock: Lock, cache: Path, source: str, report: Report) -> list[Path]:
    """Return the paths of all jars, downloading those that are not in `cache`.

    A jar whose SHA-256 differs from the lock is never put in place. Raises `FetchFailed`.
    """
    folder = cache / f"kafka-{lock.version}"
    folder.mkdir(parents=True, exist_ok=True)
    missing = [jar for jar in lock.jars if not _present(folder / jar.name, jar)]
    if missing:
        megabytes = sum(jar.size for jar in missing) / 1e6
        report(f"downloading {len(missing)} jars of Kafka {lock.version}, {megabytes:.0f} MB")
        try:
            await _download_all(missing, folder, source)
        except FetchFailed as reason:
            raise FetchFailed(
                f"cannot fetch Kafka {lock.version}: {reason}\n"
                f"  Needed once: {megabytes:.0f} MB from Maven Central. Without network, copy the"
                f" folder {folder} from a machine that has it, or set CIC_MAVEN_URL to a mirror."
            ) from reason
    return [folder / jar.name for jar in lock.jars]


def _present(path: Path, jar: Jar) -> bool:
    return path.exists() and path.stat().st_size == jar.size


async def _download_all(jars: Sequence[Jar], folder: Path, source: str) -> None:
    turns = asyncio.Semaphore(PARALLEL)
    timeout = httpx.Timeout(30, connect=8, pool=None)

    async with httpx.AsyncClient(timeout=timeout, follow_redirects=True) as client:

        async def one(jar: Jar) -> None:
            async with turns:
                await _download(client, source, jar, folder / jar.name)

        waiting = [asyncio.create_task(one(jar)) for jar in jars]
        try:
            await asyncio.gather(*waiting)
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)


async def _download(client: httpx.AsyncClient, source: str, jar: Jar, target: Path) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await _download_once(client, f"{source}/{jar.path}", jar, target)
        except httpx.HTTPStatusError as answer:
            raise FetchFailed(f"{jar.path}: {answer.response.status_code}") from answer
        except (httpx.TransportError, httpx.InvalidURL) as reason:
            if attempt == ATTEMPTS:
                raise FetchFailed(f"{jar.path}: {type(reason).__name__}: {reason}") from reason
            await asyncio.sleep(0.5 * attempt)
        else:
            return


async def _download_once(client: httpx.AsyncClient, url: str, jar: Jar, target: Path) -> None:
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
