"""Loading an aggregate from its first event on, against reading one row: what snapshots could save.

    python -m tests.bench.bench_load [--rounds 5]

The stream is a joint action plan that is drafted and then revised again and again, each event with
the whole content. Ours: `Aggregate.current`, which loads, decodes and replays. Floor: the read of
the stream's last row, which no snapshot could do without. See README.md.
"""

import argparse
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import uuid4

import msgspec
import uvloop

from kernel.codec import EventCodec
from kernel.handling import Aggregate, Gathering
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import pool as open_pool
from kernel.postgres.store import PostgresStore
from kernel.store import Append, NewEvent, Stream, Write
from services.planning.domain import action_plan
from tests.bench.measuring import durable_postgres, say
from tests.bench.register import meta

LENGTHS: Final = (5, 20, 50, 100, 200, 500)
LONGEST: Final = 50
"""Events; no stream of the programme's packs is half as long."""
TARGET_MS: Final = 20.0
SAMPLES: Final = Path(__file__).parents[1] / "planning" / "samples"
REPEATS: Final = 20


async def _no_facts(_gathering: Gathering, _id: Any, _command: Any) -> None:
    return None


PLAN = Aggregate("action_plan", action_plan, EventCodec(action_plan.Event), _no_facts)


def sample(type_: str) -> str:
    """Return a sample with fifty actions, as large as a plan gets."""
    event = msgspec.json.decode((SAMPLES / f"{type_}.v1.json").read_bytes())
    content = event["content"]
    first = content["actions"][0]
    content["actions"] = [{**first, "code": f"A{number}"} for number in range(50)]
    return msgspec.json.encode(event).decode()


async def fill(store: PostgresStore, length: int) -> Stream:
    stream = Stream(PLAN.category, uuid4())
    types = ["ActionPlanDrafted", *["ActionPlanRevised"] * (length - 1)]
    encoded = {type_: sample(type_) for type_ in set(types)}
    events = [NewEvent(uuid4(), type_, 1, encoded[type_], meta()) for type_ in types]
    for at in range(0, length, 50):
        write = Write(stream, at, events[at : at + 50])
        await store.append(Append(uuid4(), bytes(32), [write]))
    return stream


async def milliseconds(store: PostgresStore, stream: Stream, length: int) -> tuple[float, float]:
    """Return the medians of a whole load, and of reading the last row."""
    whole: list[float] = []
    row: list[float] = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        _, version = await PLAN.current(store, stream)
        loaded = time.perf_counter()
        (last,) = await store.load(stream, length - 1)
        row.append((time.perf_counter() - loaded) * 1e3)
        whole.append((loaded - began) * 1e3)
        assert version == last.version == length
    return median(whole), median(row)


async def main(rounds: int) -> bool:
    met = True
    async with durable_postgres() as url:
        await migrate(url, KERNEL)
        pool = await open_pool(url, size=4)
        async with PostgresStore.open(url, pool) as store:
            say(f"{len(sample('ActionPlanRevised')):,} bytes an event")
            streams = {length: await fill(store, length) for length in LENGTHS}
            for length, stream in streams.items():
                seen = [await milliseconds(store, stream, length) for _ in range(rounds)]
                whole, row = (median(side) for side in zip(*seen, strict=True))
                say(f"  {length:>4} events  {whole:7.2f} ms, one row {row:5.2f} ms")
                if length <= LONGEST:
                    met = met and whole <= TARGET_MS
        await pool.close()
    say(f"  up to {LONGEST} events within {TARGET_MS:.0f} ms: {'met' if met else 'MISSED'}")
    return met


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    sys.exit(not uvloop.run(main(arguments.parse_args().rounds)))
