"""Clients that write and read as users do: in a hurry, twice, too late, wrongly.

What they do is a commune's register: a commune is entered and gets codes. Each code is the mark of
one command. Of all commands a tenth is asked again under its key, a twentieth expects a version
that is past, some are no commands at all, and a few use a key for something else.
"""

import asyncio
import json
import random
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid5

from kernel.web.asked import Asked, Marks
from tests.faults.asking import Asking, Said
from tests.faults.commune import Asks, Commune, global_id, shown_marks
from tests.faults.ledger import OK, Attempt, Ledger, Read
from tests.faults.machines import Machines
from tests.faults.places import GATEWAYS, SERVICES
from vocabulary import roles

AGAIN, STALE, INVALID, REUSED = 0.10, 0.05, 0.02, 0.01
READS: Final = 0.10
STREAMS: Final = 150
"""How many communes of a service are written to at a time."""
LONG: Final = (8, 8, 8, 8, 40)
"""After so many events a commune is left alone, and another entered; most histories are short."""
QUESTION: Final = "query Codes($id: ID!) { commune(id: $id) { codes { value } } }"
REGISTER, ASSIGN = "register", "assign-code"
PAUSE: Final = 0.25
"""Before asking again what nobody answered."""
WAITING: Final = 40
"""So many wait at most for one process: one that stands still does not hold up the others. The more
there are, the more each commit, page and batch takes along, and the less a command costs: with 16
a third more."""
LOOKING: Final = 4


