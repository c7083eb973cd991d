"""The whole platform, started as a user starts it, in a folder of its own."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil

from deploy.local import state as states
from deploy.local.databases import url_of
from deploy.local.issuer import ISSUER, open_issuer
from deploy.local.state import Process, State
from tests.system.road import patiently

ROOT = Path(__file__).parents[2]


class Running:
    """A platform under `./cic up`; processes are found in its state file, as `status` does."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.environment = {**os.environ, "CIC_DATA": str(data), "PYTHONPATH": str(ROOT)}

    def cic(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line as its own process."""
        return self._run("cli", *arguments)

    def rebuild_the_gateway(self) -> None:
        """Build the gateway's read model again from the topics, and let the new one serve."""
        server, issuer = self.state.postgres, open_issuer(self.data / "keys")
        assert server is not None
        assert self.state.kafka is not None
        told = {
            "CIC_DATABASE_URL": url_of(server, "cic_gateway"),
            "CIC_KAFKA_BOOTSTRAP": self.state.kafka,
            "CIC_JWKS": str(issuer.key_set),
            "CIC_ISSUER": ISSUER,
        }
        ended = self._run("gateway.rebuild", **told)
        assert ended.returncode == 0, ended.stdout + ended.stderr

    def _run(self, module: str, *arguments: str, **told: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env={**self.environment, **told},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )

    def up(self, *arguments: str) -> None:
        started = self.cic("up", "--detach", *arguments)
        assert started.returncode == 0, started.stdout + started.stderr

    def down(self) -> None:
        self.cic("down")

    @property
    def state(self) -> State:
        found = states.read(self.data / "state.json")
        assert found is not None
        return found

    def process(self, name: str) -> Process:
        return self.state.processes[name]

    def url(self, name: str) -> str:
        url = self.process(name).url
        assert url is not None
        return url

    @property
    def token(self) -> Callable[..., str]:
        return open_issuer(self.data / "keys").issue

    async def kill(self, *names: str) -> None:
        """End processes with -9 at once and wait until the supervisor has others ready."""
        killed = {name: self._kill(name) for name in names}
        for name, pid in killed.items():
            await self._until_ready_again(name, pid)

    async def kill_and_lose_its_disk(self, name: str, folder: str) -> None:
        supervisor = self.state.supervisor.pid
        assert supervisor is not None
        os.kill(supervisor, signal.SIGSTOP)  # or it starts again before the disk is gone
        try:
            before = self._kill(name)
            await _until_dead(before)
            shutil.rmtree(self.data / folder)
        finally:
            os.kill(supervisor, signal.SIGCONT)
        await self._until_ready_again(name, before)

    async def empty_database(self, name: str) -> None:
        """Drop a database under its users and put an empty one in its place."""
        server = self.state.postgres
        assert server is not None
        connection = await asyncpg.connect(url_of(server, "postgres"))
        try:
            await connection.execute(f'drop database "{name}" with (force)')
            await connection.execute(f'create database "{name}"')
        finally:
            await connection.close()

    async def ready(self, name: str) -> None:
        """Return when the process answers /readyz with 200."""

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(timeout=5) as client:
                return await client.get(f"{self.url(name)}/readyz")

        answer = await patiently(ask)
        assert answer.status_code == 200, answer.text

    def _kill(self, name: str) -> int:
        pid = self.process(name).pid
        assert pid is not None
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return pid

    async def _until_ready_again(self, name: str, before: int) -> None:
        for _ in range(600):
            process = self.process(name)
            if process.pid != before and process.phase == "ready":
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{name} was not started again")


async def _until_dead(pid: int) -> None:
    """Return once the process writes no more; its stopped parent still has to hear of its end."""
    for _ in range(600):
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return
        except psutil.NoSuchProcess:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"process {pid} does not end")


async def eventually(question: Callable[[], Any], expected: Callable[[Any], bool]) -> Any:
    """Ask until the answer is the expected one; fail with the last answer after a minute."""
    answer = None
    for _ in range(600):
        answer = await question()
        if expected(answer):
            return answer
        await asyncio.sleep(0.1)
    raise AssertionError(f"still {answer!r}")
