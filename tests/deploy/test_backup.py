"""The embedded cluster is copied while it works, and put back to any moment since."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from deploy.local.backup import Backup, BackupFailed, take
from deploy.local.databases import create_missing, url_of
from deploy.local.layout import Layout, migrate
from deploy.local.postgres import UNSAFE, Postgres
from deploy.local.restore import Position, Restored, Target, restore
from kernel.clock import system_clock
from kernel.postgres.migrations import KERNEL
from kernel.postgres.migrations import migrate as bring_forward
from kernel.postgres.pool import pool as open_pool
from kernel.postgres.store import PostgresStore
from tests.kernel.kafka import toy
from tests.kernel.light import SwitchedOn

pytestmark = pytest.mark.postgres

LIGHT, READER = "cic_ma_light", "cic_ma_reader"


class Machine:
    """A data folder with one service's store, and another database whose reader knows of it."""

    def __init__(self, root: Path) -> None:
        self.layout = Layout(root / "cic")
        self.backup = Backup(root / "kept")
        migrate(self.layout)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        server = Postgres(self.layout.postgres, self.layout.log("postgres"), **UNSAFE)
        await server.start()
        try:
            await create_missing(server.url(), [LIGHT, READER])
            for name in (LIGHT, READER):
                await bring_forward(url_of(server.url(), name), KERNEL)
            yield server.url()
        finally:
            await server.stop()

    async def back_up(self, url: str) -> None:
        await take(self.layout, self.backup, url)

    async def restore(self, target: Target = None, stamp: str = "") -> Restored:
        return await restore(self.layout, self.backup, target, stamp or uuid4().hex)


async def switch(server: str, times: int) -> int:
    """Switch a light so many times, each in a commit of its own; return the last position."""
    url, last = url_of(server, LIGHT), 0
    pool = await open_pool(url, size=2)
    try:
        async with PostgresStore.open(url, pool) as store:
            for _ in range(times):
                last = await toy.append(store, uuid4(), SwitchedOn())
    finally:
        await pool.close()
    return last


async def ask(server: str, database: str, question: str, *values: object) -> Any:
    connection = await asyncpg.connect(url_of(server, database))
    try:
        return await connection.fetchval(question, *values)
    finally:
        await connection.close()


async def head(server: str) -> int:
    found: int = await ask(server, LIGHT, "SELECT max(position) FROM store.events")
    return found


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


async def test_a_cluster_is_put_back_to_a_moment_and_its_store_begins_an_epoch(
    machine: Machine,
) -> None:
    async with machine.running() as url:
        await switch(url, 5)
        await machine.back_up(url)
        assert await switch(url, 5) == 10
        await asyncio.sleep(0.1)
        moment = system_clock()
        await asyncio.sleep(0.1)
        await switch(url, 5)
        for position, name in ((8, "behind"), (10, "abreast")):
            await ask(
                url,
                READER,
                "INSERT INTO store.checkpoints VALUES ($1, 1, 'ma.light', 0, 1, $2, $2)",
                name,
                position,
            )
    restored = await machine.restore(moment)
    assert restored.stores["ma.light"].rewound_to == 10
    assert not restored.all_there_was
    async with machine.running() as url:
        assert await head(url) == 10
        epoch = await ask(url, LIGHT, "SELECT epoch FROM store.meta")
        assert epoch == restored.stores["ma.light"].epoch > 1
        assert await ask(url, READER, "SELECT count(*) FROM store.checkpoints") == 0
        assert await switch(url, 1) == 11


async def test_an_event_is_the_last_and_readers_restored_with_their_source_follow_it(
    machine: Machine,
) -> None:
    document = machine.layout.root / "documents" / "ma" / "ab" / "abcd"
    document.parent.mkdir(parents=True)
    document.write_text("a deliberation")
    async with machine.running() as url:
        await machine.back_up(url)
        await switch(url, 3)
        checkpoint = "INSERT INTO store.checkpoints VALUES ('view', 1, 'ma.light', 0, 1, 3, 2)"
        await ask(url, READER, checkpoint)
        await switch(url, 4)
    document.unlink()
    restored = await machine.restore(Position("ma", "light", 6))
    assert document.read_text() == "a deliberation"
    async with machine.running() as url:
        assert await head(url) == 6
        stands = "SELECT (epoch, position, kafka_offset)::text FROM store.checkpoints"
        assert await ask(url, READER, stands) == f"({restored.stores['ma.light'].epoch},3,)"


async def test_all_that_was_acknowledged_is_there_after_a_crash_of_the_server(
    machine: Machine,
) -> None:
    server = Postgres(machine.layout.postgres, machine.layout.log("postgres"))
    async with machine.running() as url:
        await machine.back_up(url)
    await server.start()
    assert await switch(server.url(), 50) == 50
    await server.kill()
    restored = await machine.restore(system_clock())
    assert restored.all_there_was
    async with machine.running() as url:
        assert await head(url) == 50


async def test_the_backup_alone_is_enough_and_goes_on_after_a_restore(machine: Machine) -> None:
    async with machine.running() as url:
        await machine.back_up(url)
        await switch(url, 6)
    await machine.restore(Position("ma", "light", 4))
    async with machine.running() as url:
        assert await switch(url, 3) == 7
        new = await ask(url, LIGHT, "SELECT event_id FROM store.events WHERE position = 7")
    elsewhere = Layout(machine.layout.root.with_name("another"))
    migrate(elsewhere)
    restored = await restore(elsewhere, machine.backup, None, "now")
    assert restored.aside is None
    machine.layout = elsewhere
    async with machine.running() as url:
        assert await head(url) == 7
        assert await ask(url, LIGHT, "SELECT event_id FROM store.events WHERE position = 7") == new


async def test_what_cannot_be_restored_is_said_and_everything_stays_as_it_was(
    machine: Machine,
) -> None:
    before = system_clock()
    with pytest.raises(BackupFailed, match="no backup in this folder"):
        await machine.restore()
    async with machine.running() as url:
        await machine.back_up(url)
        await switch(url, 2)
    for target, why in ((before, "not before"), (Position("ma", "light", 9), "no event 9")):
        with pytest.raises(BackupFailed, match=why):
            await machine.restore(target)
    async with machine.running() as url:
        assert await head(url) == 2


async def test_a_folder_holds_the_backups_of_one_cluster(machine: Machine, tmp_path: Path) -> None:
    async with machine.running() as url:
        await machine.back_up(url)
    other = Machine(tmp_path / "other")
    other.backup = machine.backup
    async with other.running() as url:
        with pytest.raises(BackupFailed, match="another cluster"):
            await other.back_up(url)
