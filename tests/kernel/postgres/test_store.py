from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import asyncpg
import pytest

from kernel.events import decode
from kernel.postgres.store import READ, seen
from tests.kernel import light
from tests.kernel.stores import opened_store

pytestmark = pytest.mark.postgres

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOMENTS = (
    NOON,
    *(NOON + timedelta(microseconds=10**power) for power in range(6)),
    NOON + timedelta(microseconds=999_999),
    datetime(1999, 12, 31, 23, 59, 59, 100, tzinfo=UTC),
    datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=5, minutes=45))),
)
WRITTEN = """
INSERT INTO store.events SELECT n, 'light', $1, n, $1, 'SwitchedOn', 1, '{}', '{}', moment
  FROM unnest($2::timestamptz[]) WITH ORDINALITY AS given (moment, n)
"""


async def test_a_moment_comes_back_to_the_microsecond_however_the_server_likes_to_show_it(
    database: str,
) -> None:
    connection = await asyncpg.connect(database)
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f'ALTER DATABASE "{name}" SET datestyle = German')
    await connection.execute(f'ALTER DATABASE "{name}" SET timezone = "Africa/Casablanca"')
    async with opened_store(database) as store:
        await connection.execute(WRITTEN, uuid4(), MOMENTS)
        read = [event.recorded_at for event in await store.read(0, 100)]
    await connection.close()
    assert read == list(MOMENTS)
    assert {moment.tzinfo for moment in read} == {UTC}


async def test_a_page_is_decoded_from_rows_as_from_what_the_store_returns(database: str) -> None:
    codecs = {"light": light.codec}
    async with opened_store(database) as store, store._pool.acquire() as db:  # noqa: SLF001
        await db.execute(WRITTEN, uuid4(), MOMENTS)
        await db.execute("UPDATE store.events SET category = 'door' WHERE position = 3")
        rows = await db.fetch(READ, 1, 6)
        read = await store.read(1, 6)
    decoded = list(seen(codecs, rows))
    assert decoded == list(decode(codecs, read))
    assert [each.position for each in decoded] == [2, 4, 5, 6, 7]
