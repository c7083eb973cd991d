"""Builds the read model anew from the topics while it serves, then switches from one to the other.

    python -m gateway.rebuild [--workers 2]
    python -m gateway.rebuild --back
    python -m gateway.rebuild --compare [--give-way]

Told by the environment what the gateway is told. `--back` puts the one before in its place again,
told what has been said since. `--compare` leaves what serves, and says where it is not what lies in
the topics; it ends with status 1 then. The gateway itself runs that with `--give-way` now and then.
"""

import argparse
import asyncio
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from pathlib import Path
from typing import Final, NamedTuple

import asyncpg
import structlog
import uvloop
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.structs import TopicPartition

from gateway import collector, switching
from gateway.read_model.book import MIGRATIONS
from gateway.refilling import Filled, Order, fill
from gateway.switching import NEXT, PREVIOUS, SERVES, Behind, reader_of, switch
from kernel import telemetry
from kernel.crash_points import reach
from kernel.kafka import readers, topics
from kernel.kafka.breaker import TooManyParked
from kernel.kafka.closing import closed
from kernel.kafka.topics import Source
from kernel.postgres import twins, view_checks
from kernel.postgres.comparing import NAMED
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import patient_pool
from kernel.postgres.replayed import faults
from kernel.postgres.twins import AnotherRebuilds, NoSuchTwin
from kernel.settings import GatewaySettings

WORKERS: Final = 2
NAME: Final = "gateway-rebuild"
_IN_THE_WAY: Final = (Behind, TooManyParked, KafkaError, BrokenProcessPool)

_log = structlog.get_logger(__name__)


class Rebuilt(NamedTuple):
    """Events that were applied, those that are held back, and the seconds that it took."""

    applied: int
    held_back: int
    filling: float
    completing: float
    switching: float


async def rebuild(settings: GatewaySettings, workers: ProcessPoolExecutor, size: int) -> Rebuilt:
    """Apply all that lies in the topics to a twin of the read model, and let it serve.

    Raises `AnotherRebuilds`, `BrokenProcessPool` when a worker ends before its time,
    `TooManyParked`, what `switch` raises, and what an unreachable database or broker raises; what
    serves goes on serving then.
    """
    began = time.perf_counter()
    await migrate(settings.database_url, KERNEL, MIGRATIONS)
    async with twins.alone(settings.database_url, name=NAME) as connection:
        several, filled = await _make(connection, settings, workers, size)
        completed = time.perf_counter()
        await switch(connection, settings.kafka_bootstrap, NEXT)
        await view_checks.keep(connection, ())
    return Rebuilt(
        sum(one.applied for one in several),
        sum(one.held_back for one in several),
        filled - began,
        completed - filled,
        time.perf_counter() - completed,
    )


async def compare(
    settings: GatewaySettings, workers: ProcessPoolExecutor, size: int
) -> Sequence[str]:
    """Return where what serves is not what lies in the topics; `/readyz` then says so too.

    Raises what `rebuild` raises; what serves goes on serving.
    """
    async with twins.alone(settings.database_url, name=NAME) as connection:
        await _make(connection, settings, workers, size)
        checked = await switching.compare(connection, settings.kafka_bootstrap, NEXT)
        await connection.execute(f"DROP SCHEMA {NEXT} CASCADE")
        await readers.forget(connection, reader_of(NEXT))
        await view_checks.keep(connection, checked)
    return faults(checked)


async def _make(
    connection: asyncpg.Connection,
    settings: GatewaySettings,
    workers: ProcessPoolExecutor,
    size: int,
) -> tuple[Sequence[Filled], float]:
    """Make the twin; return what went into it, and when that was done."""
    await twins.make(connection, NEXT, like=SERVES)
    await readers.forget(connection, reader_of(NEXT))
    reach("rebuild.prepared")
    several = await _fill(settings, workers)
    filled = time.perf_counter()
    reach("rebuild.filled")
    async with await patient_pool(settings.database_url, size=size) as pool:
        await twins.complete(pool, NEXT, like=SERVES)
    reach("rebuild.completed")
    return several, filled


async def back(settings: GatewaySettings) -> None:
    """Let what served before the last switch serve again; raises what `switch` raises."""
    async with twins.alone(settings.database_url, name=NAME) as connection:
        await switch(connection, settings.kafka_bootstrap, PREVIOUS)


