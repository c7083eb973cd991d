"""Runs that were made, one line of JSON each, and what they come to."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from tests.faults.defects import DEFECT
from tests.faults.report import Report, listed, never_reached

COMMITTED: Final = Path(__file__).with_name("made.jsonl")
"""Runs that were made of what was committed then, and that docs/reliability.md sums up."""
LOSSES: Final = ("broker lost a suffix", "broker lost its disk")
PAUSED: Final = "leader paused beyond its lease"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One run. `crashes` and `kills` are by crash point, a kill being a crash too."""

    seed: int
    commit: str
    seconds: float
    commands: int
    events: int
    reads: int
    sums: int = 0
    rested_after: float
    faults: dict[str, int]
    crashes: dict[str, int]
    kills: dict[str, int]
    violations: list[str]


def record(report: Report, commit: str) -> Record:
    return Record(
        seed=report.seed,
        commit=commit,
        seconds=round(report.seconds, 1),
        commands=report.commands,
        events=report.events,
        reads=report.reads,
        sums=report.sums,
        rested_after=round(report.rested_after, 1),
        faults=dict(report.faults),
        crashes=dict(report.crashed_at),
        kills=dict(report.killed_at),
        violations=[f"{each.kind}: {each.where}: {each.found}" for each in report.findings],
    )


def append(file: Path, made: Record) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as out:
        out.write(msgspec.json.encode(made) + b"\n")


def read(file: Path) -> list[Record]:
    """Return the runs that stand in a file. Raises `OSError` and `msgspec.DecodeError`."""
    decoder = msgspec.json.Decoder(Record)
    return [decoder.decode(line) for line in file.read_bytes().splitlines()]


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """What runs come to. `longest_rest` is that of a run that did come to rest."""

    runs: int
    hours: float
    commands: int
    events: int
    sums: int
    faults: Counter[str]
    crashes: Counter[str]
    kills: Counter[str]
    longest_rest: float
    violations: int
    defects: int
    """Failures in logs that nobody put there, and that broke no promise."""

    @property
    def broker_losses(self) -> int:
        return sum(self.faults[name] for name in LOSSES)

    @property
    def leaders_paused(self) -> int:
        return self.faults[PAUSED]

    def __str__(self) -> str:
        done = f"{self.commands} commands, {self.events} events"
        found = f"{self.violations} violations, {self.defects} defects in logs"
        kills = f"{self.kills.total()} of them kills"
        never = ", ".join(never_reached(self.kills)) or "none"
        return "\n".join(
            (
                f"{self.runs} runs, {self.hours:.1f} hours: {done}; {found}",
                f"  {self.faults.total()} faults: {listed(self.faults)}",
                f"  {self.crashes.total()} crashes at a step, {kills} (never killed at: {never})",
                f"  brokers that lost what they had acknowledged: {self.broker_losses}",
                f"  leaders that were paused beyond their lease: {self.leaders_paused}",
            )
        )


def summed(made: Sequence[Record]) -> Sum:
    found = [violation for each in made for violation in each.violations]
    defects = [violation for violation in found if violation.startswith(f"{DEFECT}: ")]
    return Sum(
        runs=len(made),
        hours=sum(each.seconds for each in made) / 3600,
        commands=sum(each.commands for each in made),
        events=sum(each.events for each in made),
        sums=sum(each.sums for each in made),
        faults=sum((Counter(each.faults) for each in made), Counter()),
        crashes=sum((Counter(each.crashes) for each in made), Counter()),
        kills=sum((Counter(each.kills) for each in made), Counter()),
        longest_rest=max((each.rested_after for each in made), default=0.0),
        violations=len(found) - len(defects),
        defects=len(defects),
    )


TABLE: Final = re.compile(r"(?<=<!-- runs -->\n).*?(?=<!-- end of runs -->)", re.DOTALL)


def table(made: Sequence[Record]) -> str:
    """Return what runs come to as a table in Markdown, with what is wanted beside what was seen."""
    total = summed(made)
    unreached = ", ".join(f"`{point}`" for point in never_reached(total.kills)) or "none"
    rows = (
        ("runs", f"{total.runs}, {total.hours:.1f} hours", ""),
        ("commands", f"{total.commands:,}", "1,000,000"),
        ("events", f"{total.events:,}", ""),
        ("reads of amounts that are moved", f"{total.sums:,}", ""),
        ("faults", f"{total.faults.total():,}, of {len(total.faults)} kinds", ""),
        ("brokers that lost what they had acknowledged", f"{total.broker_losses}", "100"),
        ("leaders paused for longer than their lease", f"{total.leaders_paused}", "200"),
        ("crashes at a step", f"{total.crashes.total():,}", ""),
        ("of them kills, as by kill -9", f"{total.kills.total():,}", "1,000"),
        ("steps at which nothing was killed", unreached, "none"),
        ("longest time to rest after all were ready", f"{total.longest_rest:.1f} s", "30 s"),
        ("violations", f"{total.violations}", "0"),
        ("failures in logs that broke no promise", f"{total.defects}", "0"),
    )
    lines = ("| | seen | wanted |", "|---|---|---|", *(f"| {a} | {b} | {c} |" for a, b, c in rows))
    return "\n".join(lines) + "\n"


def told(document: str, made: Sequence[Record]) -> str:
    """Return the document with the table of these runs in its place."""
    return TABLE.sub(lambda _: table(made), document)
