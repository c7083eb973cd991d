"""Plays many seeds and says what happened in them; of one that breaks a promise, everything.

python -m tests.simulation --seeds 10000 [--from 0] [--workers 2]
python -m tests.simulation --seed 5444
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from tests.simulation.playing import CHUNK, Played, play_seeds, replay

MOST_SHOWN = 5


def _several(seeds: range, workers: int) -> Iterator[Played]:
    chunks = [seeds[at : at + CHUNK] for at in range(0, len(seeds), CHUNK)]
    if workers == 1:
        yield from map(play_seeds, chunks)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(play_seeds, chunks)


def _tell(seeds: range, workers: int) -> int:
    began = time.monotonic()
    faults: Counter[str] = Counter()
    violations: dict[int, str] = {}
    events, seconds, cpu = 0, 0.0, 0.0
    for played in _several(seeds, workers):
        faults += played.faults
        violations |= played.violations
        events, seconds, cpu = events + played.events, seconds + played.seconds, cpu + played.cpu
    say = sys.stdout.write
    say(
        f"{len(seeds)} seeds from {seeds.start}: {events} events, {faults.total()} faults,"
        f" {seconds / 3600:.0f} hours of virtual time in {time.monotonic() - began:.0f} s"
        f" ({cpu:.0f} s of processor time).\n"
    )
    for name, times in sorted(faults.items()):
        say(f"{times:8}  {name}\n")
    say(f"{len(violations)} violations.\n")
    for seed, violation in list(violations.items())[:MOST_SHOWN]:
        say(f"\nseed {seed}: {violation}\nAgain: python -m tests.simulation --seed {seed}\n")
    if violations:
        say(replay(min(violations)))
    return 1 if violations else 0


def main() -> None:
    arguments = argparse.ArgumentParser(prog="tests.simulation", description=__doc__)
    arguments.add_argument("--seeds", type=int, default=10_000, help="how many to play")
    arguments.add_argument("--from", type=int, default=0, dest="first")
    arguments.add_argument("--workers", type=int, default=2, help="processes")
    arguments.add_argument("--seed", type=int, help="play this one, and tell everything")
    given = arguments.parse_args()
    if given.seed is not None:
        sys.stdout.write(replay(given.seed))
        return
    sys.exit(_tell(range(given.first, given.first + given.seeds), given.workers))


if __name__ == "__main__":
    main()
