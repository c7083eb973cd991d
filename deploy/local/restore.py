"""Put the cluster back to how it was at a moment, and let its stores say so.

The present cluster is put aside, not removed, and only once the other stands: whatever breaks off
before that leaves everything as it was.
"""

import re
import shlex
import shutil
import tarfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import asyncpg

from deploy.local.backup import (
    Backup,
    BackupFailed,
    Base,
    compress,
    copy_files,
    keep_log,
    keep_rest,
    system_of,
)
from deploy.local.databases import url_of
from deploy.local.layout import Layout
from deploy.local.postgres import Postgres
from deploy.local.processes import StartFailed
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.rewinding import Begun, begin_epoch, follow

RECOVERED_WITHIN: Final = 24 * 3600.0
_RECORDED_BY: Final = "SELECT xmin::text, recorded_at FROM store.events WHERE position = $1"
_OF_A_SERVICE: Final = re.compile("cic_([a-z]{2})_([a-z]+)")
_TOO_LATE: Final = "recovery ended before configured recovery target was reached"


class Position(NamedTuple):
    """An event in the store of a service, as `ma-partnerships:120`."""

    unit: str
    service: str
    position: int

    @property
    def database(self) -> str:
        return f"cic_{self.unit}_{self.service}"


Target: TypeAlias = datetime | Position | None
"""A moment; up to and with the commit that holds an event; None: all that there is."""


class Restored(NamedTuple):
    """What a restored platform holds: by service the epoch it begins, and how far it goes.

    `aside` is where the cluster is that it replaces. `all_there_was`: nothing was written as late
    as the moment asked for.
    """

    stores: Mapping[str, Begun]
    aside: Path | None
    all_there_was: bool


async def restore(layout: Layout, backup: Backup, target: Target, stamp: str) -> Restored:
    """Restore into a data folder that the caller holds. Raises `BackupFailed` and `StartFailed`."""
    restoring = _Restoring(layout, backup, await _present(layout, backup))
    if restoring.present:
        keep_rest(layout.postgres, backup)
    base, settings = await restoring.plan(target)
    all_there_was = target is None
    try:
        stores = await restoring.recover(base, settings)
    except _TooLateError:
        stores, all_there_was = await restoring.recover(base, {}), True
    aside = restoring.put_in_place(stamp)
    copy_files(backup.files, layout.root)
    layout.loaded.unlink(missing_ok=True)  # a pack loaded since may be gone; again changes nothing
    return Restored(stores, aside, all_there_was)


class _TooLateError(Exception):
    """The log ends before the moment asked for."""


