"""Seeds played one after the other, and one told with all that the product said meanwhile."""

import asyncio
import gc
import time
from collections import Counter
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from tests.simulation.loop import PROCESS
from tests.simulation.story import play
from tests.simulation.world import Note, World, run

CHUNK: Final = 250
"""Seeds at a time in one process."""
_SILENT: Final = 50


@dataclass(slots=True)
class Played:
    """What happened in some seeds; `violations` by their seed."""

    events: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    violations: dict[int, str] = field(default_factory=dict)


def play_seeds(seeds: Sequence[int]) -> Played:
    """Play seeds in silence."""
    played = Played()
    began = time.process_time()
    with _logging(wrapper_class=structlog.make_filtering_bound_logger(_SILENT)), _no_collector():
        for seed in seeds:
            world = run(seed, play)
            played.events += len(world.service.events)
            played.seconds += world.loop.now
            played.faults += world.faults
            if world.violation:
                played.violations[seed] = world.violation
    played.cpu = time.process_time() - began
    return played


def replay(seed: int) -> str:
    """Return all that happens in a seed, with what relays and consumers log."""
    said: list[Note] = []

    def hear(_logger: Any, level: str, event: MutableMapping[str, Any]) -> Any:
        process, what = PROCESS.get(), event.pop("event")
        more = " ".join(f"{name}={value!r}" for name, value in event.items() if name != "source")
        who = process.name if process else "the world"
        said.append(Note(asyncio.get_running_loop().time(), f"  {who}: {level} {what} {more}"))
        raise structlog.DropEvent

    with _logging(processors=[hear]):
        world = run(seed, play)
    return _told(seed, world, said)


def _told(seed: int, world: World, said: Sequence[Note]) -> str:
    lines = [f"seed {seed}, {world.partitions} partitions"]
    lines += map(str, sorted([*world.notes, *said], key=lambda note: note.at))
    lines.append(f"violation: {world.violation}" if world.violation else "Every promise was kept.")
    return "\n".join(lines) + "\n"


@contextmanager
def _logging(**how: Any) -> Iterator[None]:
    before = structlog.get_config()
    structlog.configure(**how)
    try:
        yield
    finally:
        structlog.configure(**before)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Look for garbage once, at the end."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()
