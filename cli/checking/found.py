"""What `cic verify` checks, and what a check finds."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's stores by the name of the service, its keys, and the checkpoints kept of it."""

    name: str
    databases: Mapping[str, str]
    seals: Path
    checkpoints: Path


@dataclass(frozen=True, slots=True)
class Found:
    """What a check has looked at, and each fault in one line."""

    looked_at: str
    faults: Sequence[str]


Check: TypeAlias = Callable[[Unit], Awaitable[Found]]
