"""`eventsource-py` on PostgreSQL, through SQLAlchemy and asyncpg, with uvloop."""

import json
import time
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import uvloop
from eventsource import DomainEvent, EventRegistry, PostgreSQLEventStore, StreamId
from eventsource.ports.envelopes import FeedReadOptions
from eventsource.ports.positions import ExpectedVersion
from sqlalchemy.ext.asyncio import create_async_engine

from tests.bench.peers.worker import Answers, New, Payload, append_in_tasks, follow, timed

PAGE = 1000
CATEGORY = "file"


class Opened(DomainEvent):
    aggregate_type: str = CATEGORY
    reference: str
    title: dict[str, str]
    owner: UUID
    country: str
    opened_on: date
    amount: str
    currency: str


class Joined(DomainEvent):
    aggregate_type: str = CATEGORY
    party: UUID
    joined_on: date
    role: str


class Renamed(DomainEvent):
    aggregate_type: str = CATEGORY
    title: dict[str, str]
    reason: str


class Closed(DomainEvent):
    aggregate_type: str = CATEGORY
    closed_on: date
    reason: str


CLASSES = {cls.__name__: cls for cls in (Opened, Joined, Renamed, Closed)}


def opened(address: str, connections: int) -> PostgreSQLEventStore:
    registry = EventRegistry()
    for cls in CLASSES.values():
        registry.register(cls)
    url = address.replace("postgresql://", "postgresql+asyncpg://")
    engine = create_async_engine(url, pool_size=connections, max_overflow=0)
    return PostgreSQLEventStore(engine, registry, create_schema=True, owns_engine=True)


async def append_file(store: PostgreSQLEventStore, news: list[New]) -> None:
    first = news[0]
    events = [
        CLASSES[new.type](
            aggregate_id=new.stream,
            aggregate_version=new.version,
            metadata=json.loads(new.meta),
            **json.loads(new.data),
        )
        for new in news
    ]
    await store.append(
        StreamId(first.stream, CATEGORY), events, ExpectedVersion.exact(first.version - 1)
    )


def prepare(address: str, _payload: Payload) -> Answers:
    async def run() -> None:
        store = opened(address, 1)
        await store.current_position()
        await store.close()

    uvloop.run(run())
    yield {}


def append(address: str, payload: Payload, *, clients: int, seconds: float) -> Answers:
    async def run() -> dict[str, Any]:
        store = opened(address, clients)
        await store.current_position()

        def caller(number: int) -> Callable[[], Awaitable[None]]:
            feed = payload.of(number)
            return lambda: append_file(store, [next(feed)])

        done = await append_in_tasks(clients, seconds, caller)
        await store.close()
        return done

    yield uvloop.run(run())


async def page(store: PostgreSQLEventStore, last: int) -> list[Any]:
    after = store._codec.encode(last)  # noqa: SLF001 - a position of the feed, whatever it holds
    return [each async for each in store.read_all(after, FeedReadOptions(limit=PAGE))]


def tail(address: str, _payload: Payload) -> Answers:
    loop = uvloop.new_event_loop()
    store = opened(address, 1)

    def positions(last: int) -> list[int]:
        found = loop.run_until_complete(page(store, last))
        return [each.position.key[0] for each in found]

    yield from follow(positions)
    loop.run_until_complete(store.close())


def fill(address: str, payload: Payload, *, events: int) -> Answers:
    async def run() -> None:
        store = opened(address, 1)
        for news in payload.files(events):
            await append_file(store, list(news))
        await store.close()

    uvloop.run(run())
    yield {}


async def everything(store: PostgreSQLEventStore) -> list[Any]:
    last, found = 0, []
    while envelopes := await page(store, last):
        found += envelopes
        last = envelopes[-1].position.key[0]
    return found


def read(address: str, _payload: Payload) -> Answers:
    """Read as it does: it decodes what it reads."""

    async def run() -> dict[str, Any]:
        store = opened(address, 1)
        began = time.perf_counter()
        found = await everything(store)
        done = timed(len(found), began)
        await store.close()
        return done

    yield uvloop.run(run())


def decode(address: str, _payload: Payload) -> Answers:
    async def run() -> list[Any]:
        store = opened(address, 1)
        found = await everything(store)
        await store.close()
        return found

    told = [(type(each.event), each.event.model_dump(mode="json")) for each in uvloop.run(run())]
    began = time.perf_counter()
    for cls, payload in told:
        cls.model_validate(payload)
    yield timed(len(told), began)


COMMANDS = {
    "prepare": prepare,
    "append": append,
    "tail": tail,
    "fill": fill,
    "read": read,
    "decode": decode,
}
