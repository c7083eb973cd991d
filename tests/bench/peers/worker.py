"""One side of a measurement in a process of its own, that does as it is told.

    python -m tests.bench.peers.worker MODULE ADDRESS PAYLOAD

Commands arrive as lines of JSON, `{"do": …}`. Each is a function in the module's `COMMANDS`, which
yields its answers; an answer is a line too. Peers have an environment of their own, so only the
standard library is used here.
"""

import asyncio
import contextlib
import importlib
import json
import select
import sys
import threading
import time
import traceback
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID, uuid4

Answers: TypeAlias = Iterator[dict[str, Any]]
Command: TypeAlias = Callable[..., Answers]
PATIENCE = 60.0
LOOK_EVERY = 0.005
QUIET_LOOKS = 30


class New(NamedTuple):
    """An event to append: the `version`-th of its stream, from 1 on; `data` and `meta` are JSON."""

    stream: UUID
    version: int
    type: str
    data: str
    meta: str


class Payload(NamedTuple):
    """Histories of files, event by event, and what is known about events: the same for all."""

    histories: Sequence[Sequence[tuple[str, str]]]
    metas: Sequence[str]

    def of(self, caller: int) -> Iterator[New]:
        """Yield what a caller appends: file after file, for ever."""
        done = 0
        for file in range(caller, sys.maxsize):
            stream = uuid4()
            history = self.histories[file % len(self.histories)]
            for version, (type_, data) in enumerate(history, 1):
                yield New(stream, version, type_, data, self.metas[done % len(self.metas)])
                done += 1

    def files(self, events: int) -> Iterator[Sequence[New]]:
        """Yield whole files until there are so many events."""
        length = len(self.histories[0])
        feed = self.of(0)
        for _ in range(events // length):
            yield [next(feed) for _ in range(length)]


def appended(written: int, began: float, latencies: Sequence[float]) -> dict[str, Any]:
    """Say what appending came to: `written` in all, and the rate of those that were timed."""
    percentiles = quantiles(latencies, n=100)
    return {
        "written": written,
        "rate": len(latencies) / (time.perf_counter() - began),
        "p50": percentiles[49] * 1e3,
        "p99": percentiles[98] * 1e3,
    }


def append_in_threads(
    clients: int, seconds: float, caller: Callable[[int], Callable[[], None]]
) -> dict[str, Any]:
    """Let so many threads append as often as they can; the first time of each is not counted."""
    latencies: list[float] = []
    failed: list[BaseException] = []
    ready = threading.Barrier(clients + 1, timeout=PATIENCE)

    def run(number: int) -> None:
        try:
            step = caller(number)
            step()
            ready.wait()
            stop = time.perf_counter() + seconds
            while (began := time.perf_counter()) < stop:
                step()
                latencies.append(time.perf_counter() - began)
        except BaseException as error:  # noqa: BLE001 - raised where the others are awaited
            failed.append(error)
            ready.abort()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    with contextlib.suppress(threading.BrokenBarrierError):
        ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return appended(clients + len(latencies), began, latencies)


async def append_in_tasks(
    clients: int, seconds: float, caller: Callable[[int], Callable[[], Awaitable[None]]]
) -> dict[str, Any]:
    """Let so many tasks append as often as they can; the first time of each is not counted."""
    latencies: list[float] = []
    steps = [caller(number) for number in range(clients)]
    await asyncio.gather(*(step() for step in steps))
    began = time.perf_counter()
    stop = began + seconds

    async def run(step: Callable[[], Awaitable[None]]) -> None:
        while (sent := time.perf_counter()) < stop:
            await step()
            latencies.append(time.perf_counter() - sent)

    await asyncio.gather(*map(run, steps))
    return appended(clients + len(latencies), began, latencies)


def _told() -> bool:
    """Whether the writers have ended."""
    told = bool(select.select([sys.stdin], [], [], 0)[0])
    if told:
        sys.stdin.readline()
    return told


def follow(read: Callable[[int], Iterable[int]], ended: Callable[[], bool] = _told) -> Answers:
    """Follow a log as any reader would, by the positions after the last; say what was seen.

    It ends some looks after the writers have: what has not come by then never comes.
    """
    seen: set[int] = set()
    last = quiet = 0
    yield {"following": True}
    writing = True
    while writing or quiet < QUIET_LOOKS:
        writing = writing and not ended()
        positions = list(read(last))
        quiet = 0 if positions else quiet + 1
        if positions:
            seen.update(positions)
            last = positions[-1]
        else:
            time.sleep(LOOK_EVERY)
    gaps = sum(after != before + 1 for before, after in pairwise(sorted(seen)))
    yield {"seen": len(seen), "gaps": gaps}


def timed(count: int, began: float) -> dict[str, Any]:
    return {"rate": count / (time.perf_counter() - began), "count": count}


def serve(commands: dict[str, Command], address: str, payload: Payload) -> None:
    # The log of a peer goes where it does not disturb the conversation.
    said, sys.stdout = sys.stdout, sys.stderr
    while line := sys.stdin.readline():
        asked = json.loads(line)
        if not isinstance(asked, dict):
            continue  # a reader that has failed is still told that the writers have ended
        command = commands[asked.pop("do")]
        try:
            for answer in command(address, payload, **asked):
                said.write(f"{json.dumps(answer)}\n")
                said.flush()
        except Exception:  # noqa: BLE001 - whatever it is, whoever asked hears of it
            said.write(f"{json.dumps({'error': traceback.format_exc()})}\n")
            said.flush()


if __name__ == "__main__":
    module, given_address, given_payload = sys.argv[1:]
    read = json.loads(Path(given_payload).read_text(encoding="utf-8"))
    serve(importlib.import_module(module).COMMANDS, given_address, Payload(**read))
