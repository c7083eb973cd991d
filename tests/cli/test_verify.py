"""`cic verify` over a real store: what is missing or was changed is named with where it is used."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from cli.verify import verify
from kernel.blobs import Blobs
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import pool as open_pool
from kernel.postgres.store import PostgresStore
from kernel.store import Append, NewEvent, Stream, Write

pytestmark = pytest.mark.postgres

FIRST, SECOND = (UUID(int=number) for number in (1, 2))
CONTENT = b"minutes of the council"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
EVIDENCE = f'{{"sha256":"{SHA256}","size":{len(CONTENT)}}}'
VOTE = f'{{"deliberation":{{"votes":[1,2],"evidence":{EVIDENCE}}}}}'


def cic(*arguments: str) -> Result:
    app = Typer()
    app.command()(verify)
    return CliRunner().invoke(app, arguments)


async def appended(store: PostgresStore, stream: UUID, *data: str) -> None:
    events = [NewEvent(uuid4(), "CouncilRatified", 1, each, "{}") for each in data]
    write = Write(Stream("protocol", stream), 0, events)
    await store.append(Append(uuid4(), bytes(32), [write]))


@pytest.fixture
async def store(database: str) -> AsyncIterator[PostgresStore]:
    await migrate(database, KERNEL)
    pool = await open_pool(database, size=2, name="test")
    async with PostgresStore.open(database, pool, name="test") as opened:
        yield opened
    await pool.close()


@pytest.fixture
async def kept(tmp_path: Path) -> Blobs:
    return Blobs((tmp_path / "kept").as_uri())


async def checked(database: str, blobs: Blobs) -> Result:
    return await asyncio.to_thread(cic, "--database", database, "--documents", blobs.url)


async def deposited(blobs: Blobs, tmp_path: Path) -> Path:
    file = tmp_path / "arrived"
    file.write_bytes(CONTENT)
    await blobs.keep(SHA256, file)
    return next(path for path in (tmp_path / "kept").rglob(SHA256))


async def test_what_is_there_and_unchanged_is_well(
    store: PostgresStore, database: str, kept: Blobs, tmp_path: Path
) -> None:
    await appended(store, FIRST, VOTE, '{"reason":"no document"}')
    await deposited(kept, tmp_path)
    result = await checked(database, kept)
    assert (result.exit_code, result.output) == (0, "unit documents: 1 documents, all well\n")


async def test_a_missing_document_is_named_with_where_it_is_used(
    store: PostgresStore, database: str, kept: Blobs
) -> None:
    await appended(store, FIRST, '{"reason":"no document"}', VOTE)
    await appended(store, SECOND, VOTE)
    result = await checked(database, kept)
    assert result.exit_code == 1
    assert f"{SHA256} is missing" in result.output
    assert f"protocol-{FIRST} version 2 (CouncilRatified), and 1 more" in result.output


async def test_a_changed_document_is_named(
    store: PostgresStore, database: str, kept: Blobs, tmp_path: Path
) -> None:
    await appended(store, FIRST, VOTE)
    (await deposited(kept, tmp_path)).write_bytes(b"Minutes of the council")
    result = await checked(database, kept)
    assert result.exit_code == 1
    assert f"{SHA256} was changed" in result.output


async def test_a_document_of_another_size_than_an_event_says_is_named(
    store: PostgresStore, database: str, kept: Blobs, tmp_path: Path
) -> None:
    await appended(store, FIRST, VOTE, f'{{"sha256":"{SHA256}","size":7}}')
    await deposited(kept, tmp_path)
    result = await checked(database, kept)
    assert f"has {len(CONTENT)} bytes, and is said to have 7" in result.output


def test_half_an_address_is_refused() -> None:
    result = cic("--documents", "file:///nowhere")
    assert result.exit_code == 1
    assert "--database with --documents" in result.output


async def test_a_database_that_is_away_is_said(kept: Blobs) -> None:
    result = await checked("postgresql://cic@127.0.0.1:1/cic_ma_partnerships", kept)
    assert result.exit_code == 1
    assert "cannot look" in result.output
