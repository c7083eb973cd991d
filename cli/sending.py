"""Send the commands of a pack to the units, as any client of their public interface would."""

import asyncio
import functools
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import httpx

from programmes.sends import HEARS, Send

IN_FLIGHT: Final = 16
"""Commands to one unit at a time; commands on one id wait for one another."""
ATTEMPTS: Final = 8
LONGEST_PAUSE: Final = 5.0
"""Seconds."""
TIMEOUT: Final = httpx.Timeout(30.0)
HEARD_WITHIN: Final = 60.0
"""Seconds in which a service hears what another has said, before its commands are given up."""
HEARD_POLL: Final = 0.05
# Answers that say: the same command again in a moment is harmless and may succeed.
_BUSY = {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE}


@dataclass(frozen=True, slots=True)
class Refused:
    """A unit said no to a command; `problem` is its problem document (RFC 9457)."""

    send: Send
    status: int
    problem: Mapping[str, Any]

    def __str__(self) -> str:
        """Say in one line what of the pack was refused, and by which rule."""
        send, code = self.send, self.problem.get("code", self.status)
        said = self.problem.get("title", "")
        return f"{send.origin}: {send.unit} {send.plural} {send.id} {send.verb}: {code}: {said}"


@dataclass(slots=True)
class Tally:
    """What became of the commands for one unit.

    `differs` is what the pack says otherwise of a thing than the unit has recorded before: that
    stays, and whoever keeps the register decides.
    """

    unit: str
    total: int
    sent: int = 0
    already: int = 0
    differs: list[Refused] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    unreachable: str | None = None

    @property
    def done(self) -> int:
        return self.sent + self.already + len(self.differs) + len(self.refused)

    @property
    def had_some(self) -> bool:
        """Whether the unit had something of the pack before."""
        return bool(self.already or self.differs)


Report = Callable[[Tally], None]
"""Called after each command with what has become of its unit's commands so far."""

Addresses = Mapping[str, Mapping[str, str]]
"""The URL of each service by unit: `{"ma": {"planning": "https://…"}}`."""

TokenFor = Callable[[str, str], str]
"""Returns a token for a unit and a role."""


class Unreachable(Exception):
    """A service of the unit does not answer, or does not hear what another has said."""


def http_client(url: str) -> httpx.AsyncClient:
    """Return a client for one service.

    Services share no client: httpx looks through all of a client's connections at each request.
    """
    limits = httpx.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)
    return httpx.AsyncClient(timeout=TIMEOUT, limits=limits, verify=certificates(url))


