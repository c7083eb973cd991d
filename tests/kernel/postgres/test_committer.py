import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import asyncpg
import pytest

from kernel.postgres.committer import Committer
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import connect
from kernel.refusals import OutcomeUnknown, Overloaded
from kernel.store import NO_STREAM, Outcome, Write
from tests.kernel.appending import append, event, stream, write
from tests.kernel.stores import opened_store

pytestmark = pytest.mark.postgres

APPEND_LOCK = "SELECT pg_advisory_lock('store.events'::regclass::oid::int, 1)"
APPEND_UNLOCK = "SELECT pg_advisory_unlock('store.events'::regclass::oid::int, 1)"


@pytest.fixture
async def url(database: str) -> str:
    await migrate(database, KERNEL)
    return database


@pytest.fixture
async def db(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Yield a connection that looks at, and disturbs, what the committer does."""
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()


@pytest.fixture
def connecting(url: str) -> Callable[[], Awaitable[asyncpg.Connection]]:
    return partial(connect, url, name="committer under test")


async def positions(db: asyncpg.Connection) -> list[int]:
    rows = await db.fetch("SELECT position FROM store.events ORDER BY position")
    return [row["position"] for row in rows]


async def commits(db: asyncpg.Connection) -> int:
    """Count the transactions that the events came with."""
    return int(await db.fetchval("SELECT count(DISTINCT xmin::text) FROM store.events"))


async def test_commands_that_wait_together_share_a_commit(
    connecting: Callable[[], Awaitable[asyncpg.Connection]], db: asyncpg.Connection
) -> None:
    async with Committer(connecting) as committer:
        outcomes = await asyncio.gather(
            *(committer.append(append(write(stream()))) for _ in range(200))
        )
    assert [outcome.status for outcome in outcomes] == ["ok"] * 200
    assert await commits(db) <= 2


async def test_commands_that_check_one_stream_share_a_commit(
    connecting: Callable[[], Awaitable[asyncpg.Connection]], db: asyncpg.Connection
) -> None:
    circuit = stream("circuit")
    async with Committer(connecting) as committer:
        await committer.append(append(write(circuit)))
        checked = [append(write(stream()), Write(circuit, 1)) for _ in range(100)]
        outcomes = await asyncio.gather(*map(committer.append, checked))
    assert [outcome.versions for outcome in outcomes] == [[1, 1]] * 100
    assert await commits(db) <= 3


async def test_commands_of_one_stream_keep_their_order(
    connecting: Callable[[], Awaitable[asyncpg.Connection]],
) -> None:
    lamp = stream()
    async with Committer(connecting, max_batch=3) as committer:
        outcomes = await asyncio.gather(
            *(committer.append(append(write(lamp, version))) for version in range(10))
        )
    assert [outcome.versions for outcome in outcomes] == [[n] for n in range(1, 11)]


async def test_no_batch_is_larger_than_it_may(
    connecting: Callable[[], Awaitable[asyncpg.Connection]], db: asyncpg.Connection
) -> None:
    async with Committer(connecting, max_bytes=1000) as committer:
        large = [append(Write(stream(), NO_STREAM, [event('"' + "x" * 600 + '"')]))] * 1
        large += [append(Write(stream(), NO_STREAM, [event('"' + "x" * 600 + '"')])) for _ in "abc"]
        await asyncio.gather(*map(committer.append, large))
    assert await commits(db) == 4


@pytest.mark.parametrize(
    "broken", [event("{not json"), event(schema_version=70_000), event('"\ud800"')]
)
async def test_a_command_the_database_refuses_fails_alone(
    connecting: Callable[[], Awaitable[asyncpg.Connection]], broken: object
) -> None:
    bad = append(Write(stream(), NO_STREAM, [broken]))  # type: ignore[list-item]
    good = [append(write(stream())) for _ in range(20)]
    async with Committer(connecting) as committer:
        outcomes = await asyncio.gather(
            *map(committer.append, [*good[:10], bad, *good[10:]]), return_exceptions=True
        )
        assert isinstance(outcomes.pop(10), asyncpg.DataError)
        assert [o.status for o in outcomes if isinstance(o, Outcome)] == ["ok"] * 20
        assert (await committer.append(append(write(stream())))).status == "ok"


async def test_sessions_that_die_in_mid_batch_lose_nothing_and_repeat_nothing(
    connecting: Callable[[], Awaitable[asyncpg.Connection]], db: asyncpg.Connection
) -> None:
    callers, each = 16, 150

    async def caller(committer: Committer) -> list[str]:
        return [(await committer.append(append(write(stream())))).status for _ in range(each)]

    async def kill() -> int:
        return int(
            await db.fetchval(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND query LIKE '%append_batch%'"
            )
        )

    async def killer() -> int:
        kills = 0
        while not work.done():
            await db.execute(APPEND_LOCK)  # so that the next one dies inside append_batch …
            await asyncio.sleep(0.005)
            kills += await kill()
            await db.execute(APPEND_UNLOCK)
            await asyncio.sleep(0.06)
            kills += await kill()  # … and this one anywhere: before, during or after its commit
            await asyncio.sleep(0.06)
        return kills

    async with Committer(connecting) as committer:
        work = asyncio.gather(*(caller(committer) for _ in range(callers)))
        kills = await killer()
        answers = Counter(status for statuses in await work for status in statuses)
    assert kills > 1
    assert answers.keys() <= {"ok", "duplicate"}
    assert answers.total() == callers * each
    assert await positions(db) == list(range(1, callers * each + 1))


async def test_several_processes_append_to_one_store_without_a_gap(
    url: str, db: asyncpg.Connection
) -> None:
    async with opened_store(url) as one, opened_store(url) as two, opened_store(url) as three:
        stores = [one, two, three]
        reading = asyncio.create_task(stores[0].wait_beyond(299, 10))
        outcomes = await asyncio.gather(
            *(stores[n % 3].append(append(write(stream()))) for n in range(300))
        )
        assert Counter(outcome.status for outcome in outcomes) == {"ok": 300}
        await asyncio.wait_for(reading, 2)
    assert await positions(db) == list(range(1, 301))


async def test_other_processes_soon_hear_what_one_appends(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kernel.postgres.tail._POLL_SECONDS", 3600.0)  # so that only hints tell it
    async with opened_store(url) as one, opened_store(url) as two:
        for head in range(10, 110, 10):
            await asyncio.gather(*(one.append(append(write(stream()))) for _ in range(10)))
            await asyncio.wait_for(two.wait_beyond(head - 1, 60), 30)


async def test_when_too_much_waits_the_next_is_refused_at_once(
    connecting: Callable[[], Awaitable[asyncpg.Connection]], db: asyncpg.Connection
) -> None:
    await db.execute(APPEND_LOCK)
    async with Committer(connecting, max_waiting=5) as committer:
        first = asyncio.create_task(committer.append(append(write(stream()))))
        await asyncio.sleep(0.05)  # it is with the database, which makes it wait
        waiting = [asyncio.create_task(committer.append(append(write(stream())))) for _ in "12345"]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await asyncio.wait_for(committer.append(append(write(stream()))), 0.1)
        await db.execute(APPEND_UNLOCK)
        outcomes = await asyncio.gather(first, *waiting)
    assert [outcome.status for outcome in outcomes] == ["ok"] * 6


async def test_a_database_that_stays_away_leaves_the_outcome_unknown(
    connecting: Callable[[], Awaitable[asyncpg.Connection]],
) -> None:
    opened: list[asyncpg.Connection] = []
    back = False

    async def once_and_again_when_back() -> asyncpg.Connection:
        if opened and not back:
            raise ConnectionRefusedError
        opened.append(await connecting())
        return opened[-1]

    async with Committer(once_and_again_when_back, patience=0.2) as committer:
        opened[0].terminate()
        with pytest.raises(OutcomeUnknown):
            await committer.append(append(write(stream())))
        back = True
        assert (await committer.append(append(write(stream())))).status == "ok"


async def test_what_nobody_waits_for_any_more_is_not_done(
    connecting: Callable[[], Awaitable[asyncpg.Connection]], db: asyncpg.Connection
) -> None:
    await db.execute(APPEND_LOCK)
    async with Committer(connecting) as committer:
        first = asyncio.create_task(committer.append(append(write(stream()))))
        await asyncio.sleep(0.05)
        left = asyncio.create_task(committer.append(append(write(stream()))))
        await asyncio.sleep(0)
        left.cancel()
        await db.execute(APPEND_UNLOCK)
        await first
        await committer.append(append(write(stream())))
    assert await positions(db) == [1, 2]


async def test_closing_commits_what_waits(
    connecting: Callable[[], Awaitable[asyncpg.Connection]], db: asyncpg.Connection
) -> None:
    async with Committer(connecting, max_batch=2) as committer:
        waiting = [asyncio.create_task(committer.append(append(write(stream())))) for _ in range(9)]
        await asyncio.sleep(0)
    assert [(await outcome).status for outcome in waiting] == ["ok"] * 9
    assert await positions(db) == list(range(1, 10))
    with pytest.raises(Overloaded):
        await committer.append(append(write(stream())))


async def test_closing_without_a_database_tells_those_who_wait(
    connecting: Callable[[], Awaitable[asyncpg.Connection]], db: asyncpg.Connection
) -> None:
    await db.execute(APPEND_LOCK)
    async with Committer(connecting, patience=0.1) as committer:
        waiting = [asyncio.create_task(committer.append(append(write(stream())))) for _ in range(3)]
        await asyncio.sleep(0.01)
    for outcome in waiting:
        with pytest.raises(OutcomeUnknown):
            await outcome


async def test_appending_inside_a_repeatable_read_transaction_is_refused(
    db: asyncpg.Connection,
) -> None:
    with pytest.raises(asyncpg.RaiseError, match="READ COMMITTED"):
        async with db.transaction(isolation="repeatable_read"):
            await db.execute(
                "SELECT store.append_batch('{}','{}','{}','{}','{}','{}','{}','{}','{}','{}',"
                "'{}','{}','{}','{}','{}','{}')"
            )


async def test_recorded_at_does_not_follow_a_clock_that_is_set_back(
    url: str, db: asyncpg.Connection
) -> None:
    async with opened_store(url) as store:
        await store.append(append(write(stream())))
        await db.execute("UPDATE store.events SET recorded_at = recorded_at + interval '1 day'")
        await store.append(append(write(stream())))
        first, second = await store.read(0, 2)
    assert second.recorded_at == first.recorded_at


async def test_the_epoch_is_noticed_when_the_past_was_rewound(
    url: str, db: asyncpg.Connection
) -> None:
    async with opened_store(url) as store:
        await store.append(append(write(stream(), NO_STREAM, 5)))
        await db.execute("DELETE FROM store.events WHERE position > 2")
        await db.execute("UPDATE store.meta SET epoch = epoch + 1")
        async with asyncio.timeout(5):
            while store.epoch == 1:
                await store.wait_beyond(5, 0.05)
        began = asyncio.get_running_loop().time()
        await store.wait_beyond(2, 0.2)
        assert asyncio.get_running_loop().time() - began > 0.15
