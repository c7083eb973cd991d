"""Five times as many commands as a service can take: what it still does, and how it says no.

The callers share the cores with the service and its database, and whatever else runs. So each
figure is told twice: by the clock, and by the time that the service itself was at work meanwhile
(Linux's account of it), which is what it can answer for and what the targets are compared with.
Peak and overload are taken in turn, because machines are not equally fast all the time.

python -m tests.bench.bench_overload [SECONDS]
"""

import asyncio
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final, NamedTuple

import httpx
import uvloop
from uuid_utils.compat import uuid7

from deploy.local.issuer import AUDIENCE, ISSUER, open_issuer
from deploy.local.ports import free_port
from tests.bench.measuring import durable_postgres, say
from tests.system.road import PROGRAMME
from tests.system.running import ROOT
from vocabulary import roles

ROUNDS, SECONDS, CONNECTIONS, PEAK_CONNECTIONS = 5, 5.0, 600, 24
AFTER: Final = 3.0
"""Seconds in which recovery is looked for."""
TIMES: Final = 5
TICK: Final = 0.005
MUST_KEEP, MUST_REFUSE_WITHIN, MUST_RECOVER_WITHIN = 0.8, 0.05, 10.0

BODY: Final = json.dumps(PROGRAMME).encode()


class Took(NamedTuple):
    """When an answer came, what it took, and for how long of that the service was at work."""

    at: float
    seconds: float
    worked: float


@dataclass
class Answers:
    """What came back, by kind."""

    done: "list[Took]" = field(default_factory=list)
    refused: "list[Took]" = field(default_factory=list)
    other: list[bytes] = field(default_factory=list)
    not_sent: int = 0


class Connection(asyncio.Protocol):
    """Keeps a connection open and sends one request at a time."""

    def __init__(self, load: "Load") -> None:
        self._load, self._buffer = load, bytearray()
        self._sent, self._worked = 0.0, 0.0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._load.idle.append(self)

    def connection_lost(self, _: Exception | None) -> None:
        # A server closes what has been quiet for five seconds; one that was asked must answer.
        if self in self._load.idle:
            self._load.idle.remove(self)
        else:
            self._load.answers.other.append(b"cut off")
        self._load.connect_soon()

    def send(self) -> None:
        self._sent, self._worked = time.perf_counter(), self._load.worked
        self._transport.write(self._load.request())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, there, body = bytes(self._buffer).partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        if there and len(body) >= int(length):
            self._buffer.clear()
            now, worked = time.perf_counter(), self._load.worked
            self._load.heard(self, head[9:12], Took(now, now - self._sent, worked - self._worked))


class Load:
    def __init__(self, port: int, token: str, process: int) -> None:
        self._port, self._token = port, token
        self._account = os.open(f"/proc/{process}/task/{process}/schedstat", os.O_RDONLY)
        self.idle: deque[Connection] = deque()
        self.answers = Answers()
        self.over = False
        self._connecting: set[asyncio.Task[None]] = set()
        self.again = False
        """Whether what was answered is at once followed by the next."""

    async def connect(self) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: Connection(self), "127.0.0.1", self._port)

    def connect_soon(self) -> None:
        if self.over:
            return
        task = asyncio.create_task(self.connect())
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    @property
    def worked(self) -> float:
        """Return the seconds that the service has been at work."""
        return int(os.pread(self._account, 64, 0).split()[0]) / 1e9

    def request(self) -> bytes:
        return (
            f"POST /v1/programmes/{uuid7()}/define HTTP/1.1\r\nhost: localhost\r\n"
            f"authorization: Bearer {self._token}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(BODY)}\r\n\r\n"
        ).encode() + BODY

    def heard(self, connection: Connection, status: bytes, took: Took) -> None:
        if status == b"200":
            self.answers.done.append(took)
        elif status in {b"503", b"429"}:
            self.answers.refused.append(took)
        else:
            self.answers.other.append(status)
        if self.again:
            connection.send()
        else:
            self.idle.append(connection)

    async def closed(self, connections: int, seconds: float) -> Answers:
        """Let so many callers ask one after the other."""
        self.answers, self.again = Answers(), True
        for _ in range(connections):
            self.idle.pop().send()
        await asyncio.sleep(seconds)
        self.again = False
        return await self._ended()

    async def steady(self, rate: float, seconds: float) -> Answers:
        """Ask at a rate, whatever is answered."""
        self.answers, began, sent = Answers(), time.perf_counter(), 0
        while (now := time.perf_counter() - began) < seconds:
            due = int(rate * now)
            for _ in range(due - sent):
                if self.idle:
                    self.idle.pop().send()
                else:
                    self.answers.not_sent += 1
            sent = due
            await asyncio.sleep(TICK)
        return await self._ended()

    async def _ended(self) -> Answers:
        answers = self.answers
        for _ in range(3000):
            if len(self.idle) == CONNECTIONS:
                return answers
            await asyncio.sleep(0.01)
        raise AssertionError("some requests are never answered")


