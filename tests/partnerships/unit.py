"""The service of Morocco's unit as its callers meet it: over HTTP, each with its own token."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import httpx
import msgspec
from fastapi import FastAPI

from kernel.clock import system_clock
from kernel.handling import CommandHandling
from kernel.in_memory import InMemoryStore
from kernel.web.application import application
from kernel.web.auth import Guard
from services.partnerships.api import commands, histories
from services.partnerships.facts import Aggregates
from tests.kernel.web import edge
from tests.partnerships.cases import (
    BELFAA,
    COUNTRY_PROGRAMME,
    DEFINED,
    HASH,
    JETTE,
    JETTE_PRIOR,
    PARTNERSHIP,
    PHASE_2017,
    PROGRAMME,
    PROTOCOL,
    SOCIAL_ACTION,
    TEXT,
)
from tests.partnerships.register import PlacesIn
from vocabulary import roles

Body = dict[str, Any]


def token(role: str, organisation: UUID | None = None, unit: str = "ma") -> str:
    now = int(time.time())
    return edge.token(
        sub=f"account-{role}",
        roles=[role],
        units=[unit],
        organisation=str(organisation) if organisation else None,
        nbf=now - 60,
        exp=now + 600,
    )


def plain(value: Any) -> Any:
    return msgspec.to_builtins(value)


@dataclass
class Unit:
    """A client of one unit's service."""

    client: httpx.AsyncClient
    app: FastAPI

    async def send(
        self,
        path: str,
        body: Body,
        *,
        by: UUID | None = None,
        role: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send a command as the commune `by`, else in a role, else as the country unit."""
        role = role or (roles.COMMUNE_USER if by else roles.COUNTRY_UNIT)
        bearer = {"authorization": f"Bearer {token(role, by)}", **(headers or {})}
        return await self.client.post(path, json=body, headers=bearer)

    async def accepted(self, path: str, body: Body, *, by: UUID | None = None) -> Body:
        answer = await self.send(path, body, by=by)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def get(self, path: str, **more: Any) -> httpx.Response:
        bearer = {"authorization": f"Bearer {token(roles.COUNTRY_UNIT)}", **more}
        return await self.client.get(path, headers=bearer)

    async def registers(self) -> None:
        """Enter what exists before two communes meet."""
        for commune, country, name in ((JETTE, "BE", "Jette"), (BELFAA, "MA", "Belfaâ")):
            body = {"kind": "commune", "country": country, "names": {"fr": name}}
            await self.accepted(f"/v1/communes/{commune}/register", body)
        await self.accepted(f"/v1/programmes/{PROGRAMME}/define", plain(DEFINED))
        phase = {"phase": str(PHASE_2017), "code": "2017-2021"}
        days = {"starts_on": "2017-01-01", "ends_on": "2021-12-31"}
        await self.accepted(f"/v1/programmes/{PROGRAMME}/plan-phase", {**phase, **days})
        opening = {"phase": str(PHASE_2017), "on": "2017-01-01"}
        await self.accepted(f"/v1/programmes/{PROGRAMME}/open-phase", opening)
        place = {"programme": str(PROGRAMME), "phase": str(PHASE_2017), "country": "MA"}
        await self.accepted(
            f"/v1/country-programmes/{COUNTRY_PROGRAMME}/launch",
            {**place, "sectors": [plain(SOCIAL_ACTION)]},
        )
        await self.establish(PARTNERSHIP)

    async def establish(self, partnership: UUID) -> None:
        await self.establish_of(partnership, JETTE, BELFAA)

    async def establish_of(self, partnership: UUID, *communes: UUID) -> None:
        members = [{"commune": str(commune)} for commune in communes]
        body = {"programme": str(PROGRAMME), "country": "MA", "members": members}
        await self.accepted(f"/v1/partnerships/{partnership}/establish", body)
        entered = {"phase": str(PHASE_2017)}
        await self.accepted(f"/v1/partnerships/{partnership}/enter-phase", entered)

    async def signed(self, protocol: UUID = PROTOCOL) -> None:
        """Walk from the proposal to both signatures."""
        at = f"/v1/protocols/{protocol}"
        await self.accepted(f"{at}/propose", PROPOSE, by=JETTE)
        agree = {"party": str(BELFAA), "on": "2017-03-08", "text_hash": HASH}
        await self.accepted(f"{at}/agree", agree, by=BELFAA)
        for party in (JETTE, BELFAA):
            await self.accepted(f"{at}/sign", signing(party), by=party)


PROPOSE: Body = {
    "partnership": str(PARTNERSHIP),
    "phase": str(PHASE_2017),
    "proposed_by": str(JETTE),
    "on": "2017-03-01",
    "text": plain(TEXT),
    "prior_deliberations": [{"party": str(JETTE), "deliberation": plain(JETTE_PRIOR)}],
}


def signing(party: UUID) -> Body:
    signatory = {
        "subject_ref": "subject-7f3a",
        "function": "Bourgmestre",
        "acting_for": "Collège communal",
    }
    body: Body = {"party": str(party), "signatory": signatory, "place": "Jette"}
    return {**body, "on": "2017-05-19", "text_hash": HASH}


def voting(party: UUID, day: str, **more: Any) -> Body:
    decided = {"body": "Conseil communal", "reference": f"{day}/7", "adopted_on": day}
    return {"party": str(party), "deliberation": decided, **more}


def app_of(aggregates: Aggregates, store: InMemoryStore) -> FastAPI:
    taken = commands(aggregates)
    return application(
        title="Partnerships",
        guard=Guard(edge.tokens(edge.Issuer(), system_clock), "ma"),
        commands=taken,
        queries=[histories(taken)],
        handling=CommandHandling(store),
    )


@asynccontextmanager
async def in_memory() -> AsyncIterator[Unit]:
    """Open the unit on a store of its own; the app, which remembers nothing, is made once."""
    app, places = _made_once()
    places.store = InMemoryStore()
    app.state.handling = CommandHandling(places.store)
    async with client_of(app) as unit:
        yield unit


@cache
def _made_once() -> tuple[FastAPI, PlacesIn]:
    places = PlacesIn(InMemoryStore())
    return app_of(Aggregates("MA", places), places.store), places


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[Unit]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://ma.test") as client:
        yield Unit(client, app)
