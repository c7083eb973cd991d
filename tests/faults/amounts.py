"""Clients that move amounts between the lines of conventions' budgets, whose sums never change.

Whoever moves reads first, and expects what was read: of those who read the same, one wins. Each
move adds a line, whose code is the mark of its command. A budget with many lines is signed, by one
party after the other; from then on the gateway shows it too.
"""

import asyncio
import json
import random
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from tests.faults.commune import global_id
from tests.faults.ledger import OK, Read
from tests.faults.places import ROADS
from tests.faults.roads import UNIT, Over, Walk
from tests.faults.workload import AGAIN

TOTAL: Final = 1_000_000
"""What the lines of every budget come to."""
CLIENTS: Final = 8
AT_ONE: Final = 2
"""So many move amounts of one budget at a time, and get in each other's way."""
OPEN: Final = 4
LINES: Final = 8
"""A budget with so many is signed."""
PARTIES: Final = 2
PAUSE: Final = 0.3
DAY, SIGNED_ON = "2022-05-13", "2022-05-14"
SERVICE: Final = f"{UNIT}-partnerships"
QUESTION: Final = """
query Budget($id: ID!) {
  node(id: $id) { ... on Convention { state budgetLines { code amount { amount } } } }
}
"""


def first_signed(id_: str) -> str:
    return f"signed first {id_}"


def all_signed(id_: str) -> tuple[str, str]:
    """Return the marks of the last of two signatures, which concludes it."""
    return f"signed last {id_}", f"concluded {id_}"