def certificates(url: str) -> ssl.SSLContext | bool:
    """Return what httpx needs to check the server: nothing, without reading files, for http."""
    return url.startswith("https:") or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Service:
    """One service of a unit, as a client of its public interface."""

    def __init__(self, source: str, client: httpx.AsyncClient, url: str) -> None:
        self.source, self._client, self._url = source, client, url.rstrip("/")

    async def post(self, send: Send, token: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": send.key}
        return await self._persist(
            lambda: self._client.post(self._url + send.path, json=send.body, headers=headers)
        )

    async def has(self, send: Send, token: str) -> bool:
        """Say whether the thing is there that the command is about."""
        path = f"{self._url}/v1/{send.plural}/{send.id}"
        headers = {"Authorization": f"Bearer {token}"}
        return (await self._persist(lambda: self._client.get(path, headers=headers))).is_success

    async def head(self) -> int:
        """Return the last position of the service's store."""
        return int((await self.status())["head"])

    async def knows(self, other: "Service") -> bool:
        """Say whether it has applied everything that the other service has to tell by now."""
        theirs = await other.status()
        relay = theirs["relay"]
        if relay["scanned"] < theirs["head"]:
            return False
        heard = [
            int(state["position"])
            for consumer in (await self.status())["consumers"].values()
            for source, state in consumer["sources"].items()
            if source.partition("/")[0] == other.source
        ]
        return min(heard, default=0) >= int(relay["published"])

    async def status(self) -> Any:
        """Return what the service says of itself: positions, its relay, its consumers."""
        answer = await self._persist(lambda: self._client.get(f"{self._url}/status"))
        if not answer.is_success:
            raise Unreachable(f"{self._url}/status answers {answer.status_code}")
        return answer.json()

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


class UnitLoader:
    """Sends one unit's commands, wave by wave, and stops after a wave with a refusal.

    A unit that had an older pack keeps what it has and gains the rest: what is said otherwise of a
    thing that was there stops nothing, and nothing is built on what is refused.

    Rules of one service rest on what another has said. So before a wave goes to a service, it has
    heard all that the others had published by then. `services` has every service of the sends.
    """

    def __init__(
        self,
        services: Mapping[str, Service],
        token_for: Callable[[str], str],
        tally: Tally,
        report: Report,
    ) -> None:
        self._services, self._tally, self._report = services, tally, report
        self._token_for = functools.cache(token_for)
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._heads: dict[str, int] = {}
        self._was_there: dict[tuple[str, UUID], bool] = {}
        self._left_out: set[tuple[str, UUID]] = set()
        self._all_new = False

    async def run(self, sends: Sequence[Send]) -> None:
        try:
            for name in {send.service for send in sends}:
                self._heads[name] = await self._services[name].head()
            last: set[str] = set()
            for _, grouped in groupby(sends, key=lambda send: send.wave):
                wave = [send for send in grouped if (send.plural, send.id) not in self._left_out]
                names = {send.service for send in wave}
                for name in names - last:
                    await self._hears(name)
                await self._wave(wave)
                if self._tally.refused and not self._goes_on():
                    return
                self._all_new = not self._tally.had_some
                last = names
        except Unreachable as reason:
            self._tally.unreachable = str(reason)

    def _goes_on(self) -> bool:
        """Say whether the rest is still worth sending: rules said no, and older data is why."""
        conflicts = all(each.status == httpx.codes.CONFLICT for each in self._tally.refused)
        return conflicts and self._tally.had_some

    async def _hears(self, name: str) -> None:
        """Wait until the service knows all that the others have to tell by now."""
        service, now = self._services[name], asyncio.get_running_loop().time
        for other in (self._services[each] for each in HEARS[name] if each in self._services):
            end = now() + HEARD_WITHIN
            while not await service.knows(other):
                if now() > end:
                    waited = f"within {HEARD_WITHIN:.0f} s; does Kafka answer?"
                    raise Unreachable(f"{service.source} has not heard of {other.source} {waited}")
                await asyncio.sleep(HEARD_POLL)

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
                answer = await self._services[send.service].post(send, self._token_for(send.role))
            if not await self._count(send, answer):
                self._left_out.add((send.plural, send.id))
                return

    async def _count(self, send: Send, answer: httpx.Response) -> bool:
        """Note what came of a command; return whether the next on the same id is to be sent."""
        goes_on = True
        if not answer.is_success:
            goes_on = await self._is_of_before(send, answer)
            found = self._tally.differs if goes_on else self._tally.refused
            found.append(Refused(send, answer.status_code, _problem(answer)))
        else:
            position = int(answer.json()["position"])
            # What stands at a position from before this run was there already.
            if position > self._heads[send.service]:
                self._tally.sent += 1
            else:
                self._tally.already += 1
            before = position <= self._heads[send.service]
            self._was_there.setdefault((send.plural, send.id), before)
        self._report(self._tally)
        return goes_on

    async def _is_of_before(self, send: Send, answer: httpx.Response) -> bool:
        """Say whether a rule refused something of a thing that was there before this run.

        Where a whole wave was new to the unit, so is everything after it.
        """
        if answer.status_code != httpx.codes.CONFLICT or self._all_new:
            return False
        thing = send.plural, send.id
        if thing not in self._was_there:
            service, token = self._services[send.service], self._token_for(send.role)
            self._was_there[thing] = await service.has(send, token)
        return self._was_there[thing]


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
