"""Whatever is asked of them, the store in memory and the one on PostgreSQL answer alike."""

import asyncio
from typing import TypeAlias
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.in_memory import InMemoryStore
from kernel.store import Append, EventStore, NewEvent, Stream, Write
from tests.kernel.stores import opened_store

pytestmark = pytest.mark.postgres

IDS = UUID("2f3c9a1e-77aa-4a0a-8a1b-000000000000")
Asked: TypeAlias = Append | Stream

streams = st.integers(0, 2).map(lambda n: Stream("light", uuid5(IDS, f"stream {n}")))
events = st.lists(
    st.builds(
        NewEvent,
        st.uuids(),
        st.sampled_from(["SwitchedOn", "BulbReplaced"]),
        st.integers(1, 3),
        st.sampled_from(['{"watts": 40}', '{"é":"\\u0000"}', "[]"]),
        st.just("{}"),
    ),
    max_size=3,
)
writes = st.builds(Write, streams, st.integers(-1, 4), events)
appends = st.builds(
    Append,
    st.integers(0, 9).map(lambda n: uuid5(IDS, f"command {n}")),
    st.sampled_from([b"", b"one", b"other"]),
    st.lists(writes, min_size=1, max_size=3, unique_by=lambda write: write.stream),
)


async def answer(store: EventStore, asked: Asked) -> object:
    if isinstance(asked, Append):
        return await store.append(asked)
    try:
        await store.archive(asked)
    except LookupError:
        return "not there"
    return "archived"


async def everything(store: EventStore) -> list[tuple[object, ...]]:
    """Return all events, but for the moment, which no two stores share."""
    return [event[:-1] for event in await store.read(0, 1000)]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(appends | streams, max_size=25))
async def test_both_stores_answer_alike(database: str, history: list[Asked]) -> None:
    model = InMemoryStore()
    async with opened_store(database) as store, store._pool.acquire() as db:  # noqa: SLF001
        await db.execute("TRUNCATE store.events, store.streams, store.receipts")
        for asked in history:
            assert await answer(store, asked) == await answer(model, asked)
        assert await everything(store) == await everything(model)
        assert await store.head() == await model.head()
        for asked in history:
            if isinstance(asked, Append):
                assert await store.receipt(asked.command_id) == await model.receipt(
                    asked.command_id
                )


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(asked=st.lists(appends, max_size=12))
async def test_commands_that_share_a_commit_end_as_if_they_came_one_by_one(
    database: str, asked: list[Append]
) -> None:
    model = InMemoryStore()
    async with opened_store(database) as store, store._pool.acquire() as db:  # noqa: SLF001
        await db.execute("TRUNCATE store.events, store.streams, store.receipts")
        outcomes = await asyncio.gather(*map(store.append, asked))
        expected = [await model.append(each) for each in asked]
        assert [(o.status, o.versions) for o in outcomes] == [
            (o.status, o.versions) for o in expected
        ]
        found = await store.read(0, 1000)
        assert [event.position for event in found] == list(range(1, len(found) + 1))
        for stream in {write.stream for each in asked for write in each.writes}:
            assert [event[2:-1] for event in await store.load(stream)] == [
                event[2:-1] for event in await model.load(stream)
            ]
        for each, outcome in zip(asked, outcomes, strict=True):
            if outcome.status == "ok" and outcome.last_position:
                own = found[(outcome.first_position or 0) - 1 : outcome.last_position]
                assert [e.id for e in own] == [e.id for w in each.writes for e in w.events]
