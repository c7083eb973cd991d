"""What is measured: rounds in turn over all sides, in one run, on the same servers."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final, TypeAlias

from tests.bench.measuring import say
from tests.bench.peers.sides import Side, SideFailed, registered

CLIENTS = (1, 16, 64)
EVENTS_PER_FILE = 20
ONE_BY_ONE = 2_000
SETTLE_SECONDS = 0.2


@dataclass
class Figures:
    """What one side did in one measurement, round by round."""

    rates: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    written: int = 0
    missed: int = 0
    gaps: int = 0

    @property
    def rate(self) -> float:
        return median(self.rates)


Table: TypeAlias = dict[str, Figures]


def in_turn(sides: Sequence[Side], turn: int) -> Sequence[Side]:
    """Return the sides in the order of a round: nobody is always after the same one."""
    rotated = [*sides[turn % len(sides) :], *sides[: turn % len(sides)]]
    return rotated if turn % 2 == 0 else rotated[::-1]


async def append(sides: Sequence[Side], clients: int, rounds: int, seconds: float) -> Table:
    """Measure appends of one event by concurrent clients while the side's own reader follows."""
    table: Table = {}
    for turn in range(rounds):
        for side in in_turn(sides, turn):
            try:
                await side.empty()
                figures = table.setdefault(side.name, Figures())
                await _append(side, clients, seconds, figures)
            except SideFailed as error:
                _failed(side, f"append by {clients}", error)
            await asyncio.sleep(SETTLE_SECONDS)
    return {name: figures for name, figures in table.items() if figures.rates}


async def _append(side: Side, clients: int, seconds: float, figures: Figures) -> None:
    await side.follower.ask("tail")
    try:
        done = await side.worker.ask(side.append, clients=clients, seconds=seconds)
    finally:
        side.follower.tell("the writers have ended")
        followed = await side.follower.answer()
    figures.rates.append(done["rate"])
    figures.p50.append(done["p50"])
    figures.p99.append(done["p99"])
    figures.written += done["written"]
    figures.missed += done["written"] - followed["seen"]
    figures.gaps += followed["gaps"]


async def read_and_decode(sides: Sequence[Side], rounds: int) -> dict[str, Table]:
    """Measure reading the whole log from its beginning, and turning what was read into events."""
    for side in sides:
        if "read" in side.commands:
            await side.empty()
            await side.worker.ask("fill", events=side.log)
    return {
        what: await _each(
            [side for side in sides if what in side.commands],
            what,
            rounds,
        )
        for what in ("read", "decode")
    }


async def _each(sides: Sequence[Side], what: str, rounds: int) -> Table:
    table: Table = {}
    for turn in range(rounds):
        for side in in_turn(sides, turn):
            # One that cannot forget is told how many are the last that it was given.
            asked = {} if side.tables else {"events": side.log}
            try:
                done = await side.worker.ask(what, **asked)
            except SideFailed as error:
                _failed(side, what, error)
                continue
            assert done["count"] == side.log, (side.name, what, done)
            table.setdefault(side.name, Figures()).rates.append(done["rate"])
    return table


async def project(
    sides: Sequence[Side], ours: str, events: int, rounds: int, first: int = ONE_BY_ONE
) -> dict[str, Table]:
    """Measure the register made anew by each side's own runner, and a mere count by ours.

    Peers get the `first` events only: they commit each by itself.
    """
    tables: dict[str, Table] = {"project": {}, "count": {}}
    taking_part = [side for side in sides if "project" in side.commands]
    for side in taking_part:
        size = events if side.name == ours else first
        await side.empty()
        await side.worker.ask("fill", events=size)
    for turn in range(rounds):
        for side in in_turn(taking_part, turn):
            size = events if side.name == ours else first
            for what in ("project", "count") if side.name == ours else ("project",):
                try:
                    rate = await _projected(side, what, size)
                except SideFailed as error:
                    _failed(side, what, error)
                    continue
                tables[what].setdefault(side.name, Figures()).rates.append(rate)
    return tables


async def _projected(side: Side, what: str, size: int) -> float:
    await side.forget_projections()
    done = await side.worker.ask(what, events=size)
    if what == "project":
        right = await registered(side, size // EVENTS_PER_FILE, EVENTS_PER_FILE)
        assert right, f"{side.name}: its register is not what the events say"
    return float(done["rate"])


_ERROR: Final = re.compile(r"[\w.]*(Error|Exception)\b")


def _failed(side: Side, what: str, error: SideFailed) -> None:
    lines = str(error).strip().splitlines()
    # Below the error a server's own words may stand: DETAIL, HINT.
    why = next((line for line in reversed(lines) if _ERROR.match(line)), lines[-1])
    if (trouble := f"{what}: {why}") not in side.trouble:
        side.trouble.append(trouble)
    say(f"  {side.name}, {trouble}")


def as_json(table: Table) -> dict[str, Any]:
    return {
        name: {
            "rate": round(figures.rate),
            "least": round(min(figures.rates)),
            "most": round(max(figures.rates)),
            "rounds": [round(rate) for rate in figures.rates],
            **(
                {
                    "p50_ms": round(median(figures.p50), 2),
                    "p99_ms": round(median(figures.p99), 2),
                    "written": figures.written,
                    "missed": figures.missed,
                    "gaps": figures.gaps,
                }
                if figures.p50
                else {}
            ),
        }
        for name, figures in table.items()
    }
