"""Send the commands of a pack to the units, as any client of their public interface would."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

import httpx

from programmes.sends import Send

IN_FLIGHT: Final = 16
"""Commands to one unit at a time; commands on one id wait for one another."""
ATTEMPTS: Final = 8
LONGEST_PAUSE: Final = 5.0
"""Seconds."""
TIMEOUT: Final = httpx.Timeout(30.0)
# Answers that say: the same command again in a moment is harmless and may succeed.
_BUSY = {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE}


@dataclass(frozen=True, slots=True)
class Refused:
    """A unit said no to a command; `problem` is its problem document (RFC 9457)."""

    send: Send
    status: int
    problem: Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """What became of the commands for one unit."""

    unit: str
    total: int
    sent: int = 0
    already: int = 0
    refused: list[Refused] = field(default_factory=list)
    unreachable: str | None = None

    @property
    def done(self) -> int:
        return self.sent + self.already + len(self.refused)


Report = Callable[[Tally], None]
"""Called after each command with what has become of its unit's commands so far."""


class Unreachable(Exception):
    """The unit does not answer."""


def http_client(url: str) -> httpx.AsyncClient:
    """Return a client for one unit.

    The units share no client: httpx looks through all of a client's connections at each request.
    """
    limits = httpx.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)
    return httpx.AsyncClient(timeout=TIMEOUT, limits=limits, verify=certificates(url))


def certificates(url: str) -> ssl.SSLContext | bool:
    """Return what httpx needs to check the server: nothing, without reading files, for http."""
    return url.startswith("https:") or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class UnitLoader:
    """Sends one unit's commands, wave by wave, and stops after a wave with a refusal."""

    def __init__(
        self, client: httpx.AsyncClient, url: str, token: str, tally: Tally, report: Report
    ) -> None:
        self._client, self._url, self._tally, self._report = client, url.rstrip("/"), tally, report
        self._headers = {"Authorization": f"Bearer {token}"}
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._head = 0

    async def run(self, sends: Sequence[Send]) -> None:
        try:
            self._head = await self._position()
            for _, wave in groupby(sends, key=lambda send: send.wave):
                await self._wave(list(wave))
                if self._tally.refused:
                    return
        except Unreachable as reason:
            self._tally.unreachable = str(reason)

    async def _wave(self, sends: Sequence[Send]) -> None:
        by_id: dict[object, list[Send]] = {}
        for send in sends:
            by_id.setdefault((send.plural, send.id), []).append(send)
        try:
            async with asyncio.TaskGroup() as group:
                for chain in by_id.values():
                    group.create_task(self._chain(chain))
        except ExceptionGroup as group:
            unreachable, others = group.split(Unreachable)
            if unreachable is None or others is not None:
                raise
            raise unreachable.exceptions[0] from group

    async def _chain(self, sends: Sequence[Send]) -> None:
        for send in sends:
            async with self._slots:
                answer = await self._post(send)
            if not self._count(send, answer):
                return

    def _count(self, send: Send, answer: httpx.Response) -> bool:
        accepted = answer.is_success
        if not accepted:
            self._tally.refused.append(Refused(send, answer.status_code, _problem(answer)))
        else:
            position = int(answer.json()["position"])
            # What stands at a position from before this run was there already.
            if position > self._head:
                self._tally.sent += 1
            else:
                self._tally.already += 1
        self._report(self._tally)
        return accepted

    async def _post(self, send: Send) -> httpx.Response:
        headers = {**self._headers, "Idempotency-Key": send.key}
        return await self._persist(
            lambda: self._client.post(self._url + send.path, json=send.body, headers=headers)
        )

    async def _position(self) -> int:
        """Return the last position of the unit's store."""
        answer = await self._persist(lambda: self._client.get(f"{self._url}/status"))
        if not answer.is_success:
            raise Unreachable(f"{self._url}/status answers {answer.status_code}")
        return int(answer.json()["head"])

    async def _persist(self, ask: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        """Ask again while the unit is busy or the connection fails; keys make that harmless."""
        pause = 0.05
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer = await ask()
            except httpx.TransportError as error:
                if attempt == ATTEMPTS:
                    raise Unreachable(f"{self._url} does not answer: {error}") from error
                wait = pause
            else:
                if attempt == ATTEMPTS or not _again(answer):
                    return answer
                wait = max(pause, _retry_after(answer))
            await asyncio.sleep(min(wait, LONGEST_PAUSE))
            pause *= 2
        raise AssertionError("the last attempt returns or raises")


def _again(answer: httpx.Response) -> bool:
    in_flight = answer.status_code == httpx.codes.CONFLICT and "Retry-After" in answer.headers
    return answer.status_code in _BUSY or in_flight


def _retry_after(answer: httpx.Response) -> float:
    seconds = answer.headers.get("Retry-After", "")
    return float(seconds) if seconds.isdecimal() else 0.0


def _problem(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        problem = answer.json()
    except ValueError:
        return {"title": answer.text[:200]}
    return problem if isinstance(problem, dict) else {"title": str(problem)[:200]}