def marks_of(id_: str, shown: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the marks of a convention as its service shows it, or the gateway once concluded."""
    marks = [line["code"] for line in _lines(shown)]
    signed = len(shown["signatures"]) if "signatures" in shown else PARTIES
    if signed:
        marks.append(first_signed(id_))
    if signed == PARTIES:
        marks += all_signed(id_)
    return tuple(marks)


def amounts_of(shown: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(int(line["amount"]["amount"]) for line in _lines(shown))


def _lines(shown: Mapping[str, Any]) -> Any:
    """Return the lines that the service or the gateway shows."""
    return shown["budget_lines"] if "budget_lines" in shown else shown["budgetLines"]


@dataclass(eq=False)
class Budget:
    """A convention and what its clients know of it."""

    road: Walk
    id: str = field(default_factory=lambda: str(uuid4()))
    position: int = 0
    clients: int = 0

    @property
    def path(self) -> str:
        return f"/v1/conventions/{self.id}"


@dataclass(eq=False)
class Movers:
    """Move until it is over. `found` tells of a protocol under which a convention may be made."""

    chance: random.Random
    over: asyncio.Event
    _roads: deque[Walk] = field(default_factory=deque)
    _open: list[Budget] = field(default_factory=list)
    _concluded: list[Budget] = field(default_factory=list)

    @property
    def budgets(self) -> list[Budget]:
        """All that were drafted."""
        return [*self._concluded, *self._open]

    def found(self, road: Walk) -> None:
        self._roads.append(road)

    async def run(self) -> None:
        await asyncio.gather(*(self._client(f"mover-{number}") for number in range(CLIENTS)))

    async def _client(self, session: str) -> None:
        while not self.over.is_set():
            try:
                await self._go_on(session)
            except Over:
                return

    async def _go_on(self, session: str) -> None:
        if self._concluded and self.chance.random() < AGAIN:
            await look_at_gateway(session, self.chance.choice(self._concluded))
        elif self._roads and len(self._open) < OPEN:
            await self._draft(Budget(self._roads.popleft()))
        elif free := [each for each in self._open if each.clients < AT_ONE]:
            budget = self.chance.choice(free)
            budget.clients += 1
            try:
                await self._onwards(session, budget)
            finally:
                budget.clients -= 1
        elif self._open:
            await look_at_service(session, self.chance.choice(self.budgets))
        else:
            await asyncio.sleep(PAUSE)

    async def _draft(self, budget: Budget) -> None:
        mark, road = self._mark(), budget.road
        body = {
            "partnership": str(road.partnership),
            "protocol": str(road.protocol),
            "drafted_by": str(road.jette),
            "on": DAY,
            "budget_lines": [_line(mark, TOTAL)],
        }
        if await self._accepted(budget, "draft", body, (mark,)):
            self._open.append(budget)

    async def _onwards(self, session: str, budget: Budget) -> None:
        seen = await look_at_service(session, budget)
        if seen is None:
            await asyncio.sleep(PAUSE)
        elif not seen["awaiting"]:
            if budget in self._open:
                self._open.remove(budget)
                self._concluded.append(budget)
        elif len(seen["budget_lines"]) < LINES:
            await self._move(budget, seen)
        else:
            await self._sign(budget, seen)

    async def _move(self, budget: Budget, seen: dict[str, Any]) -> None:
        lines, mark = seen["budget_lines"], self._mark()
        giving = self.chance.choice([line for line in lines if int(line["amount"]["amount"])])
        there = int(giving["amount"]["amount"])
        moved = self.chance.randint(1, there)
        giving["amount"]["amount"] = str(there - moved)
        body = {
            "party": str(budget.road.belfaa),
            "on": DAY,
            "budget_lines": [*lines, _line(mark, moved)],
        }
        await self._accepted(budget, "revise", body, (mark,), expected=seen["version"])

    async def _sign(self, budget: Budget, seen: dict[str, Any]) -> None:
        """Let the first party sign whose signature is awaited; the last one concludes it."""
        party, *others = seen["awaiting"]
        marks = (first_signed(budget.id),) if others else all_signed(budget.id)
        signatory = {
            "subject_ref": f"subject-{self._mark()}",
            "function": "Bourgmestre",
            "acting_for": "Conseil communal",
        }
        body = {
            "party": party,
            "signatory": signatory,
            "place": "Belfaa",
            "on": SIGNED_ON,
            "content_hash": seen["content_hash"],
        }
        await self._accepted(budget, "sign", body, marks, expected=seen["version"])

    async def _accepted(
        self,
        budget: Budget,
        verb: str,
        body: dict[str, Any],
        marks: tuple[str, ...],
        expected: int | None = None,
    ) -> bool:
        road = budget.road
        who = road.of(body["party"]) if verb == "sign" else road.coordination
        times = 2 if self.chance.random() < AGAIN else 1
        for _ in range(times):
            path = f"{budget.path}/{verb}"
            said = await road.tell(who, path, body, marks=marks, expected=expected)
            if said.status == OK:
                budget.position = max(budget.position, json.loads(said.body)["position"])
        return said.status == OK

    def _mark(self) -> str:
        return f"m{self.chance.getrandbits(128):032x}"


def _line(mark: str, amount: int) -> dict[str, Any]:
    money = {"amount": str(amount), "currency": "XOF"}
    return {"id": str(uuid4()), "code": mark, "text": {"fr": "Équipement"}, "amount": money}


async def look_at_service(session: str, budget: Budget) -> dict[str, Any] | None:
    """Read a convention, at least as new as the last answer; None where there was no answer."""
    began, road, token = time.monotonic(), budget.road, budget.position
    headers = {"authorization": f"Bearer {road.coordination}", "x-min-position": str(token)}
    said = await road.workload.said(ROADS[SERVICE], "GET", budget.path, headers)
    if said.status != OK:
        return None
    seen: dict[str, Any] = json.loads(said.body)
    _read(session, "service", budget, began, seen, token)
    return seen


async def look_at_gateway(session: str, budget: Budget) -> dict[str, Any] | None:
    """Read a concluded convention through GraphQL; None where there was no answer, or none yet."""
    began, road = time.monotonic(), budget.road
    id_ = global_id(road.country, budget.id, of="Convention")
    answer = await road.workload.question(QUESTION, {"id": id_})
    seen: dict[str, Any] | None = answer and answer["node"]
    if seen and seen["budgetLines"]:
        _read(session, "gateway", budget, began, seen, 0)
    return seen


def _read(  # noqa: PLR0917 - what a read consists of
    session: str,
    view: str,
    budget: Budget,
    began: float,
    seen: Mapping[str, Any],
    token: int,
) -> None:
    budget.road.workload.ledger.add(
        Read(
            session=session,
            view=view,
            service=SERVICE,
            stream=budget.id,
            began=began,
            ended=time.monotonic(),
            marks=marks_of(budget.id, seen),
            token=token,
            amounts=amounts_of(seen),
        )
    )
