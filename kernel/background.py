"""Keep long-running tasks alive: a death is logged, shown and followed by a restart."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

import structlog

from kernel.cancelling import pause

log = structlog.get_logger()

Run: TypeAlias = Callable[[], Awaitable[object]]

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
HEALTHY_AFTER = 5.0
"""Seconds; a task that runs this long after a restart counts as well again."""


class _Ended(Exception):
    """The task returned although it should run until it is cancelled."""


@dataclass(slots=True)
class _Kept:
    name: str
    run: Run
    trouble: str | None = None


class Background:
    """Runs tasks until `stop`; one that ends or raises is started again, later each time.

    The pause doubles from `first_pause` to `longest_pause` seconds and begins anew once the task
    has run for `healthy_after` seconds.
    """

    def __init__(
        self,
        *,
        first_pause: float = FIRST_PAUSE,
        longest_pause: float = LONGEST_PAUSE,
        healthy_after: float = HEALTHY_AFTER,
    ) -> None:
        self._first_pause = first_pause
        self._longest_pause = longest_pause
        self._healthy_after = healthy_after
        self._kept: list[_Kept] = []
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def troubles(self) -> dict[str, str]:
        """What is down or has only just come back: the task's name to the kind of its error."""
        return {kept.name: kept.trouble for kept in self._kept if kept.trouble}

    @property
    def names(self) -> list[str]:
        return [kept.name for kept in self._kept]

    def start(self, name: str, run: Run) -> None:
        """Run it in a task of its own; `run` is called again after each death."""
        kept = _Kept(name, run)
        self._kept.append(kept)
        self._tasks.append(asyncio.create_task(self._keep(kept), name=name))

    async def stop(self) -> None:
        """Cancel every task, the latest first, and wait until each has ended."""
        for task in reversed(self._tasks):
            task.cancel()
            await asyncio.wait([task])
        self._tasks.clear()
        self._kept.clear()

    async def _keep(self, kept: _Kept) -> None:
        seconds = self._first_pause
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            well_again = loop.call_later(self._healthy_after, _recover, kept)
            try:
                await kept.run()
                raise _Ended  # noqa: TRY301 - ending and failing are met alike
            except Exception as error:
                kept.trouble = type(error).__name__.lstrip("_")
                log.exception("background task died", task=kept.name)
            finally:
                well_again.cancel()
            if loop.time() - began >= self._healthy_after:
                seconds = self._first_pause
            await pause(seconds)
            seconds = min(seconds * 2, self._longest_pause)


def _recover(kept: _Kept) -> None:
    if kept.trouble:
        log.info("background task is well again", task=kept.name)
    kept.trouble = None
