"""A ledger, indexed as the checker asks for it."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple, TypeAlias

import msgspec

from tests.faults.ledger import Answer, Attempt, Ledger, Stored

_answer = msgspec.json.Decoder(Answer)


class Finding(NamedTuple):
    """A broken promise: which, where (a key, a stream, a position), and what was found."""

    kind: str
    where: str
    found: str


Findings: TypeAlias = Iterator[Finding]


class Books:
    """A ledger, indexed."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    @cached_property
    def tries(self) -> dict[str, list[Attempt]]:
        """The attempts of each command, by the id under which stores know it."""
        found: dict[str, list[Attempt]] = defaultdict(list)
        for attempt in self.ledger.attempts:
            found[attempt.command].append(attempt)
        return dict(found)

    @cached_property
    def in_order(self) -> list[Stored]:
        """Every stored event, by service and position."""
        return sorted(self.ledger.stored, key=lambda each: (each.service, each.position))

    @cached_property
    def effects(self) -> dict[str, list[Stored]]:
        """The stored events of each command, in order."""
        found: dict[str, list[Stored]] = defaultdict(list)
        for stored in self.in_order:
            found[stored.command].append(stored)
        return dict(found)

    @cached_property
    def streams(self) -> dict[tuple[str, str], list[Stored]]:
        """The stored events of each stream of each service, by version."""
        found: dict[tuple[str, str], list[Stored]] = defaultdict(list)
        for stored in sorted(self.ledger.stored, key=lambda each: each.version):
            found[stored.service, stored.stream].append(stored)
        return dict(found)

    @cached_property
    def accepted(self) -> dict[str, tuple[Attempt, Answer]]:
        """The first acceptance of each command that has one."""
        return {
            command: (first, _answer.decode(first.answer))
            for command, tries in self.tries.items()
            if (first := next((each for each in tries if each.accepted), None))
        }