@dataclass(eq=False)
class Workload:
    """Asks `clients` at a time and writes down all that it is told."""

    machines: Machines
    ledger: Ledger
    chance: random.Random
    clients: int = 120
    communes: dict[str, list[Commune]] = field(default_factory=dict)
    """Those in use, by service."""
    asking: Asking = field(default_factory=Asking)
    _unanswered: deque[Asks] = field(default_factory=deque)
    _waiting: Counter[str] = field(default_factory=Counter)
    _silent_at: dict[str, float] = field(default_factory=dict)
    """When a place last gave no answer; none for one that has answered since."""
    _numbers: int = 0

    def __post_init__(self) -> None:
        issue = self.machines.issuer.issue
        self.subject = "fault-harness"
        self.tokens = {
            service: issue(roles.COUNTRY_UNIT, [service[:2]], subject=self.subject)
            for service in SERVICES
        }
        self.reader = issue(roles.ASSOCIATION_READER, ["*"])
        self._seed = UUID(int=self.chance.getrandbits(128))
        self.communes = {service: [] for service in SERVICES}

    async def run(self, over: asyncio.Event) -> None:
        """Work until it is over."""
        async with asyncio.TaskGroup() as tasks:
            for number in range(self.clients):
                tasks.create_task(self._client(f"client-{number}", over))

    async def settle(self, within: float) -> None:
        """Ask again what has no answer yet; what has none then stays unknown."""
        until = time.monotonic() + within

        async def client() -> None:
            while self._unanswered and time.monotonic() < until:
                await self._ask(self._unanswered.popleft())

        await asyncio.gather(*(client() for _ in range(self.clients)))

    async def _client(self, session: str, over: asyncio.Event) -> None:
        while not over.is_set():
            service = self._service()
            if service is None:
                await asyncio.sleep(PAUSE / 2)
                continue
            roll = self.chance.random()
            if roll < READS and (known := self._known(service)):
                await self._look(session, self.chance.choice(known))
            elif roll < READS + 0.05 and self._unanswered:
                await self._ask(self._unanswered.popleft())
            else:
                await self._command(service)

    def _service(self) -> str | None:
        """Choose one that is asked, rather the one that two processes serve."""
        weights = [len(self._room(places)) for places in SERVICES.values()]
        return self.chance.choices(list(SERVICES), weights)[0] if any(weights) else None

    def _known(self, service: str) -> list[Commune]:
        return [each for each in self.communes[service] if each.version]

    def _room(self, places: Sequence[str]) -> Sequence[str]:
        now = time.monotonic()
        return [place for place in places if self._waiting[place] < self._most(place, now)]

    def _most(self, place: str, now: float) -> int:
        """Return how many may wait there: few find out whether one answers again that did not."""
        if place not in self._silent_at:
            return WAITING
        return LOOKING if self._silent_at[place] + PAUSE < now else 0

    async def said(
        self,
        places: Sequence[str],
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes = b"",
    ) -> Said:
        """Ask any of the places, rather one that has not many who wait."""
        place = self.chance.choice(self._room(places) or places)
        self._waiting[place] += 1
        try:
            port = self.machines.port_of(place)
            said = await self.asking.ask(port, method, path, headers, body)
        finally:
            self._waiting[place] -= 1
        if said.status:
            self._silent_at.pop(place, None)
        else:
            self._silent_at[place] = time.monotonic()
        return said

    # --- commands -------------------------------------------------------------------------------

    async def _command(self, service: str) -> None:
        commune = self._commune(service)
        roll = self.chance.random()
        if commune.new:
            commune.new = False
            asks = self._register(commune)
        elif not commune.version:
            await asyncio.sleep(PAUSE)
            return
        elif roll < INVALID:
            asks = self._assign(commune, body=b'{"code": {"scheme": 1}}')
        elif roll < INVALID + STALE:
            asks = self._assign(commune, expected=self.chance.randrange(commune.version))
        elif roll < 0.5:
            asks = self._assign(commune, expected=commune.version)
        else:
            asks = self._assign(commune)
        said = await self._ask(asks)
        if said.status == 0 or said.status >= 500:
            self._unanswered.append(asks)
            await asyncio.sleep(PAUSE)
        elif asks.verb == REGISTER and said.status != OK:
            commune.new = True
        elif self.chance.random() < AGAIN:
            await self._ask(asks)
        elif said.status == 200 and self.chance.random() < REUSED:
            await self._ask(self._assign(commune, key=asks.key) if asks.verb == ASSIGN else asks)

    def _commune(self, service: str) -> Commune:
        """Return one that is in use; enter another where one has become long."""
        communes = self.communes[service]
        number = self.chance.randrange(STREAMS)
        if number >= len(communes):
            communes.append(self._another(service))
            return communes[-1]
        if communes[number].version >= communes[number].long:
            communes[number] = self._another(service)
        return communes[number]

    def _another(self, service: str) -> Commune:
        return Commune(service, str(self._id()), long=self.chance.choice(LONG))

    def _id(self) -> UUID:
        self._numbers += 1
        return uuid5(self._seed, str(self._numbers))

    def _register(self, commune: Commune) -> Asks:
        names = {"fr": f"Commune {commune.stream}"}
        country = commune.service[:2].upper()
        body = {"kind": "commune", "country": country, "names": names}
        mark = f"registered {commune.stream}"
        return Asks(commune, REGISTER, str(self._id()), mark, None, json.dumps(body).encode())

    def _assign(
        self,
        commune: Commune,
        *,
        expected: int | None = None,
        body: bytes | None = None,
        key: str | None = None,
    ) -> Asks:
        mark = f"m{self._id()}"
        code = {"code": {"scheme": mark, "value": mark}}
        return Asks(
            commune,
            ASSIGN,
            key or str(self._id()),
            mark,
            expected,
            body if body is not None else json.dumps(code).encode(),
        )

    async def _ask(self, asks: Asks) -> Said:
        commune = asks.commune
        headers = {
            "authorization": f"Bearer {self.tokens[commune.service]}",
            "content-type": "application/json",
            "idempotency-key": asks.key,
        }
        if asks.expected is not None:
            headers["if-match"] = f'"{asks.expected}"'
        began = time.monotonic()
        said = await self.said(SERVICES[commune.service], "POST", asks.path, headers, asks.body)
        self.ledger.add(
            Attempt(
                key=asks.key,
                command=self._command_id(asks),
                service=commune.service,
                stream=commune.stream,
                marks=(asks.mark,),
                expected=asks.expected,
                began=began,
                ended=time.monotonic(),
                status=said.status,
                answer=said.body,
            )
        )
        if said.status == 200:
            answer = json.loads(said.body)
            if answer["version"] > commune.version:
                commune.version, commune.position = answer["version"], answer["position"]
        elif said.status == 412:
            commune.version = json.loads(said.body).get("version", commune.version)
        return said

    def _command_id(self, asks: Asks) -> str:
        asked = Asked(UUID(asks.commune.stream), asks.key, None, None, Marks(), b"")
        return str(asked.command_id(self.subject, f"/v1/communes/{{id}}/{asks.verb}"))

    # --- reads ----------------------------------------------------------------------------------

    async def _look(self, session: str, commune: Commune) -> None:
        if self.chance.random() < 0.5:
            await self.look_at_service(session, commune)
        else:
            await self.look_at_gateway(session, commune)

    async def look_at_service(self, session: str, commune: Commune) -> Read | None:
        """Read a commune from its service, at least as new as the last answer."""
        token = commune.position
        headers = {
            "authorization": f"Bearer {self.tokens[commune.service]}",
            "x-min-position": str(token),
        }
        began = time.monotonic()
        path = f"/v1/communes/{commune.stream}"
        said = await self.said(SERVICES[commune.service], "GET", path, headers)
        if said.status != 200:
            return None
        return self._read(session, "service", commune, began, token, json.loads(said.body))

    async def look_at_gateway(self, session: str, commune: Commune) -> Read | None:
        """Read a commune through GraphQL; None where there was no answer."""
        began = time.monotonic()
        answer = await self.question(QUESTION, {"id": global_id(commune.stream)})
        if answer is None:
            return None
        return self._read(session, "gateway", commune, began, 0, answer["commune"])

    async def question(self, text: str, variables: dict[str, Any]) -> dict[str, Any] | None:
        """Return the data of an answer without errors."""
        body = json.dumps({"query": text, "variables": variables}).encode()
        headers = {
            "authorization": f"Bearer {self.reader}",
            "content-type": "application/json",
            "accept": "application/json",
        }
        said = await self.said(GATEWAYS, "POST", "/graphql", headers, body)
        if said.status != 200:
            return None
        answer: dict[str, Any] = json.loads(said.body)
        return None if "errors" in answer else answer["data"]

    def _read(  # noqa: PLR0917
        self,
        session: str,
        view: str,
        commune: Commune,
        began: float,
        token: int,
        found: dict[str, Any] | None,
    ) -> Read:
        read = Read(
            session=session,
            view=view,
            service=commune.service,
            stream=commune.stream,
            began=began,
            ended=time.monotonic(),
            marks=shown_marks(commune.stream, found),
            token=token,
        )
        self.ledger.add(read)
        return read
