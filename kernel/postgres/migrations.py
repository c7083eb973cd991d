"""Bring a database's schema forward: plain SQL files, in order, each once, each whole."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import asyncpg
import structlog

from kernel.postgres.pool import CONNECT_SECONDS, session

KERNEL = Path(__file__).with_name("sql")
"""The kernel's own migrations; they come before a deployable's."""

_LEDGER = """
CREATE SCHEMA IF NOT EXISTS migrations;
CREATE TABLE IF NOT EXISTS migrations.applied (
  folder     text        NOT NULL,
  file       text        NOT NULL,
  checksum   text        NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (folder, file)
)
"""
_ONE_STARTER = 4_021_990_113  # any number that nothing else in the database locks
_LOCK_WAIT_SECONDS = 5
_STATEMENT_SECONDS = 300
_log = structlog.get_logger(__name__)


class MigrationEdited(RuntimeError):
    """A file that was applied has since been changed: databases would differ. Write a new file."""


class MigrationOutOfOrder(RuntimeError):
    """A new file sorts before one that was applied: it would run in another order elsewhere."""


class Migration(NamedTuple):
    folder: str
    file: str
    statements: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.statements.encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.folder}/{self.file}"


async def migrate(url: str, *folders: Path) -> list[str]:
    """Apply what is missing, folder by folder, and return it as `<folder>/<file>`.

    Each file is one transaction under lock and statement timeouts: a failing one leaves nothing
    behind, those before it stay. Processes that start together wait for one another. Files that
    the database knows and this build does not are a newer build's, and are left alone. Raises
    `MigrationEdited` and `MigrationOutOfOrder` before anything is applied, and
    `asyncpg.PostgresError`.
    """
    shipped = [_shipped(folder) for folder in folders]
    connection = await asyncpg.connect(
        url,
        timeout=CONNECT_SECONDS,
        server_settings={**session("migrations"), "statement_timeout": "0", "lock_timeout": "0"},
    )
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _ONE_STARTER)
        await connection.execute(_LEDGER)
        pending = [m for migrations in shipped for m in await _pending(connection, migrations)]
        for migration in pending:
            await _apply(connection, migration)
    finally:
        await connection.close()
    return [str(migration) for migration in pending]


def _shipped(folder: Path) -> list[Migration]:
    """Read a folder's files in order, labelled by where it is in the source tree."""
    label = "/".join(folder.parts[-2:])
    files = sorted(folder.glob("*.sql"))
    if not files:
        raise FileNotFoundError(f"no migrations in {folder}")
    return [Migration(label, file.name, file.read_text(encoding="utf-8")) for file in files]


async def _pending(
    connection: asyncpg.Connection, shipped: Sequence[Migration]
) -> Sequence[Migration]:
    rows = await connection.fetch(
        "SELECT file, checksum FROM migrations.applied WHERE folder = $1", shipped[0].folder
    )
    applied: dict[str, str] = {row["file"]: row["checksum"] for row in rows}
    for migration in shipped:
        if applied.get(migration.file, migration.checksum) != migration.checksum:
            raise MigrationEdited(str(migration))
    pending = [migration for migration in shipped if migration.file not in applied]
    last = max((m.file for m in shipped if m.file in applied), default="")
    if pending and pending[0].file < last:
        raise MigrationOutOfOrder(f"{pending[0]} comes before {last}")
    return pending


async def _apply(connection: asyncpg.Connection, migration: Migration) -> None:
    async with connection.transaction():
        await connection.execute(
            f"SET LOCAL lock_timeout = '{_LOCK_WAIT_SECONDS}s';"
            f"SET LOCAL statement_timeout = '{_STATEMENT_SECONDS}s'"
        )
        await connection.execute(migration.statements)
        await connection.execute(
            "INSERT INTO migrations.applied (folder, file, checksum) VALUES ($1, $2, $3)",
            migration.folder,
            migration.file,
            migration.checksum,
        )
    _log.info("migration applied", migration=str(migration))
