"""What `cic verify` checks, and what a check finds."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's stores by the name of the service, and what they are compared with.

    `documents` is where its documents are kept, `seals` its keys, `checkpoints` what was kept of
    them; None is not compared with.
    """

    name: str
    databases: Mapping[str, str]
    documents: str | None
    seals: Path | None
    checkpoints: Path


@dataclass(frozen=True, slots=True)
class Found:
    """What a check has looked at, and each fault in one line."""

    looked_at: str
    faults: Sequence[str]


Check: TypeAlias = Callable[[Unit], Awaitable[Found]]
