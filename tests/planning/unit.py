"""The planning service of Morocco's unit as its callers meet it, over a store in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel.clock import system_clock
from kernel.handling import CommandHandling
from kernel.web.application import application
from kernel.web.auth import Guard
from services.planning.api import commands
from services.planning.facts import Aggregates
from tests.kernel.web import edge
from tests.partnerships.cases import BELFAA, COUNTRY_PROGRAMME, JETTE, PARTNERSHIP, PHASE_2022
from tests.partnerships.unit import Body, Unit, client_of, plain
from tests.planning.cases import (
    ACTION_PLAN,
    CHAIN,
    CHAIN_HASH,
    CONTENT,
    CONTENT_HASH,
    IN_FORCE,
    OPEN,
    PARTNERS,
    STRATEGIC_PLAN,
    TAKING_PART,
)
from tests.planning.knowledge import Known

STRATEGY_AT = f"/v1/strategic-plans/{STRATEGIC_PLAN}"
PLAN_AT = f"/v1/action-plans/{ACTION_PLAN}"
DRAFT_STRATEGY: Body = {
    "country_programme": str(COUNTRY_PROGRAMME),
    "on": "2022-02-01",
    "chain": plain(CHAIN),
}
DRAFT: Body = {
    "partnership": str(PARTNERSHIP),
    "phase": str(PHASE_2022),
    "party": str(JETTE),
    "on": "2022-05-02",
    "content": plain(CONTENT),
}


def agreeing(party: UUID, content_hash: str = CONTENT_HASH) -> Body:
    return {"party": str(party), "on": "2022-05-10", "content_hash": content_hash}


def submitting(party: UUID = BELFAA) -> Body:
    return {"party": str(party), "on": "2022-05-20"}


def validating(commune: UUID, **more: Any) -> Body:
    body = {"commune": str(commune), "version": 1, "content_hash": CHAIN_HASH, "on": "2022-03-01"}
    return {**body, **more}


async def strategy_validated(unit: Unit) -> Body:
    """Walk from the platform's draft to the validation of every commune."""
    await unit.accepted(f"{STRATEGY_AT}/draft", DRAFT_STRATEGY)
    await unit.accepted(f"{STRATEGY_AT}/submit", {"on": "2022-02-10"})
    await unit.accepted(f"{STRATEGY_AT}/validate", validating(JETTE), by=JETTE)
    return await unit.accepted(f"{STRATEGY_AT}/validate", validating(BELFAA), by=BELFAA)


async def plan_agreed(unit: Unit) -> Body:
    """Walk from one party's draft to the agreement of both."""
    await unit.accepted(f"{PLAN_AT}/draft", DRAFT, by=JETTE)
    await unit.accepted(f"{PLAN_AT}/agree", agreeing(JETTE), by=JETTE)
    return await unit.accepted(f"{PLAN_AT}/agree", agreeing(BELFAA), by=BELFAA)


@dataclass
class Told(Unit):
    """A unit whose service has heard what tests put into `known`."""

    known: Known


@asynccontextmanager
async def in_memory() -> AsyncIterator[Told]:
    known = Known(programme=TAKING_PART, partners=PARTNERS, open_phase=OPEN, protocol=IN_FORCE)
    app = application(
        title="Planning",
        guard=Guard(edge.tokens(edge.Issuer(), system_clock), "ma"),
        commands=commands(Aggregates(known, known)),
        handling=CommandHandling(known.store),
    )
    async with client_of(app) as unit:
        yield Told(unit.client, unit.app, known)
