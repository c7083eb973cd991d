from datetime import timedelta

import pytest

from kernel.postgres.receipts import purge_receipts
from tests.kernel.appending import append, stream, write
from tests.kernel.stores import opened_pool, opened_store

pytestmark = pytest.mark.postgres


async def test_only_receipts_older_than_what_is_kept_are_forgotten(database: str) -> None:
    old, young = append(write(stream())), append(write(stream()))
    async with opened_store(database) as store, opened_pool(database) as pool:
        await store.append(old)
        await pool.execute("UPDATE store.receipts SET created_at = created_at - interval '31 days'")
        await store.append(young)
        assert await purge_receipts(pool) == 1
        assert await store.receipt(old.command_id) is None
        assert await store.receipt(young.command_id) is not None
        assert await store.head() == 2


async def test_many_receipts_are_forgotten_in_several_steps(database: str) -> None:
    async with opened_store(database), opened_pool(database) as pool:
        await pool.execute(
            "INSERT INTO store.receipts"
            " SELECT gen_random_uuid(), '', n, n, clock_timestamp() - interval '2 days'"
            " FROM generate_series(1, 25000) n"
        )
        assert await purge_receipts(pool, timedelta(days=3)) == 0
        assert await purge_receipts(pool, timedelta(days=1)) == 25_000
