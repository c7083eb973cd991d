"""A backup: whole copies of the cluster, all that it has written since, and the files beside it.

```
FOLDER/base-<moment>/   base.tar.gz, pg_wal.tar.gz, backup_manifest: a copy of the cluster
FOLDER/wal/             the write-ahead log since the first copy, a file a segment
FOLDER/files/           documents and keys
```

Copy and log together give the cluster as it was at any moment since the copy ended (PostgreSQL's
manual, "Continuous Archiving and Point-in-Time Recovery").
"""

import asyncio
import gzip
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from deploy.local.layout import Layout
from deploy.local.postgres import Postgres, binaries
from kernel.clock import Clock, system_clock

FILES: Final = ("documents", "keys")
"""Folders of the data folder that no database holds; files in them are added, never changed."""

_STAMP: Final = "base-%Y%m%dT%H%M%S.%fZ"


class BackupFailed(RuntimeError):
    """A backup could not be taken, or there is none that serves."""


@dataclass(frozen=True)
class Base:
    """A copy of the cluster, whole since `ended`."""

    folder: Path
    ended: datetime

    @property
    def system(self) -> int:
        """Return the number by which PostgreSQL tells this cluster from any other."""
        manifest = json.loads((self.folder / "backup_manifest").read_text())
        return int(manifest["System-Identifier"])


@dataclass(frozen=True)
class Backup:
    folder: Path

    @property
    def wal(self) -> Path:
        return self.folder / "wal"

    @property
    def files(self) -> Path:
        return self.folder / "files"

    def bases(self) -> list[Base]:
        """Return the copies, the oldest first."""
        found = sorted(self.folder.glob("base-*Z"))
        return [
            Base(each, datetime.strptime(each.name, _STAMP).replace(tzinfo=UTC)) for each in found
        ]


async def take(layout: Layout, backup: Backup, url: str, clock: Clock = system_clock) -> Base:
    """Copy the running cluster and its files; from now on its log is kept there too.

    `url` reaches the embedded server. Raises `BackupFailed`.
    """
    system = await system_of(layout.postgres)
    if any(base.system != system for base in backup.bases()):
        raise BackupFailed(f"{backup.folder} holds backups of another cluster: choose another")
    for folder in (backup.folder, backup.wal):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Before the copy begins: what is written during it belongs to it.
    keep_log(layout.postgres, backup)
    unfinished = backup.folder / "base.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    copy = ("-D", unfinished, "-Ft", "-z", "-X", "stream", "-c", "fast", "--no-password")
    await _tool("pg_basebackup", "--dbname", url, *copy)
    await _tool("pg_verifybackup", "--no-parse-wal", unfinished)
    ended = clock().astimezone(UTC)
    base = Base(backup.folder / f"{ended:{_STAMP}}", ended)
    unfinished.rename(base.folder)
    copy_files(layout.root, backup.files)
    return base


def keep_log(postgres: Path, backup: Backup) -> None:
    """Let the cluster in a folder put its log into the backup (see `Postgres.archive`)."""
    link = Postgres.archive(postgres)
    draft = link.with_name(f"{link.name}.new")
    draft.unlink(missing_ok=True)
    draft.symlink_to(backup.wal.resolve(), target_is_directory=True)
    draft.replace(link)


def keep_rest(postgres: Path, backup: Backup) -> None:
    """Put into the backup what a cluster that has ended had no time to put there itself."""
    folder = postgres / "data" / "pg_wal"
    for waiting in folder.glob("archive_status/*.ready"):
        kept = backup.wal / f"{waiting.stem}.gz"
        segment = folder / waiting.stem
        if segment.exists() and not kept.exists():
            compress(segment, kept)


def compress(file: Path, to: Path) -> None:
    """Write a file's compressed copy, whole or not at all."""
    draft = to.with_name(f"{file.name}.new")
    draft.write_bytes(gzip.compress(file.read_bytes(), 1, mtime=0))
    draft.replace(to)


def copy_files(root: Path, to: Path) -> int:
    """Copy the files beside the cluster that are not there yet; return how many."""
    copied = 0
    for file in _files(root):
        there = to / file.relative_to(root)
        if not there.exists():
            there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = there.with_name(f"{there.name}.new")
            shutil.copy2(file, draft)
            draft.replace(there)
            copied += 1
    return copied


def _files(root: Path) -> Iterator[Path]:
    for name in FILES:
        for folder, _, files in os.walk(root / name):
            yield from (Path(folder, file) for file in files)


async def _tool(name: str, *arguments: str | Path) -> str:
    process = await asyncio.create_subprocess_exec(
        binaries() / name,
        *map(str, arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
    if process.returncode:
        raise BackupFailed(f"{name}: {said.decode(errors='replace').strip()}")
    return said.decode(errors="replace")


async def system_of(postgres: Path) -> int | None:
    """Return the number of the cluster in a folder, None if there is none that can be read."""
    try:
        said = await _tool("pg_controldata", "-D", postgres / "data")
    except BackupFailed:
        return None
    for line in said.splitlines():
        name, _, value = line.partition(":")
        if name == "Database system identifier":
            return int(value)
    return None
