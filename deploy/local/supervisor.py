"""Start processes in order, start again what crashes, stop all in the opposite order."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from deploy.local import state as states
from deploy.local.backoff import BackOff
from deploy.local.processes import StartFailed
from deploy.local.progress import Progress
from deploy.local.state import Phase, Process, State


class Supervised(Protocol):
    """A server or a service that can be started again and again."""

    @property
    def record(self) -> Process:
        """What is known of it before it runs: its name, and where it answers."""

    @property
    def pid(self) -> int | None: ...

    async def launch(self) -> None:
        """Bring a process into being. Raises `StartFailed`."""

    async def ready(self) -> None:
        """Return when the launched process answers. Raises `StartFailed`."""

    async def ended(self) -> int | None: ...

    async def stop(self) -> bool: ...

    async def kill(self) -> None: ...


class Supervisor:
    """Holds what runs; every change is in the state file before the next one happens."""

    def __init__(self, file: Path, state: State, progress: Progress) -> None:
        self._file, self.progress, self.state = file, progress, state
        self._layers: list[Sequence[Supervised]] = []
        self._keepers: list[asyncio.Task[None]] = []
        self._write()

    async def start(self, groups: Mapping[str, Sequence[Supervised]]) -> None:
        """Start all groups side by side and keep them running; return when all are ready.

        Raises `StartFailed` for the first member that does not start.
        """
        members = [one for group in groups.values() for one in group]
        self._layers.append(members)
        starts = [asyncio.create_task(self._start_group(*named)) for named in groups.items()]
        try:
            await asyncio.gather(*starts)
        finally:
            await _cancel(starts)
        self._keepers += [asyncio.create_task(self._keep(one)) for one in members]

    async def stop(self) -> None:
        """Stop what was started last first; what was started side by side stops so."""
        self.enter("stopping")
        await _cancel(self._keepers)
        while self._layers:
            await asyncio.gather(*(self._stop(one) for one in self._layers.pop()))
        self._file.unlink()

    def enter(self, phase: Phase) -> None:
        """Record the phase of the whole."""
        self.state = replace(self.state, phase=phase)
        self._write()

    async def _start_group(self, label: str, members: Sequence[Supervised]) -> None:
        with self.progress.step(label):
            starts = [asyncio.create_task(self._start(one)) for one in members]
            try:
                await asyncio.gather(*starts)
            finally:
                await _cancel(starts)

    async def _start(self, one: Supervised) -> None:
        try:
            await one.launch()
            # Noted before it is ready: a supervisor killed now leaves a trace of it.
            born = states.born(one.pid) if one.pid else None
            self._note(one, phase="starting", pid=one.pid, born=born)
            await one.ready()
        except (StartFailed, OSError):
            await one.kill()
            raise
        self._note(one, phase="ready")

    async def _stop(self, one: Supervised) -> None:
        began = time.monotonic()
        clean = await one.stop()
        took = f"stopped in {time.monotonic() - began:.2f} s"
        self.progress.say(one.record.name, took if clean else f"{took} (had to be killed)")

    async def _keep(self, one: Supervised) -> None:
        back_off, name = BackOff(), one.record.name
        while True:
            began = time.monotonic()
            status = await one.ended()
            delay = back_off.after(time.monotonic() - began)
            self.progress.say(name, f"ended with {status}; starts again in {delay:.1f} s")
            self._note(one, phase="restarting", restarts=self._noted(one).restarts + 1)
            await asyncio.sleep(delay)
            try:
                with self.progress.step(name, "ready again"):
                    await self._start(one)
            except (StartFailed, OSError) as reason:
                self.progress.say(name, str(reason))

    def _noted(self, one: Supervised) -> Process:
        return self.state.processes.get(one.record.name, one.record)

    def _note(self, one: Supervised, **changes: Any) -> None:
        self.state = self.state.with_process(replace(self._noted(one), **changes))
        self._write()

    def _write(self) -> None:
        states.write(self._file, self.state)


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