@dataclass(frozen=True)
class _Restoring:
    """`present`: the cluster in the data folder is the one in the backup, and its log is newer."""

    layout: Layout
    backup: Backup
    present: bool

    @property
    def staging(self) -> Path:
        return self.layout.root / "postgres.restored"

    async def plan(self, target: Target) -> tuple[Base, Mapping[str, str]]:
        """Return the copy to begin with, and where PostgreSQL is to end."""
        bases = self.backup.bases()
        match target:
            case None:
                return _last(bases), {}
            case datetime():
                return _last(bases, before=target), {"recovery_target_time": target.isoformat()}
            case Position():
                transaction, recorded = await self._find(_last(bases), target)
                return _last(bases, before=recorded), {"recovery_target_xid": transaction}

    async def _find(self, base: Base, sought: Position) -> tuple[str, datetime]:
        """Restore all that there is, only to see which transaction recorded an event, and when."""
        async with (
            self._server(base, {}) as url,
            _connected(url, sought.database) as connection,
        ):
            row = await connection.fetchrow(_RECORDED_BY, sought.position)
        if row is None:
            raise BackupFailed(f"no event {sought.position} of {sought.unit}-{sought.service}")
        return row["xmin"], row["recorded_at"]

    async def recover(self, base: Base, settings: Mapping[str, str]) -> Mapping[str, Begun]:
        """Recover beside the present cluster; return what each store announces."""
        async with self._server(base, settings) as url:
            return await _announce(url)

    @asynccontextmanager
    async def _server(self, base: Base, settings: Mapping[str, str]) -> AsyncIterator[str]:
        data = self.staging / "data"
        shutil.rmtree(self.staging, ignore_errors=True)
        _extract(base.folder / "base.tar.gz", data)
        _extract(base.folder / "pg_wal.tar.gz", data / "pg_wal")
        data.chmod(0o700)
        (data / "recovery.signal").touch()
        log = self.layout.log("restore")
        log.unlink(missing_ok=True)
        server = Postgres(
            self.staging,
            log,
            hot_standby="off",  # nobody is let in before all is there
            archive_mode="off",  # another recovery may follow, and this cluster never have been
            restore_command=self._log_from(),
            recovery_target_action="promote",
            **settings,
        )
        await server.launch()
        try:
            await server.ready(RECOVERED_WITHIN)
            yield server.url()
        except StartFailed:
            if _TOO_LATE in log.read_text(errors="replace"):
                raise _TooLateError from None
            raise
        finally:
            await server.stop()

    def _log_from(self) -> str:
        kept = _quoted(self.backup.wal)
        command = f"if test -e {kept}/%f.gz; then gzip -dc {kept}/%f.gz >%p; "
        if self.present:
            here = _quoted(self.layout.postgres / "data" / "pg_wal")
            command += f"elif test -e {here}/%f; then cp {here}/%f %p; "
        return command + "else exit 1; fi"

    def put_in_place(self, stamp: str) -> Path | None:
        """Exchange the clusters; return where the one is now that was there."""
        for history in (self.staging / "data" / "pg_wal").glob("*.history"):
            # By it a later restore finds the way into what this cluster will write.
            kept = self.backup.wal / f"{history.name}.gz"
            if not kept.exists():
                compress(history, kept)
        keep_log(self.staging, self.backup)
        aside = None
        if self.layout.postgres.exists():
            aside = self.layout.postgres.with_name(f"postgres.before-{stamp}")
            self.layout.postgres.rename(aside)
        self.staging.rename(self.layout.postgres)
        return aside


async def _present(layout: Layout, backup: Backup) -> bool:
    bases = backup.bases()
    return bool(bases) and bases[-1].system == await system_of(layout.postgres)


def _last(bases: Sequence[Base], before: datetime | None = None) -> Base:
    """Return the last copy that was whole by then."""
    if not bases:
        raise BackupFailed("there is no backup in this folder")
    fitting = [base for base in bases if before is None or base.ended <= before]
    if not fitting:
        raise BackupFailed(
            f"the first backup was whole at {bases[0].ended.isoformat()}, not before"
        )
    return fitting[-1]


def _extract(archive: Path, to: Path) -> None:
    with tarfile.open(archive) as files:
        files.extractall(to, filter="data")


def _quoted(folder: Path) -> str:
    return shlex.quote(str(folder.resolve())).replace("%", "%%")


async def _announce(url: str) -> Mapping[str, Begun]:
    """Let every store begin an epoch, and what reads it from another database go on in that."""
    names = await _databases(url)
    stores = {}
    for name in names:
        await migrate(url_of(url, name), KERNEL)  # the copy may be older than this program
        if service := _OF_A_SERVICE.fullmatch(name):
            async with _connected(url, name) as connection:
                stores[".".join(service.groups())] = await begin_epoch(connection)
    for name in names:
        async with _connected(url, name) as connection:
            for source, begun in stores.items():
                await follow(connection, source, begun)
    return stores


async def _databases(url: str) -> Sequence[str]:
    """Return the names of the databases that hold a store, or read one."""
    async with _connected(url, "postgres") as connection:
        rows = await connection.fetch(
            "SELECT datname FROM pg_database WHERE datname LIKE 'cic\\_%'"
        )
    found = []
    for (name,) in rows:
        async with _connected(url, name) as connection:
            # One that was made a moment before may be empty still.
            if await connection.fetchval("SELECT to_regclass('store.meta') IS NOT NULL"):
                found.append(name)
    return found


@asynccontextmanager
async def _connected(url: str, database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url_of(url, database))
    try:
        yield connection
    finally:
        await connection.close()
