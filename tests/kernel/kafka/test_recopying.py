"""What is kept of others is made anew beside what serves, while they speak, and then serves."""

import asyncio
from collections.abc import Iterable
from itertools import count
from uuid import UUID

import pytest

from kernel.kafka.cloudevents import Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.contracts import Contracts
from kernel.kafka.copying import COPIED, Copies, Keeping, copied
from kernel.kafka.dead_letters import Reader
from kernel.kafka.recopying import CannotCopy, Recopied, recopy
from kernel.kafka.replaying import replay
from kernel.kafka.settling import Act
from kernel.kafka.topics import Source
from kernel.postgres.rows import Key, Rows, Table, ddl
from tests import servers
from tests.kernel.kafka import toy
from tests.kernel.kafka.conftest import Service
from tests.kernel.kafka.publishing import Writer
from tests.kernel.kafka.reading import eventually, running

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]

LAMPS = [UUID(int=number) for number in range(1, 6)]
BROKEN = UUID(int=99)
LIT = Table("copies.lit", ("light",), {"light": "uuid NOT NULL", "times": "int NOT NULL", **COPIED})


class Listener:
    """A service that counts how often lights are switched; some it cannot stand."""

    def __init__(self, database: Service, kafka: servers.OwnKafka, unit: str) -> None:
        self.url, self.pool, self.kafka = database.url, database.pool, kafka
        self.refuses: set[UUID] = set()
        copies = Copies((LIT,), _touches, self._reduce)
        self.keeping = Keeping(
            reader=Reader(f"{unit}-listener", 1),
            contracts=Contracts(toy.Contract),
            tables=copies.tables,
            apply=copies.apply,
        )
        self.consumer = Consumer(
            self.pool,
            kafka.bootstrap,
            name=self.keeping.reader.name,
            topics=rf"^{unit}\.light\.(events|status)\.v1$",
            contracts=self.keeping.contracts,
            handle=self.keeping.apply,
            forget=copies.forget,
        )

    def _reduce(self, rows: Rows, event: Incoming) -> None:
        light = event.event.light
        if light in self.refuses:
            raise ValueError(light)
        before = rows.get(LIT, light)
        row = LIT.row(light=light, times=1 + (before["times"] if before else 0), **copied(event))
        rows.put(LIT, row, event.recordedtime)

    async def recopy(self) -> Recopied:
        return await recopy(self.url, self.kafka.bootstrap, self.keeping)

    async def times(self) -> dict[UUID, int]:
        return dict(await self.pool.fetch("SELECT light, times FROM copies.lit"))  # type: ignore[arg-type]

    async def heard(self, events: int) -> None:
        async def all_of_it() -> bool:
            return sum((await self.times()).values()) == events

        await eventually(all_of_it)


def _touches(event: Incoming) -> Iterable[Key]:
    return [(LIT, (event.event.light,))]


def _of(*positions: int) -> dict[int, UUID]:
    return {position: LAMPS[position % 5] for position in positions}


@pytest.fixture
async def listener(service: Service, kafka: servers.OwnKafka, unit: str) -> Listener:
    await service.pool.execute(f"CREATE SCHEMA copies; {ddl(LIT, indexes=['copies.lit (times)'])}")
    return Listener(service, kafka, unit)


async def test_copies_are_made_anew_while_the_source_speaks_and_nothing_is_missed_or_twice(
    listener: Listener, kafka: servers.OwnKafka, unit: str
) -> None:
    enough = asyncio.Event()

    async def speak(writer: Writer) -> int:
        for position in count(51):
            await writer.send(position, lights=_of(position))
            if enough.is_set():
                return position
            await asyncio.sleep(0.01)
        raise AssertionError

    async with Writer.to(kafka.bootstrap, Source(unit, "light")) as writer:
        await writer.send(*range(1, 51), lights=_of(*range(1, 51)))
        async with running(listener.consumer.run()):
            await listener.heard(50)
            await listener.pool.execute("UPDATE copies.lit SET times = 1000")
            speaking = asyncio.create_task(speak(writer))
            try:
                done = await listener.recopy()
            finally:
                enough.set()
            assert done.events >= 50
            await listener.heard(await speaking)
        assert await listener.pool.fetchval("SELECT count(*) FROM store.dead_letters") == 0
        left = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'copies_%'"
        assert await listener.pool.fetchval(left) == 0
        indexes = "SELECT count(*) FROM pg_indexes WHERE schemaname = 'copies'"
        assert await listener.pool.fetchval(indexes) == 2


async def test_what_waits_for_a_decision_is_left_out_and_comes_with_its_replay(
    listener: Listener, kafka: servers.OwnKafka, unit: str
) -> None:
    listener.refuses = {BROKEN}
    async with Writer.to(kafka.bootstrap, Source(unit, "light")) as writer:
        await writer.send(1, 2, 3, 4, lights={2: BROKEN, 3: BROKEN})
        async with running(listener.consumer.run()):
            await listener.heard(2)
            waiting = "SELECT count(*) = 2 FROM store.dead_letters WHERE status <> 'quarantined'"

            async def put_aside() -> bool:
                return bool(await listener.pool.fetchval(waiting))

            await eventually(put_aside)
            assert await listener.recopy() == Recopied(events=2, left_out=2)
            assert BROKEN not in await listener.times()
            listener.refuses = set()
            act = Act("operator-1", "mended")
            applier = listener.consumer.applier
            assert (await replay(applier, writer.source, str(BROKEN), act)).applied == 2
            assert (await listener.times())[BROKEN] == 2
            await listener.pool.execute("UPDATE copies.lit SET times = 7")
            assert await listener.recopy() == Recopied(events=4, left_out=0)
            assert (await listener.times())[BROKEN] == 2


async def test_a_topic_that_has_lost_what_was_heard_replaces_nothing(
    listener: Listener, kafka: servers.OwnKafka, unit: str
) -> None:
    async with Writer.to(kafka.bootstrap, Source(unit, "light")) as writer:
        await writer.send(1, 2, 3, lights=_of(1, 2, 3))
        async with running(listener.consumer.run()):
            await listener.heard(3)
        before = await listener.times()
        await listener.pool.execute(
            "UPDATE store.checkpoints SET position = 9, kafka_offset = NULL"
        )
        with pytest.raises(CannotCopy, match="reaches"):
            await listener.recopy()
        assert await listener.times() == before
