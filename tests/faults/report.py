"""What a run did and found, as people read it and as a line that is kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kernel.crash_points import POINTS
from tests.faults.books import Finding


@dataclass(slots=True)
class Report:
    """What a run did and found. `crashes` are by `POINT:NTH:MODE`.

    `commands` are those of which a client was told what became of them, `outcomes` all answers.
    """

    seed: int
    seconds: float
    commands: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reads: int = 0
    sums: int = 0
    """Reads of amounts that are moved about, of which the sum is known."""
    events: int = 0
    acted_upon: int = 0
    """Events of one service that another had to act upon."""
    faults: Counter[str] = field(default_factory=Counter)
    hindered: Counter[str] = field(default_factory=Counter)
    crashes: Counter[str] = field(default_factory=Counter)
    rested_after: float = 0.0
    late: Mapping[str, int] = field(default_factory=dict)
    """How many events each hop was behind when it should have been no longer."""
    findings: Sequence[Finding] = ()
    kept: Path | None = None

    @property
    def crashed_at(self) -> Counter[str]:
        """How often each crash point fired."""
        found: Counter[str] = Counter()
        for order, times in self.crashes.items():
            found[order.partition(":")[0]] += times
        return found

    @property
    def killed_at(self) -> Counter[str]:
        """How often a process was gone at each crash point, as by kill -9."""
        found: Counter[str] = Counter()
        for order, times in self.crashes.items():
            if order.endswith(":exit"):
                found[order.partition(":")[0]] += times
        return found

    def __str__(self) -> str:
        crashed_at, killed = self.crashed_at, self.killed_at.total()
        lines = [
            f"seed {self.seed}: {self.commands} commands in {self.seconds:.0f} s",
            f"  answers: {listed(self.outcomes)}; {self.reads} reads ({self.sums} of sums)",
            f"  {self.events} events, {self.acted_upon} of them acted upon by another service",
            f"  {self.faults.total()} faults: {listed(self.faults)}",
            f"  {crashed_at.total()} crashes at a step ({killed} kills): {listed(crashed_at)}",
            f"  at no time: {', '.join(never_reached(crashed_at)) or 'none'}",
            f"  at rest {self.rested_after:.1f} s after all were ready",
            f"  late: {listed(Counter(self.late))}",
            f"  violations: {len(self.findings)}",
            *(f"  {finding.kind}: {finding.where}: {finding.found}" for finding in self.findings),
        ]
        if hindered := self.hindered - Counter({"": self.hindered[""]}):
            lines.insert(3, f"  hindered: {listed(hindered)}")
        if self.kept:
            lines.append(f"  kept in {self.kept}")
        return "\n".join(lines)


def never_reached(crashed_at: Counter[str]) -> list[str]:
    """Return the crash points at which nothing has crashed."""
    return [point for point in POINTS if not crashed_at[point]]


def listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common()) or "none"
