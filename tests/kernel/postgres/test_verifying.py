"""What a superuser does to a store behind our back is found, and named."""

import asyncio
import random

import pytest

from kernel.postgres.sealing import Sealer
from kernel.postgres.verifying import verify_store
from kernel.seals import Block, leaf, root
from tests.kernel.appending import append, stream, write
from tests.kernel.sealing import KEYS, SIGNER, fill, new_key, record, seal
from tests.kernel.stores import opened_pool, opened_store

pytestmark = pytest.mark.postgres

ACTS = (
    "UPDATE store.events SET data = '{\"watts\":41}'",
    "UPDATE store.events SET data = (data::text || ' ')::json",
    'UPDATE store.events SET meta = \'{"actor":"account-2"}\'',
    "UPDATE store.events SET type = type || 'd'",
    "UPDATE store.events SET schema_version = schema_version + 1",
    "UPDATE store.events SET event_id = gen_random_uuid()",
    "UPDATE store.events SET recorded_at = recorded_at + interval '1 microsecond'",
    "UPDATE store.events SET category = category || 's'",
    "UPDATE store.events SET stream_id = gen_random_uuid()",
    "UPDATE store.events SET version = version + 1000",
    "DELETE FROM store.events",
)


async def faults(url: str, *checkpoints: Block) -> list[str]:
    return (await verify_store(url, KEYS, checkpoints)).faults


async def test_a_store_that_was_left_alone_has_no_fault(database: str) -> None:
    async with opened_store(database) as store, opened_pool(database) as pool:
        await fill(store, 50)
        sealer = await seal(pool, store)
        await fill(store, 3)
        found = await verify_store(database, KEYS)
        assert (found.faults, found.events, found.blocks, found.unsealed) == ([], 53, 8, 3)
        assert sealer.position == 50


async def test_an_empty_store_has_nothing_to_seal(database: str) -> None:
    async with opened_store(database) as store, opened_pool(database) as pool:
        sealer = await seal(pool, store)
        found = await verify_store(database, KEYS)
        assert (found.faults, found.events, found.last, sealer.position) == ([], 0, None, 0)


async def test_an_auditor_computes_the_same_roots_from_the_description(database: str) -> None:
    async with opened_store(database) as store, opened_pool(database) as pool:
        await fill(store, 20)
        other = append(write(stream("Straße ☂")))
        await store.append(other)
        await seal(pool, store)
        events = await store.read(0, 100)
        blocks = await pool.fetch("SELECT * FROM store.blocks ORDER BY first_position")
    for block in blocks:
        inside = events[block["first_position"] - 1 : block["last_position"]]
        leaves = [leaf(record(event)) for event in inside]
        assert b"".join(leaves) == block["leaves"]
        assert root(leaves) == block["root"]


async def test_a_thousand_of_a_thousand_altered_or_deleted_events_are_found(database: str) -> None:
    chance = random.Random(11)  # noqa: S311
    async with opened_store(database) as store, opened_pool(database) as pool:
        await fill(store, 1500)
        await seal(pool, store, most=64)
        chosen = sorted(chance.sample(range(1, 1501), 1000))
        for number, position in enumerate(chosen):
            act = ACTS[number % len(ACTS)]
            await pool.execute(f"{act} WHERE position = $1", position)
        found = await faults(database)
    words = [fault.split() for fault in found]
    named = {int(at) for _, at, *says in words if says in (["was", "changed"], ["is", "missing"])}
    assert named == set(chosen)
    assert sum(fault.endswith("is missing") for fault in found) == 90
    assert sum(fault.endswith("was changed") for fault in found) == 910


async def test_two_events_that_changed_places_are_found(database: str) -> None:
    async with opened_store(database) as store, opened_pool(database) as pool:
        await fill(store, 10)
        await seal(pool, store)
        await pool.execute(
            "UPDATE store.events SET position = -position WHERE position IN (3, 4);"
            "UPDATE store.events SET position = 7 + position WHERE position IN (-3, -4)"
        )
        assert await faults(database) == [
            "event 3 was changed",
            "event 4 was changed",
            "event 4 was recorded before the one in front of it",
        ]


async def test_an_event_put_in_front_or_behind_what_is_sealed_is_found(database: str) -> None:
    forge = """
        INSERT INTO store.events SELECT {}, category, stream_id, 9, event_id, type, schema_version,
               data, meta, recorded_at FROM store.events WHERE position = 1"""
    async with opened_store(database) as store, opened_pool(database) as pool:
        (first, *_) = await fill(store, 10)
        await seal(pool, store)
        await pool.execute(forge.format(0))
        wrong = (
            f"stream light-{first.id} has 6 events up to version 9, and its present version is 5"
        )
        assert await faults(database) == ["event 0 does not follow the one before it", wrong]
        await pool.execute("DELETE FROM store.events WHERE position = 0")
        await pool.execute(forge.format(11))
        assert await faults(database) == [
            "event 11 was recorded before the one in front of it",
            wrong,
        ]


