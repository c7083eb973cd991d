"""Builds the read model from the topics, with several processes at once, and ends.

    python -m gateway.rebuild [--workers 2] [--anew]

Told by the environment what the gateway is told. Without `--anew` it applies what is missing; with
it everything is forgotten first. A gateway may run meanwhile: it takes its share, and shows what
is known so far with its age.
"""

import argparse
import asyncio
import gc
import multiprocessing
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final

import asyncpg
import uvloop
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import TopicPartition

from gateway import collector
from gateway.main import MIGRATIONS
from gateway.projector import SIDE_BY_SIDE, projector
from gateway.read_model import book, sources
from kernel import telemetry
from kernel.kafka import topics
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import connect
from kernel.postgres.pool import pool as writing_pool
from kernel.settings import GatewaySettings

WORKERS: Final = 2
LOOK_SECONDS: Final = 0.05
STOP_SECONDS: Final = 20.0

_APPLIED = """
SELECT source, partition, kafka_offset FROM store.checkpoints
WHERE projection = $1 AND version = $2 AND kafka_offset IS NOT NULL
"""


class WorkerDied(Exception):
    """A worker ended before its time; its log says why."""


async def rebuild(settings: GatewaySettings, *, workers: int = WORKERS, anew: bool = False) -> int:
    """Apply all that lies in the topics now; return how many records that is.

    Raises `WorkerDied`, and what an unreachable database or broker raises.
    """
    await migrate(settings.database_url, KERNEL, MIGRATIONS)
    connection = await connect(settings.database_url, name="gateway-rebuild")
    try:
        if anew:
            async with connection.transaction():
                await book.forget_all(connection, sources.READER)
        ends = await _ends(settings.kafka_bootstrap)
        with _working(settings, workers) as processes:
            while not await _applied(connection, ends):
                if any(process.exitcode is not None for process in processes):
                    raise WorkerDied
                await asyncio.sleep(LOOK_SECONDS)
    finally:
        await connection.close()
    return sum(ends.values())


async def _ends(bootstrap: str) -> Mapping[tuple[str, int], int]:
    """Return for each source's partition the offset after its last record."""
    places = await _places(bootstrap)
    client = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    await client.start()
    try:
        ends = await client.end_offsets(list(places))
    finally:
        await client.stop()
    return {places[place]: end for place, end in ends.items() if end}


async def _places(bootstrap: str) -> Mapping[TopicPartition, tuple[str, int]]:
    """Return each partition that holds events, with its source."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        described = await admin.describe_topics()
    finally:
        await admin.close()
    found = {}
    for one in described:
        topic = topics.parse(one["topic"])
        if topic is None or topic.is_status:
            continue
        for partition in (each["partition"] for each in one["partitions"]):
            found[TopicPartition(one["topic"], partition)] = (str(topic.source), partition)
    return found


async def _applied(connection: asyncpg.Connection, ends: Mapping[tuple[str, int], int]) -> bool:
    rows = await connection.fetch(_APPLIED, *sources.READER)
    last = {(row["source"], row["partition"]): row["kafka_offset"] for row in rows}
    return all(last.get(place, -1) >= end - 1 for place, end in ends.items())


@contextmanager
def _working(
    settings: GatewaySettings, workers: int
) -> Iterator[list[multiprocessing.context.SpawnProcess]]:
    """Let so many processes apply events until the block ends."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=work, args=(settings,)) for _ in range(workers)]
    for process in processes:
        process.start()
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(STOP_SECONDS)
            if process.exitcode is None:
                process.kill()


def work(settings: GatewaySettings) -> None:
    """Be a worker, until asked to end."""
    telemetry.configure_logs(settings.log_level, service="gateway-rebuild")
    collector.settle()
    gc.disable()
    with suppress(asyncio.CancelledError):
        uvloop.run(_project(settings))


async def _project(settings: GatewaySettings) -> None:
    size = SIDE_BY_SIDE + 1
    async with await writing_pool(settings.database_url, size=size, name="rebuild") as pool:
        running = asyncio.ensure_future(projector(pool, settings.kafka_bootstrap, None).run())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
        await running


def main() -> None:
    arguments = argparse.ArgumentParser(prog="gateway.rebuild", description=__doc__)
    arguments.add_argument("--workers", type=int, default=WORKERS)
    arguments.add_argument("--anew", action="store_true", help="forget everything first")
    given = arguments.parse_args()
    settings = GatewaySettings.read()
    records = uvloop.run(rebuild(settings, workers=given.workers, anew=given.anew))
    sys.stdout.write(f"{records} records are applied.\n")


if __name__ == "__main__":
    main()
