"""Clients that walk the road behind a protocol: parties ratify, plan together, and are to report.

What one service hears of another makes something happen there, once: planning knows the protocol
that is in force, reporting expects a report on each plan that was submitted.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

import httpx
from uuid_utils.compat import uuid7

from kernel.web.asked import Asked, Marks
from tests.faults.asking import Said
from tests.faults.ledger import OK, Attempt
from tests.faults.places import PLANNING, REPORTING, ROADS
from tests.faults.workload import Workload
from tests.system.whole_road import WholeRoad

UNIT: Final = "bj"
SUBJECT: Final = "fault-harness-road"
FOUNDERS: Final = 3
PAUSE: Final = 0.3
TIMES: Final = 3
LATER: Final = ("InFlight", "Conflict", "Overloaded")
DATES: Final = ("2022-04-20", "2022-04-28")


class Over(Exception):
    """The run ends: nobody walks on."""


@dataclass
class Walk(WholeRoad):
    """A road that is walked whatever fails: each step is asked for until it is taken or refused."""

    workload: Workload = field(kw_only=True)
    over: asyncio.Event = field(kw_only=True)

    def service_of(self, path: str) -> str:
        if path.startswith(("/v1/strategic-plans", "/v1/action-plans")):
            return PLANNING
        return REPORTING if path.startswith("/v1/reports") else f"{UNIT}-partnerships"

    async def send(
        self, token: str, path: str, body: dict[str, Any], language: str = "en"
    ) -> httpx.Response:
        said = await self.tell(token, path, body, language=language)
        return httpx.Response(said.status, text=said.body)

    async def tell(
        self,
        token: str,
        path: str,
        body: dict[str, Any],
        *,
        language: str = "en",
        marks: tuple[str, ...] = (),
        expected: int | None = None,
    ) -> Said:
        """Ask until somebody has decided, always under the key that follows from what is asked."""
        key = hashlib.sha256(f"{path} {body}".encode()).hexdigest()
        headers = {
            "authorization": f"Bearer {token}",
            "content-type": "application/json",
            "accept-language": language,
            "idempotency-key": key,
        }
        if expected is not None:
            headers["if-match"] = f'"{expected}"'
        _, version, collection, stream, verb = path.split("/")
        asked = Asked(UUID(stream), key, None, None, Marks(), b"")
        command = asked.command_id(SUBJECT, f"/{version}/{collection}/{{id}}/{verb}")
        while True:
            began = time.monotonic()
            said = await self.said_by(path, "POST", headers, json.dumps(body).encode())
            self.workload.ledger.add(
                Attempt(
                    key=key,
                    command=str(command),
                    service=self.service_of(path),
                    stream=stream,
                    marks=marks,
                    expected=expected,
                    began=began,
                    ended=time.monotonic(),
                    status=said.status,
                    answer=said.body,
                )
            )
            if not _again(said):
                return said
            await self._rest()

    async def read(self, path: str) -> dict[str, Any]:
        headers = {
            "authorization": f"Bearer {self.coordination}",
            "x-min-position": str(self.seen.get(self.service_url(path), 0)),
        }
        while True:
            said = await self.said_by(path, "GET", headers)
            if said.status == OK:
                return dict(json.loads(said.body))
            await self._rest()

    def service_url(self, path: str) -> str:
        return self.service_of(path)

    async def said_by(
        self, path: str, method: str, headers: dict[str, str], body: bytes = b""
    ) -> Said:
        places = ROADS[self.service_of(path)]
        return await self.workload.said(places, method, path, headers, body)

    async def _rest(self) -> None:
        if self.over.is_set():
            raise Over
        await asyncio.sleep(PAUSE)

    # --- what is walked -------------------------------------------------------------------------

    async def to_strategy(self) -> None:
        """Walk as far as plans may be made."""
        await self.to_signed()
        await self._ratified()
        await self.admits()
        await self.strategy()

    async def _ratified(self) -> None:
        for commune, day in zip((self.jette, self.belfaa), DATES, strict=True):
            await self.ratify(commune, day)

    async def plan(self) -> None:
        """Draft a plan, agree on it, submit it: a report is then expected."""
        await self.drafts_a_plan()
        await self.agrees_on_the_plan()
        await self.submits_the_plan()

    async def another_protocol(self) -> None:
        """Let two other communes of the same programme conclude theirs."""
        for commune, country in ((self.jette, "BE"), (self.belfaa, self.country)):
            names = {"fr": f"Commune {commune}"}
            body = {"kind": "commune", "country": country, "names": names}
            await self.accepted(self.coordination, f"/v1/communes/{commune}/register", body)
        members = [{"commune": str(each)} for each in (self.jette, self.belfaa)]
        established = {
            "programme": str(self.programme),
            "country": self.country,
            "members": members,
        }
        path = f"/v1/partnerships/{self.partnership}"
        await self.accepted(self.coordination, f"{path}/establish", established)
        await self.accepted(self.coordination, f"{path}/enter-phase", {"phase": str(self.phase)})
        await self.propose()
        await self.agree()
        await self.sign(self.jette)
        await self.sign(self.belfaa)
        await self._ratified()


def _again(said: Said) -> bool:
    """Say whether nobody has decided: no answer, a failure, or a clock that doubts the token."""
    if said.status == 0 or said.status >= 500 or said.status in {401, 429}:
        return True
    return said.status != OK and any(f'"{code}"' in said.body for code in LATER)


async def begin(workload: Workload, over: asyncio.Event) -> Walk:
    """Return a road that is walked as far as plans may be made. Raises what refuses that."""
    issue = workload.machines.issuer.issue

    def token(*who: Any, **more: Any) -> str:
        return issue(*who, subject=SUBJECT, **more)

    first = Walk("", "", token, UNIT, workload=workload, over=over)
    for _ in range(TIMES - 1):  # on a busy machine one service may be slow to hear of another
        with suppress(AssertionError):
            await first.to_strategy()
            return first
    await first.to_strategy()
    return first


async def walk(first: Walk, founded: Callable[[Walk], None]) -> None:
    """Walk on until it is over: plans on the first road, and other protocols, each told of."""
    founders = (_protocols(first, founded) for _ in range(FOUNDERS))
    await asyncio.gather(_plans(first), *founders)


async def _plans(first: Walk) -> None:
    while not first.over.is_set():
        await asyncio.sleep(PAUSE)
        planning = replace(first, action_plan=uuid7(), budget_line=uuid7())
        await _as_far_as_it_goes(planning.plan())


async def _protocols(first: Walk, founded: Callable[[Walk], None]) -> None:
    while not first.over.is_set():
        await asyncio.sleep(PAUSE)
        parties = replace(first, jette=uuid7(), belfaa=uuid7())
        founding = replace(parties, partnership=uuid7(), protocol=uuid7())
        if await _as_far_as_it_goes(founding.another_protocol()):
            founded(founding)


async def _as_far_as_it_goes(road: Awaitable[None]) -> bool:
    """Walk it; a road that a fault has made impassable, as by a refusal, is left."""
    try:
        await road
    except (Over, AssertionError):
        await asyncio.sleep(PAUSE)
        return False
    return True
