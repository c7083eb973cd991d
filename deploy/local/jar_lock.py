"""The jars of Apache Kafka as `kafka.lock.json` pins them."""

import json
from dataclasses import dataclass
from pathlib import Path

from deploy.local.processes import StartFailed

LOCK = Path(__file__).with_name("kafka.lock.json")


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
