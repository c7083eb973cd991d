"""A consumer's side of the broker: groups whose partitions one member has at a time, or believes.

As with Kafka, a member that says nothing for a while loses its partitions without hearing of it,
and a group may come to a halt for good.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from aiokafka.errors import IllegalStateError
from aiokafka.structs import TopicPartition

from kernel.kafka.client import Holder, Member
from kernel.kafka.topics import Source
from tests.simulation.log import Log, Stored
from tests.simulation.loop import PROCESS
from tests.simulation.wire import WORLD, Server

SESSION_SECONDS = 10.0
WITHOUT_PARTITIONS_SECONDS = 4.0


class Name(str):
    """A topic's name with a hash that is the same in every run, so that sets keep their order."""

    __slots__ = ()

    def __hash__(self) -> int:
        return len(self)


class Client:
    """What a consumer asks of aiokafka's client."""

    def __init__(self, server: Server, log: Log, holder: Holder, name: Name) -> None:
        self._server, self._log, self._name = server, log, name
        self.holder, self.process = holder, PROCESS.get()
        self.undealt = False
        self.at: dict[TopicPartition, int] = {}
        self._paused: set[TopicPartition] = set()
        self.turn = asyncio.Lock()

    def subscription(self) -> set[str]:
        return {self._name}

    async def topics(self) -> set[str]:
        return await self._server.ask(lambda: {self._name})

    def assignment(self) -> set[TopicPartition]:
        return set(self.at)

    def paused(self) -> set[TopicPartition]:
        return self._paused & set(self.at)

    def pause(self, *partitions: TopicPartition) -> None:
        self._paused.update(partitions)

    def resume(self, *partitions: TopicPartition) -> None:
        self._paused.difference_update(partitions)

    def seek(self, tp: TopicPartition, offset: int) -> None:
        if tp in self.at:
            self.at[tp] = offset

    async def position(self, tp: TopicPartition) -> int:
        if tp not in self.at:
            raise IllegalStateError(f"{tp} is not assigned")
        return self.at[tp]

    def highwater(self, tp: TopicPartition) -> int:
        return len(self._records(tp))

    async def end_offsets(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        return await self._server.ask(lambda: {tp: len(self._records(tp)) for tp in partitions})

    async def commit(self, _offsets: Any) -> None:
        await self._server.ask(lambda: None)

    async def getmany(
        self, *of: TopicPartition, timeout_ms: int, max_records: int
    ) -> dict[TopicPartition, list[Stored]]:
        """Return what there is, once there is something; nothing while the broker is away.

        It waits as long as the group deals nothing out.
        """
        if self.undealt:
            await self._server.loop.create_future()
        if not self.at:
            await asyncio.sleep(WITHOUT_PARTITIONS_SECONDS)
        if self._cut_off():
            await asyncio.sleep(timeout_ms / 1000)
            return {}
        if not self._readable(of) and timeout_ms:
            growth = self._log.growth()
            await asyncio.wait({growth}, timeout=timeout_ms / 1000)
            await asyncio.sleep(self._server.delay())
        if self._cut_off():
            return {}
        polled = {}
        for tp in self._readable(of):
            at = self.at[tp]
            records = self._records(tp)[at : at + max_records]
            self.at[tp] = at + len(records)
            polled[tp] = records
            max_records -= len(records)
            if not max_records:
                break
        return polled

    def step_back(self, records: int) -> None:
        """Deliver records again, as from an older offset."""
        for tp, at in self.at.items():
            self.at[tp] = max(0, at - records)

    def _cut_off(self) -> bool:
        dead = self.process is not None and self.process.dead
        return dead or self._server.away or self._server.loop.now < self._log.hidden_until

    def _readable(self, of: Iterable[TopicPartition]) -> list[TopicPartition]:
        for tp, at in self.at.items():
            if at > len(self._records(tp)):
                self.at[tp] = 0  # out of range: from the earliest
        return [
            tp
            for tp, at in self.at.items()
            if tp in of and tp not in self._paused and at < len(self._records(tp))
        ]

    def _records(self, tp: TopicPartition) -> list[Stored]:
        partitions = self._log.partitions
        return partitions[tp.partition].records if tp.partition < len(partitions) else []


class Groups:
    """Those of the broker, by their names: who joins one under its name begins it."""

    def __init__(self, server: Server, log: Log, source: Source) -> None:
        self._server, self._log, self._name = server, log, Name(source.events)
        self._groups: dict[str, Group] = {}

    @asynccontextmanager
    async def connected(
        self, _bootstrap: str, member: Member, _pattern: str, holder: Holder
    ) -> AsyncIterator[Any]:
        await self._server.ask(lambda: None)
        client = Client(self._server, self._log, holder, self._name)
        group = self._groups.setdefault(
            member.group, Group(self._server, self._log, self._name, member.group)
        )
        with group.joined(client):
            yield client

    def deliver_again(self, records: int) -> None:
        """Give whoever has the partitions what it had."""
        for group in self._groups.values():
            group.deliver_again(records)

    def rebalance(self) -> None:
        for group in self._groups.values():
            group.rebalance()

    def halt(self) -> str | None:
        """Let the group that has partitions dealt out deal no more; return its name."""
        dealing = (group for group in self._groups.values() if group.deals)
        if (group := next(dealing, None)) is None:
            return None
        group.halt()
        return group.name


class Group:
    """Gives all partitions of the source to the member that joined last, or to none any more."""

    def __init__(self, server: Server, log: Log, topic: Name, name: str) -> None:
        self._server, self._log, self._topic, self.name = server, log, topic, name
        self._members: list[Client] = []
        self._owner: Client | None = None
        self._halted = False
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def deals(self) -> bool:
        return self._owner is not None and not self._halted

    @contextmanager
    def joined(self, client: Client) -> Iterator[None]:
        client.undealt = self._halted
        self._members.append(client)
        self.rebalance()
        try:
            yield
        finally:
            self._members.remove(client)
            if self._owner is client:
                self._owner = None
                self.rebalance()

    def deliver_again(self, records: int) -> None:
        if self._owner is not None:
            self._owner.step_back(records)

    def halt(self) -> None:
        """Take the partitions away, and deal them to nobody."""
        self._halted = True
        self.rebalance()

    def rebalance(self) -> None:
        self._keep(self._server.loop.create_task(self._rebalance(), context=WORLD.copy()))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _rebalance(self) -> None:
        async with self._turn:
            loop = self._server.loop
            before = self._owner
            if before is not None:
                await self._revoke(before)
            if self._halted:
                self._owner = None
                for one in self._members:
                    one.undealt = True
                return
            alive = [one for one in self._members if not one.process or not one.process.stopped]
            candidates = alive or self._members
            await asyncio.sleep(self._server.delay())
            if not candidates:
                return
            owner = candidates[-1] if candidates[-1] is not before else candidates[0]
            if owner not in self._members:
                return
            self._owner = owner
            partitions = [TopicPartition(self._topic, n) for n in range(self._log.count)]
            assert owner.process is not None
            context = owner.process.context.copy()
            self._keep(loop.create_task(_take(owner, partitions), context=context))

    async def _revoke(self, owner: Client) -> None:
        """Let the owner end what it does; after a while it is not waited for."""
        loop = self._server.loop
        assert owner.process is not None
        context = owner.process.context.copy()
        leaving = loop.create_task(_give_up(owner), context=context)
        await asyncio.wait({leaving}, timeout=SESSION_SECONDS)


async def _take(owner: Client, partitions: list[TopicPartition]) -> None:
    async with owner.turn:
        owner.at = dict.fromkeys(partitions, 0)
        owner.holder.took(partitions)


async def _give_up(owner: Client) -> None:
    async with owner.turn:
        await owner.holder.lost(list(owner.at))
        owner.at = {}
