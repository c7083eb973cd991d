"""What goes through Kafka: the relay against a bare producer, the consumer against a bare one."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
from aiokafka import AIOKafkaConsumer

from deploy.local.kafka import Kafka
from deploy.local.ports import free_port
from kernel.kafka import topics
from kernel.kafka.broker import Outgoing
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.topics import Source
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import Connection
from kernel.postgres.pool import pool as open_pool
from tests.bench import bench_relay
from tests.bench.bench_projection import LAYOUTS, fill
from tests.bench.peers.measurements import Figures, Table
from tests.servers import fresh_database

PATIENCE = 120.0
BATCH = 2000
COUNTER = "CREATE TABLE counted (seen bigint NOT NULL); INSERT INTO counted VALUES (0)"


async def measure(server: str, ours: str, floor: str, size: int, rounds: int) -> dict[str, Table]:
    """Measure so many rounds of each on a broker and a database of their own."""
    relay: Table = {ours: Figures(), floor: Figures()}
    consume: Table = {ours: Figures(), floor: Figures()}
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cic-bench-")))
        ports = (first := free_port(), free_port(given={first}))
        kafka = Kafka(folder / "kafka", folder / "kafka.log", ports)
        url = await stack.enter_async_context(fresh_database(server))
        await migrate(url, KERNEL)
        connection = await asyncpg.connect(url)
        await fill(connection, LAYOUTS[0], size)
        await connection.close()
        await kafka.start()
        stack.push_async_callback(kafka.stop)
        records = await bench_relay.made_beforehand(url)
        for turn in range(rounds):
            for side in (0, 1) if turn % 2 == 0 else (1, 0):
                source = Source(f"side{side}turn{turn}", "bench")
                rate = await _published(url, kafka.bootstrap, source, records, bare=bool(side))
                relay[floor if side else ours].rates.append(rate)
            for side in (0, 1) if turn % 2 == 0 else (1, 0):
                source = Source(f"side0turn{turn}", "bench")  # as our relay wrote it
                if side:
                    rate = await bare_consumer(kafka.bootstrap, source, size)
                else:
                    rate = await counting(server, kafka.bootstrap, source, size)
                consume[floor if side else ours].rates.append(rate)
    return {"relay": relay, "consume": consume}


async def _published(
    url: str, bootstrap: str, source: Source, records: Sequence[Outgoing], *, bare: bool
) -> float:
    await topics.create(bootstrap, source)
    if bare:
        rate = await bench_relay.theirs(bootstrap, source.events, records)
    else:
        rate = await bench_relay.ours(url, bootstrap, source.unit, len(records))
    assert await bench_relay.published(bootstrap, source.events) == len(records)
    return rate


async def bare_consumer(bootstrap: str, source: Source, size: int) -> float:
    """Return records per second of a consumer that does nothing with them."""
    began = time.perf_counter()
    seen = 0
    async with AIOKafkaConsumer(
        source.events, bootstrap_servers=bootstrap, auto_offset_reset="earliest"
    ) as consumer:
        async with asyncio.timeout(PATIENCE):
            while seen < size:
                found = await consumer.getmany(timeout_ms=200, max_records=BATCH)
                seen += sum(map(len, found.values()))
    return size / (time.perf_counter() - began)


async def counting(server: str, bootstrap: str, source: Source, size: int) -> float:
    """Return events per second of our consumer: chain, marks, and a row that counts them."""

    async def count(connection: Connection, events: Sequence[Incoming]) -> None:
        await connection.execute("UPDATE counted SET seen = seen + $1", len(events))

    async def forget(_connection: Connection, _source: Source) -> None: ...

    async with fresh_database(server) as url:
        await migrate(url, KERNEL)
        async with await open_pool(url, size=2) as pool:
            await pool.execute(COUNTER)
            consumer = Consumer(
                pool,
                bootstrap,
                name="counter",
                topics=f"^{source.events}$",
                handle=count,
                forget=forget,
                batch=BATCH,
            )
            began = time.perf_counter()
            running = asyncio.create_task(consumer.run())
            async with asyncio.timeout(PATIENCE):
                while sum(each.applied for each in consumer.health().sources.values()) < size:
                    assert not running.done(), running.result()
                    await asyncio.sleep(0.005)
            rate = size / (time.perf_counter() - began)
            running.cancel()
            await asyncio.wait({running})
            assert await pool.fetchval("SELECT seen FROM counted") == size
    return rate