async def _fill(settings: GatewaySettings, workers: ProcessPoolExecutor) -> Sequence[Filled]:
    """Fill the twin, source by source; the longest first, so that none is waited for at the end."""
    lengths = await _lengths(settings.kafka_bootstrap)
    orders = [
        Order(settings.database_url, settings.kafka_bootstrap, NEXT, reader_of(NEXT), *place)
        for place in sorted(lengths, key=lambda place: -lengths[place])
    ]
    loop = asyncio.get_running_loop()
    several = await asyncio.gather(*(loop.run_in_executor(workers, fill, one) for one in orders))
    for one in several:
        if one.refused:
            _log.warning("left to the consumer", source=str(one.source), refused=one.refused)
    return several


async def _lengths(bootstrap: str) -> Mapping[tuple[Source, int], int]:
    """Return for each source's partition how many records lie in it, where there are any."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    async with closed(admin.close):
        await admin.start()
        described = await admin.describe_topics()
    places = {
        TopicPartition(one["topic"], each["partition"]): (topic.source, int(each["partition"]))
        for one in described
        if (topic := topics.parse(one["topic"])) and not topic.is_status
        for each in one["partitions"]
    }
    client = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    async with closed(client.stop):
        await client.start()
        client.assign(list(places))  # else it learns of one topic at a time, with a pause for each
        ends = await client.end_offsets(list(places))
    return {places[place]: end for place, end in ends.items() if end}


def _workers(number: int) -> ProcessPoolExecutor:
    """Return workers with all that is imported here: forked, before there are loops or threads."""
    context = multiprocessing.get_context("fork")
    workers = ProcessPoolExecutor(number, context, _end_with_parent)
    workers.submit(int).result()
    return workers


def _end_with_parent() -> None:
    """End as soon as the parent is gone, also by -9: what is filled is nobody's then."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 - this is a worker

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _give_way() -> None:
    """Let others have the processors, and the memory where there is too little (Linux)."""
    os.nice(19)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="gateway.rebuild", description=__doc__)
    arguments.add_argument("--workers", type=int, default=WORKERS)
    arguments.add_argument("--back", action="store_true", help="let what served before serve again")
    arguments.add_argument("--compare", action="store_true", help="only say what differs")
    arguments.add_argument("--give-way", action="store_true", help="let all else go first, and log")
    given = arguments.parse_args()
    settings = GatewaySettings.read()
    telemetry.configure_logs(settings.log_level, service="gateway-rebuild")
    with _in_one_line():
        sys.exit(_do(settings, given))


@contextmanager
def _in_one_line() -> Iterator[None]:
    """End with status 1 and one line of what was in the way; nothing has changed then."""
    try:
        yield
    except AnotherRebuilds:
        sys.exit("another rebuild or comparison is under way: try again when it is done")
    except NoSuchTwin as reason:
        sys.exit(f"nothing has changed: {reason}")
    except (TimeoutError, asyncpg.PostgresError, OSError, *_IN_THE_WAY) as reason:
        sys.exit(f"what serves goes on serving: {reason!r}")


def _do(settings: GatewaySettings, given: argparse.Namespace) -> int:
    if given.back:
        uvloop.run(back(settings))
        sys.stdout.write("What served before serves again.\n")
        return 0
    if given.give_way:
        _give_way()
    collector.settle()
    with _workers(given.workers) as workers:
        if given.compare:
            found = uvloop.run(compare(settings, workers, given.workers))
            (_note if given.give_way else _say)(found)
            return bool(found)
        done = uvloop.run(rebuild(settings, workers, given.workers))
    sys.stdout.write(
        f"{done.applied} events are applied, {done.held_back} held back: filled in"
        f" {done.filling:.1f} s, indexed in {done.completing:.1f} s,"
        f" switched in {done.switching:.1f} s.\n"
    )
    return 0


def _note(found: Sequence[str]) -> None:
    for fault in found[:NAMED]:
        _log.error("the read model is not what the topics say", fault=fault)
    if not found:
        _log.info("the read model is what the topics say")


def _say(found: Sequence[str]) -> None:
    for fault in found:
        sys.stdout.write(f"  {fault}\n")
    sys.stdout.write(f"{len(found)} faults\n" if found else "all well\n")


if __name__ == "__main__":
    main()
