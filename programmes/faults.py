"""What is wrong with a pack: every fault at once, each with its place."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to put right. `column` is a CSV column or a TOML key, empty for a whole line."""

    file: str
    line: int
    column: str
    problem: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return (
            f"{place}: {self.column}: {self.problem}" if self.column else f"{place}: {self.problem}"
        )


class BadPack(Exception):
    """The pack cannot be read as a whole, so nothing of it is sent."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))