async def test_a_sealed_block_that_was_removed_or_resealed_is_found(database: str) -> None:
    other, _ = new_key()
    async with opened_store(database) as store, opened_pool(database) as pool:
        await fill(store, 21)
        await seal(pool, store)
        await pool.execute("DELETE FROM store.blocks WHERE first_position = 8")
        assert await faults(database) == ["block 8-14 is missing"]
        await pool.execute("DELETE FROM store.blocks WHERE first_position > 7")
        await Sealer(pool, store, other, most=7).seal()
        assert await faults(database) == [
            f"block {block} is signed with an unknown key, {other.key_id}"
            for block in ("8-14", "15-21")
        ]


async def test_a_store_cut_off_at_its_end_with_its_seals_misses_the_checkpoint(
    database: str,
) -> None:
    async with opened_store(database) as store, opened_pool(database) as pool:
        await fill(store, 14, per_stream=1)
        await seal(pool, store)
        kept = (await verify_store(database, KEYS)).last
        assert kept is not None
        await pool.execute(
            "DELETE FROM store.blocks WHERE first_position > 7;"
            "DELETE FROM store.streams AS s USING store.events AS e"
            " WHERE s.stream_id = e.stream_id AND e.position > 7;"
            "DELETE FROM store.receipts WHERE first_position > 7;"
            "DELETE FROM store.events WHERE position > 7"
        )
        assert await faults(database) == []
        (fault,) = await faults(database, kept)
        assert fault.startswith("block 8-14, sealed ")
        assert fault.endswith("in epoch 1, is not there any more")


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (
            "INSERT INTO store.receipts VALUES (gen_random_uuid(), '', 7, 7, now())",
            "was answered with the events 7-7, which are not there",
        ),
        (
            "INSERT INTO store.checkpoints VALUES ('lamps', 1, 'store', 0, 0, 7)",
            "the view lamps has applied 7, which is not there",
        ),
        (
            "INSERT INTO store.relay (name, reached, store_epoch) VALUES ('relay', 7, 1)",
            "relay has published 7 of this epoch, which is not there",
        ),
        ("UPDATE store.streams SET version = 4", "has 5 events up to version 5"),
        ("DELETE FROM store.streams", "and its present version is 0"),
    ],
)
async def test_tables_that_disagree_are_named(database: str, tamper: str, expected: str) -> None:
    async with opened_store(database) as store, opened_pool(database) as pool:
        await fill(store, 5)
        await seal(pool, store)
        await pool.execute(tamper)
        (fault,) = await faults(database)
        assert expected in fault


async def test_events_that_nobody_has_sealed_for_long_are_said(database: str) -> None:
    async with opened_store(database) as store, opened_pool(database) as pool:
        await fill(store, 5)
        await seal(pool, store)
        await fill(store, 2)
        assert await faults(database) == []
        await pool.execute("DELETE FROM store.blocks")
        await pool.execute("UPDATE store.events SET recorded_at = '2026-11-22 10:00:00Z'")
        assert await faults(database) == [
            "7 events after 0 are not sealed, since 2026-11-22 10:00 UTC"
        ]


async def test_an_archived_stream_and_a_restored_store_are_no_fault(database: str) -> None:
    async with opened_store(database) as store, opened_pool(database) as pool:
        (lamp,) = await fill(store, 5)
        await store.archive(lamp)
        await seal(pool, store)
        await pool.execute(
            "UPDATE store.meta SET epoch = 2;"
            "INSERT INTO store.relay (name, reached, store_epoch) VALUES ('relay', 7, 1)"
        )
        await fill(store, 5)
        await seal(pool, store)
        assert await faults(database) == []


async def test_processes_that_seal_at_once_make_one_chain(database: str) -> None:
    async with opened_store(database) as store, opened_pool(database, 6) as pool:
        await fill(store, 200)
        sealers = [Sealer(pool, store, SIGNER, most=size) for size in (3, 5, 7)]
        await asyncio.gather(*(sealer.seal() for sealer in sealers))
        found = await verify_store(database, KEYS)
        assert (found.faults, found.unsealed) == ([], 0)


async def test_nothing_behind_a_hole_is_sealed(database: str) -> None:
    async with opened_store(database) as store, opened_pool(database) as pool:
        await fill(store, 10)
        await pool.execute("DELETE FROM store.events WHERE position = 4")
        sealer = Sealer(pool, store, SIGNER, most=3)
        await sealer.seal()
        assert (sealer.position, sealer.trouble) == (3, "an event is missing after 3")


async def test_what_is_recorded_is_sealed_soon_after(database: str) -> None:
    async with opened_store(database) as store, opened_pool(database) as pool:
        sealer = Sealer(pool, store, SIGNER, pause=0.05)
        running = asyncio.create_task(sealer.run())
        for total in (4, 9):
            await fill(store, total - sealer.position)
            for _ in range(1000):
                if sealer.position == total:
                    break
                await asyncio.sleep(0.02)
            assert sealer.position == total
        running.cancel()
        await asyncio.wait([running])
        assert await faults(database) == []
