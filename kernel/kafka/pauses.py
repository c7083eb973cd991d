"""Waiting between attempts, and two tasks of which the first to end ends the other."""

import asyncio
import random
from collections.abc import Coroutine
from typing import Any


class Pauses:
    """Seconds to wait before the next attempt: doubling, each up to a quarter longer by chance."""

    def __init__(self, first: float, longest: float) -> None:
        self._first, self._longest, self._next = first, longest, first

    def next(self) -> float:
        pause, self._next = self._next, min(self._next * 2, self._longest)
        return pause * random.uniform(1, 1.25)  # noqa: S311 - no secret

    def reset(self) -> None:
        self._next = self._first


async def first_to_end(*work: Coroutine[Any, Any, None]) -> None:
    """Run side by side until one ends or fails, then cancel and await the others."""
    tasks = [asyncio.create_task(coroutine) for coroutine in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    failures = [failure for task in done if (failure := task.exception())]
    if failures:
        raise failures[0]