@contextmanager
def service(database: str, folder: Path) -> Iterator[Load]:
    """Run the service of partnerships in a process of its own; its broker is away."""
    issuer, port = open_issuer(folder), free_port()
    told = {
        "CIC_UNIT": "ma",
        "CIC_DATABASE_URL": database,
        "CIC_KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "CIC_JWKS": str(issuer.key_set),
        "CIC_ISSUER": ISSUER,
        "CIC_AUDIENCE": AUDIENCE,
        "CIC_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "kernel.serving", "services/partnerships", f"--port={port}"]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | told)
    try:
        _ready(f"http://127.0.0.1:{port}/readyz")
        yield Load(port, issuer.issue(roles.COUNTRY_UNIT, ["ma"]), process.pid)
    finally:
        process.terminate()
        process.wait()


def _ready(url: str) -> None:
    for _ in range(600):
        with suppress(httpx.TransportError):
            if httpx.get(url).status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError("the service does not start")


class Round(NamedTuple):
    """A time at the peak, then the same time at a multiple of what that reached, and after it.

    With the seconds that the service was at work at the peak, and under overload.
    """

    peak: Answers
    at_peak: float
    over: Answers
    under: float
    in_time: int
    after: Answers
    recovered: float


async def one_round(load: Load, seconds: float) -> Round:
    worked = [load.worked]
    peak = await load.closed(PEAK_CONNECTIONS, seconds)
    worked.append(load.worked)
    rate = len(peak.done) / seconds
    began = time.perf_counter()
    over = await load.steady(TIMES * rate, seconds)
    worked.append(load.worked)
    ended = time.perf_counter()
    after = await load.steady(rate / 2, AFTER)
    in_time = sum(began < took.at < began + seconds for took in over.done)
    at_peak, under = worked[1] - worked[0], worked[2] - worked[1]
    return Round(peak, at_peak, over, under, in_time, after, _recovered(after, ended))


async def measure(load: Load, seconds: float) -> bool:
    for _ in range(CONNECTIONS):
        await load.connect()
    await load.closed(PEAK_CONNECTIONS, 2.0)  # what is slow only the first time
    rounds = [await one_round(load, seconds) for _ in range(ROUNDS)]
    load.over = True
    per_command = sum(r.at_peak for r in rounds) / sum(len(r.peak.done) for r in rounds)
    kept = [len(r.over.done) / r.under / (len(r.peak.done) / r.at_peak) for r in rounds]
    peaks, over, after = (
        _together(of) for of in zip(*((r.peak, r.over, r.after) for r in rounds), strict=True)
    )
    took, under = ROUNDS * seconds, sum(r.under for r in rounds)
    offered = (len(over.done) + len(over.refused)) / len(peaks.done)
    by_the_clock = sum(r.in_time for r in rounds) / len(peaks.done)
    a_refusal = (under - per_command * len(over.done)) / len(over.refused)
    recovered = max(r.recovered for r in rounds)
    say(f"peak           {len(peaks.done) / took:8,.0f} /s, {_times(peaks.done)}")
    say(
        f"at work        {per_command * len(peaks.done) / took:8.0%} of the time,"
        f" {under / took:.0%} under overload"
    )
    say(f"asked          {offered:8.1f} times that ({over.not_sent} could not be sent)")
    say(
        f"still done     {median(kept):8.0%} of it (min {min(kept):.0%}, max {max(kept):.0%}),"
        f" by the clock {by_the_clock:.0%}; {_times(over.done)}"
    )
    say(f"refused        {len(over.refused):8,} {_times(over.refused)}")
    say(f"well again     {recovered:8.2f} s after it ended at most; {_times(after.done)}")
    say(f"work           {per_command * 1e3:8.2f} ms a command, {a_refusal * 1e3:.3f} ms a refusal")
    others = {*peaks.other, *over.other, *after.other}
    say(f"other answers  {others or 'none'}")
    return (
        median(kept) >= MUST_KEEP
        and _worst([took.worked for took in over.refused]) < MUST_REFUSE_WITHIN
        and recovered < MUST_RECOVER_WITHIN
        and not others
    )


def _together(several: Iterable[Answers]) -> Answers:
    whole = Answers()
    for each in several:
        whole.done += each.done
        whole.refused += each.refused
        whole.other += each.other
        whole.not_sent += each.not_sent
    return whole


def _recovered(after: Answers, since: float) -> float:
    """Return the seconds until nearly all that is asked in half a second is done again.

    Infinite where that was not seen.
    """
    window = 0.5
    for number in range(int(AFTER / window)):
        begins = since + number * window
        done, refused = (
            sum(begins <= took.at < begins + window for took in kind)
            for kind in (after.done, after.refused)
        )
        if done and refused <= 0.05 * done:
            return number * window
    return math.inf


def _worst(seconds: list[float]) -> float:
    """Return what one in a hundred exceeds."""
    return quantiles(seconds, n=100)[98] if len(seconds) > 1 else 0.0


def _times(answers: list[Took]) -> str:
    clock, work = [took.seconds for took in answers], [took.worked for took in answers]
    return (
        f"p50 {median(clock or [0]) * 1e3:.1f} ms, p99 {_worst(clock) * 1e3:.1f} ms,"
        f" of which the service worked {median(work or [0]) * 1e3:.1f} and {_worst(work) * 1e3:.1f}"
    )


async def main(seconds: float) -> bool:
    with tempfile.TemporaryDirectory(prefix="cic-bench-") as folder:
        async with durable_postgres() as url:
            with service(url, Path(folder)) as load:
                return await measure(load, seconds)


if __name__ == "__main__":
    asked = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.exit(0 if runner.run(main(asked)) else 1)
