import asyncio
from pathlib import Path

import asyncpg
import pytest

from kernel.postgres.migrations import (
    KERNEL,
    MigrationEdited,
    MigrationOutOfOrder,
    migrate,
)

pytestmark = pytest.mark.postgres


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "door" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_door.sql").write_text("CREATE TABLE door (id int);", encoding="utf-8")
    (folder / "0002_bell.sql").write_text("CREATE TABLE bell (id int);", encoding="utf-8")
    return folder


async def exists(url: str, table: str) -> bool:
    connection = await asyncpg.connect(url)
    try:
        return bool(await connection.fetchval("SELECT to_regclass($1) IS NOT NULL", table))
    finally:
        await connection.close()


async def test_what_is_missing_is_applied_in_order_once(database: str, folder: Path) -> None:
    applied = await migrate(database, folder)
    assert applied == ["door/migrations/0001_door.sql", "door/migrations/0002_bell.sql"]
    assert await migrate(database, folder) == []
    assert await exists(database, "door")
    (folder / "0003_key.sql").write_text("CREATE TABLE key (id int);", encoding="utf-8")
    assert await migrate(database, folder) == ["door/migrations/0003_key.sql"]


async def test_the_kernel_comes_with_its_own(database: str, folder: Path) -> None:
    applied = await migrate(database, KERNEL, folder)
    assert applied[0] == "postgres/sql/0001_store.sql"
    assert applied[-1] == "door/migrations/0002_bell.sql"
    assert await exists(database, "store.events")


async def test_a_file_that_was_edited_after_it_was_applied_is_refused(
    database: str, folder: Path
) -> None:
    await migrate(database, folder)
    (folder / "0001_door.sql").write_text("CREATE TABLE door (id bigint);", encoding="utf-8")
    (folder / "0003_key.sql").write_text("CREATE TABLE key (id int);", encoding="utf-8")
    with pytest.raises(MigrationEdited, match=r"door/migrations/0001_door\.sql"):
        await migrate(database, folder)
    assert not await exists(database, "key")


async def test_a_new_file_before_an_applied_one_is_refused(database: str, folder: Path) -> None:
    await migrate(database, folder)
    (folder / "0001_a_late.sql").write_text("CREATE TABLE late (id int);", encoding="utf-8")
    with pytest.raises(MigrationOutOfOrder, match="0001_a_late"):
        await migrate(database, folder)
    assert not await exists(database, "late")


async def test_what_a_newer_build_applied_is_left_alone(database: str, folder: Path) -> None:
    await migrate(database, folder)
    (folder / "0002_bell.sql").unlink()
    assert await migrate(database, folder) == []
    assert await exists(database, "bell")


async def test_a_failing_file_leaves_nothing_half_done(database: str, folder: Path) -> None:
    (folder / "0002_bell.sql").write_text(
        "CREATE TABLE bell (id int); CREATE TABLE door (id int);", encoding="utf-8"
    )
    with pytest.raises(asyncpg.DuplicateTableError):
        await migrate(database, folder)
    assert await exists(database, "door")
    assert not await exists(database, "bell")
    (folder / "0002_bell.sql").write_text("CREATE TABLE bell (id int);", encoding="utf-8")
    assert await migrate(database, folder) == ["door/migrations/0002_bell.sql"]


async def test_processes_that_start_together_wait_for_one_another(
    database: str, folder: Path
) -> None:
    (folder / "0001_door.sql").write_text(
        "SELECT pg_sleep(0.2); CREATE TABLE door (id int);", encoding="utf-8"
    )
    results = await asyncio.gather(*(migrate(database, KERNEL, folder) for _ in range(6)))
    assert sorted(len(applied) for applied in results)[:5] == [0] * 5
    assert await exists(database, "bell")


async def test_a_folder_is_known_by_its_place_in_the_tree(
    database: str, folder: Path, tmp_path: Path
) -> None:
    await migrate(database, folder)
    moved = tmp_path / "installed_elsewhere"
    (tmp_path / "door").rename(moved)
    (moved / "migrations").rename(tmp_path / "migrations")
    moved.rmdir()
    (tmp_path / "door").mkdir()
    (tmp_path / "migrations").rename(tmp_path / "door" / "migrations")
    assert await migrate(database, tmp_path / "door" / "migrations") == []


async def test_a_folder_without_migrations_is_a_mistake(database: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await migrate(database, tmp_path)


async def test_a_table_that_another_session_holds_does_not_block_for_ever(
    database: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kernel.postgres.migrations._LOCK_WAIT_SECONDS", 1)
    await migrate(database, folder)
    (folder / "0003_key.sql").write_text("ALTER TABLE door ADD key int;", encoding="utf-8")
    holder = await asyncpg.connect(database)
    async with holder.transaction():
        await holder.execute("LOCK TABLE door IN ACCESS SHARE MODE")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await migrate(database, folder)
    await holder.close()
    assert await migrate(database, folder) == ["door/migrations/0003_key.sql"]
