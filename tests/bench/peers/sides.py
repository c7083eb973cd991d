"""Who takes part in a comparison, and the two processes of each: one works, one follows its log."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE
from typing import Any, NamedTuple

import asyncpg

from deploy.local.layout import CHECKOUT
from deploy.local.ports import free_port
from kernel.postgres.rows import ddl
from tests.bench.peers import environment
from tests.bench.register import FILES, REGISTER, SCHEMA

PATIENCE = 120.0
LONGEST_ANSWER = 1 << 20
STARTS_WITHIN = 100


class SideFailed(Exception):
    """What a side answered instead of a figure."""


class Process:
    """A worker that is spoken to in lines of JSON."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def ask(self, do: str, **asked: Any) -> dict[str, Any]:
        """Return the first answer. Raises `SideFailed`."""
        self.tell({"do": do, **asked})
        return await self.answer()

    def tell(self, what: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(what)}\n".encode())

    async def answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(PATIENCE):
                line = await self._process.stdout.readline()
        except TimeoutError:
            self._process.kill()  # or its answer would be taken for that to the next question
            raise SideFailed(f"no answer within {PATIENCE:.0f} s") from None
        if not line:
            raise SideFailed("it ended")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise SideFailed(answer["error"])
        return answer


@dataclass(eq=False)
class Side:
    """One store with its client: ours, a peer or a floor.

    `tables` are emptied before each round, `projected` hold what projections made; a side without
    has no way to forget, and is followed from where it stands. `log` is how many events are read.
    """

    name: str
    address: str
    tables: Sequence[str]
    projected: Sequence[str]
    worker: Process
    follower: Process
    commands: frozenset[str]
    append: str
    log: int
    trouble: list[str] = field(default_factory=list)

    async def empty(self) -> None:
        """Forget every event and what was made of them."""
        if self.tables:
            await self._truncate([*self.tables, *self.projected])

    async def forget_projections(self) -> None:
        await self._truncate(self.projected)

    async def _truncate(self, names: Sequence[str]) -> None:
        connection = await asyncpg.connect(self.address)
        tables = [row[0] for row in await connection.fetch(_OWN_TABLES, list(names))]
        await connection.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY")
        # What one leaves behind in memory is not for the next one to write to the disk.
        await connection.execute("CHECKPOINT")
        await connection.close()


_OWN_TABLES = """
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
 WHERE tablename = ANY ($1) AND schemaname NOT IN ('pg_catalog', 'information_schema')
"""


class Peer(NamedTuple):
    """How a side on PostgreSQL is begun."""

    name: str
    module: str
    tables: Sequence[str]
    projected: Sequence[str]
    commands: Sequence[str]
    append: str = "append"
    log: int = 20_000


OURS = "kernel"
FLOOR = "plain"
ALL = ("read", "decode", "project")
RECORDED = ("register_events",)
ON_POSTGRES = (
    Peer(OURS, "in_kernel", ("events", "streams", "receipts"), ("checkpoints", "files"), ALL),
    Peer(FLOOR, "in_floor", ("plain_events",), (), ("read", "decode")),
    Peer("eventsourcing", "in_eventsourcing", RECORDED, ("files",), ALL),
    Peer(
        "eventsourcing, functions",
        "in_eventsourcing",
        RECORDED,
        (),
        (),
        append="append_by_functions",
    ),
    Peer("eventsource-py", "in_eventsource", ("events",), (), ("read", "decode"), log=4_000),
)
EMMETT = Peer(
    "emmett",
    "in_emmett",
    ("emt_messages", "emt_streams"),
    ("emt_processors", "emt_projections", "files"),
    ("read", "project"),
)
UMADB = Peer("UmaDB", "in_umadb", (), (), ("read",))


@asynccontextmanager
async def taking_part(server: str, payload: Path, folder: Path) -> AsyncIterator[list[Side]]:
    """Yield all sides, ready; emmett only on a machine with Node."""
    environment.make_python()
    node = environment.make_node()
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        sides: list[Side] = []
        for peer in ON_POSTGRES:
            python = sys.executable if peer.module in ("in_kernel", "in_floor") else None
            address = await _database(server, peer.module, len(sides))
            command = _python(peer.module, address, payload, python)
            sides.append(await enter(_side(peer, address, command)))
        if node is not None:
            address = await _database(server, EMMETT.module, len(sides))
            command = ["node", node / "in_emmett.mjs", address, payload]
            sides.append(await enter(_side(EMMETT, address, command)))
        address = await enter(umadb(folder))
        command = _python(UMADB.module, address, payload, None)
        sides.append(await enter(_side(UMADB, address, command)))
        yield sides


def _python(module: str, address: str, payload: Path, python: str | None) -> list[str | Path]:
    program = f"tests.bench.peers.{module}"
    return [
        python or environment.PYTHON,
        "-m",
        "tests.bench.peers.worker",
        program,
        address,
        payload,
    ]


async def _database(server: str, module: str, number: int) -> str:
    """Make an empty database with the table of the register; return its address."""
    name = f"{module}_{number}"
    connection = await asyncpg.connect(server)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    address = server.replace("/postgres?", f"/{name}?")
    connection = await asyncpg.connect(address)
    await connection.execute(f"{SCHEMA} {ddl(*REGISTER.tables)}")
    await connection.close()
    return address


@asynccontextmanager
async def _side(peer: Peer, address: str, command: Sequence[str | Path]) -> AsyncIterator[Side]:
    async with _running(command) as worker, _running(command) as follower:
        side = Side(
            peer.name,
            address,
            peer.tables,
            peer.projected,
            worker,
            follower,
            frozenset(peer.commands),
            peer.append,
            peer.log,
        )
        await worker.ask("prepare")
        yield side


@asynccontextmanager
async def _running(command: Sequence[str | Path]) -> AsyncIterator[Process]:
    path = {"PYTHONPATH": str(CHECKOUT), "PYTHONSAFEPATH": "1"}
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, env=os.environ | path, limit=LONGEST_ANSWER
    )
    try:
        yield Process(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()  # and it ends by itself
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def umadb(folder: Path) -> AsyncIterator[str]:
    """Yield the address of an UmaDB server over an empty file beside PostgreSQL's."""
    port = free_port()
    (folder / "umadb").mkdir()
    with (folder / "umadb.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            environment.PYTHON.parent / "umadb",
            *("--listen", f"127.0.0.1:{port}", "--db-path", folder / "umadb"),
            stdout=log,
            stderr=log,
        )
    try:
        await _answers(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            await process.wait()


async def _answers(port: int) -> None:
    for _ in range(STARTS_WITHIN):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise SideFailed("UmaDB did not start")


async def registered(side: Side, files: int, version: int) -> bool:
    """Whether so many files stand in the side's register as their last event left them."""
    connection = await asyncpg.connect(side.address)
    found = await connection.fetchval(
        f"SELECT count(*) = $1 AND bool_and(state = 'closed' AND version = $2) FROM {FILES.name}",
        files,
        version,
    )
    await connection.close()
    return bool(found)
