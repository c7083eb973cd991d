"""Try very many random acts on partnerships, protocols and conventions, and count what came of it.

python -m tests.partnerships.explore --commands 50000 --seed 1
"""

import argparse
import asyncio
import importlib
import pkgutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from types import ModuleType
from typing import Any

from kernel.refusals import Refusal
from kernel.unions import members
from services.partnerships.domain import convention, partnership, protocol
from tests.partnerships.exploring.chance import Chance
from tests.partnerships.exploring.drawing import Drawing
from tests.partnerships.exploring.invariants import broken
from tests.partnerships.exploring.world import Attempt, Outcome, World

AGGREGATES: dict[str, ModuleType] = {
    "partnership": partnership,
    "protocol": protocol,
    "convention": convention,
}
PER_WORLD = 600
CHOICES = 12
"""So many acts are drawn for one that is tried."""
PACE = 0.003
"""What has come for a smaller share of the commands than this has come too seldom."""
LEAST_SHARE = 0.30
"""At least so much of what is tried is accepted: most of it would otherwise test refusals only."""


@dataclass
class Explored:
    """What was tried, and how often each transition and refusal came of it."""

    commands: int = 0
    accepted: int = 0
    reached: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def took(self, attempt: Attempt, outcome: Outcome) -> None:
        self.commands += 1
        self.accepted += outcome.refusal is None
        self.reached.update(outcome.names(attempt.category))

    @property
    def share(self) -> float:
        return self.accepted / self.commands

    def told(self, least: int) -> Iterator[str]:
        """Yield the counts, line by line."""
        for name, number in sorted(self.reached.items()):
            yield f"{number:8} {name}"
        yield f"{self.commands} commands, {self.share:.0%} accepted"
        yield f"reached fewer than {least} times: {', '.join(self.rare(least)) or 'none'}"
        yield from (f"BROKEN {fault}" for fault in self.broken)

    def satisfies(self, least: int) -> bool:
        """Whether no invariant broke, and enough was accepted, moved and refused."""
        return not self.broken and not self.rare(least) and self.share >= LEAST_SHARE

    def rare(self, least: int) -> list[str]:
        """Return the transitions and refusals reached fewer times than that."""
        return [name for name in sorted({*transitions(), *rules()}) if self.reached[name] < least]


def transitions() -> Iterator[str]:
    """Yield each event that may happen, by what it happens to."""
    for category, aggregate in AGGREGATES.items():
        for event in members(aggregate.Event):
            yield f"{category}.{event.__name__}"


def rules() -> set[str]:
    """Return the code of each rule of the three that says no."""
    return {
        value.code
        for aggregate in AGGREGATES.values()
        for module in _inside(aggregate)
        for value in vars(module).values()
        if _is_rule(value, module)
    }


def _inside(aggregate: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(aggregate.__path__, f"{aggregate.__name__}."):
        yield importlib.import_module(found.name)


def _is_rule(value: Any, module: ModuleType) -> bool:
    return (
        isinstance(value, type)
        and issubclass(value, Refusal)
        and value.__module__ == module.__name__
    )


async def explore(commands: int, seed: int) -> Explored:
    """Try so many commands, on one world after the other."""
    numbers, explored = Random(seed), Explored()  # noqa: S311 - repeatable, not secret
    while explored.commands < commands and not explored.broken:
        await _in_one_world(numbers, explored, min(PER_WORLD, commands - explored.commands))
    return explored


async def _in_one_world(numbers: Random, explored: Explored, commands: int) -> None:
    world = World()
    await world.begin()
    drawing = Drawing(Chance(numbers, world))
    for _ in range(commands):
        if world.over:
            return
        attempt = await _next(drawing, world, explored)
        outcome = await world.attempt(attempt)
        explored.took(attempt, outcome)
        if outcome.events and (faults := broken(world)):
            explored.broken += [f"{fault} (after {attempt.command})" for fault in faults]
            return


async def _next(drawing: Drawing, world: World, explored: Explored) -> Attempt:
    """Return what is tried next: the first drawn, unless another brings what has come too seldom.

    What has come too seldom is looked for only then: a world in which rules are mostly broken
    does not get far enough for the rules of its later days.
    """
    drawn = [drawing.next() for _ in range(CHOICES)]
    chosen, fewest = drawn[0], PACE * explored.commands + 1
    for attempt in drawn:
        names = (await world.foresee(attempt)).names(attempt.category)
        reached = min((explored.reached[name] for name in names), default=explored.commands)
        if reached < fewest:
            chosen, fewest = attempt, reached
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commands", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=int, default=100)
    asked = parser.parse_args()
    explored = asyncio.run(explore(asked.commands, asked.seed))
    sys.stdout.write("\n".join(explored.told(asked.least)) + "\n")
    sys.exit(not explored.satisfies(asked.least))


if __name__ == "__main__":
    main()
