"""The main road as its users walk it: HTTP and GraphQL only, each party with its own token."""

import asyncio
import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from uuid_utils.compat import uuid7

from vocabulary import roles

TEXT_HASH = "sha256:" + hashlib.sha256(b"Protocole de collaboration, Phase 2022-2026").hexdigest()
PILLARS = ("governance", "administration", "participation")
PRINCIPLES = ("egalite", "reciprocite")
SECTOR = {"code": "social-action", "text": {"fr": "Action sociale"}}
PROGRAMME = {
    "names": {"fr": "Programme d'essai"},
    "funder": "DGD",
    "associations": ["Brulocalis"],
    "pillars": [{"code": code, "text": {"fr": code}} for code in PILLARS],
    "principles": [{"code": code, "text": {"fr": code}} for code in PRINCIPLES],
    "prior_deliberation_of": ["BE"],
}

VIEW = """
query View($country: String!, $asOf: DateTime) {
  country(code: $country, asOf: $asOf) {
    code
    partnerships(first: 100) { edges { node {
      id
      protocols(first: 10) { edges { node {
        id state inForceSince
        votes { party { id } outcome }
      } } }
    } } }
  }
}
"""


@dataclass
class Road:
    """One protocol between two communes, from their registration to its ratification."""

    unit_url: str
    gateway_url: str
    token: Callable[..., str]
    unit: str = "ma"
    jette: UUID = field(default_factory=uuid7)
    belfaa: UUID = field(default_factory=uuid7)
    programme: UUID = field(default_factory=uuid7)
    phase: UUID = field(default_factory=uuid7)
    country_programme: UUID = field(default_factory=uuid7)
    partnership: UUID = field(default_factory=uuid7)
    protocol: UUID = field(default_factory=uuid7)

    @property
    def country(self) -> str:
        return self.unit.upper()

    @property
    def coordination(self) -> str:
        return self.token(roles.COUNTRY_UNIT, [self.unit])

    def of(self, commune: UUID) -> str:
        return self.token(roles.COMMUNE_USER, [self.unit], organisation=str(commune))

    def service_url(self, path: str) -> str:
        """Return the service that takes commands at the path."""
        assert path.startswith("/v1/")
        return self.unit_url

    async def send(
        self, token: str, path: str, body: dict[str, Any], language: str = "en"
    ) -> httpx.Response:
        """Send one command, again with the same key while nobody answers or asks for patience."""
        headers = {
            "authorization": f"Bearer {token}",
            "idempotency-key": _digest(f"road {self.protocol} {path} {body}"),
            "accept-language": language,
        }
        async with httpx.AsyncClient(base_url=self.service_url(path), timeout=30) as client:
            return await patiently(lambda: client.post(path, json=body, headers=headers))

    async def accepted(self, token: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.send(token, path, body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def registers(self) -> None:
        """What exists before two communes meet: themselves, the programme, the country's goal."""
        for commune, country, name in (
            (self.jette, "BE", "Jette (essai)"),
            (self.belfaa, self.country, "Belfaa (essai)"),
        ):
            await self.accepted(
                self.coordination,
                f"/v1/communes/{commune}/register",
                {"kind": "commune", "country": country, "names": {"fr": name}},
            )
        programme = f"/v1/programmes/{self.programme}"
        await self.accepted(
            self.coordination,
            f"{programme}/define",
            PROGRAMME,
        )
        await self.accepted(
            self.coordination,
            f"{programme}/plan-phase",
            {
                "phase": str(self.phase),
                "code": "2022-2026",
                "starts_on": "2022-01-01",
                "ends_on": "2026-12-31",
            },
        )
        await self.accepted(
            self.coordination,
            f"{programme}/open-phase",
            {"phase": str(self.phase), "on": "2022-01-01"},
        )
        await self.accepted(
            self.coordination,
            f"/v1/country-programmes/{self.country_programme}/launch",
            {
                "programme": str(self.programme),
                "phase": str(self.phase),
                "country": self.country,
                "sectors": [SECTOR],
                "goal": None,
            },
        )
        partnership = f"/v1/partnerships/{self.partnership}"
        await self.accepted(
            self.coordination,
            f"{partnership}/establish",
            {
                "programme": str(self.programme),
                "country": self.country,
                "members": [{"commune": str(self.jette)}, {"commune": str(self.belfaa)}],
            },
        )
        await self.accepted(
            self.coordination, f"{partnership}/enter-phase", {"phase": str(self.phase)}
        )

    async def act(self, commune: UUID, verb: str, body: dict[str, Any]) -> dict[str, Any]:
        return await self.accepted(self.of(commune), f"/v1/protocols/{self.protocol}/{verb}", body)

    async def propose(self) -> None:
        await self.act(
            self.jette,
            "propose",
            {
                "partnership": str(self.partnership),
                "phase": str(self.phase),
                "proposed_by": str(self.jette),
                "on": "2022-03-01",
                "text": {
                    "text_hash": TEXT_HASH,
                    "pillars": PILLARS,
                    "domains": [SECTOR],
                    "principles": PRINCIPLES,
                },
            },
        )

    async def agree(self) -> None:
        body = {"party": str(self.belfaa), "on": "2022-03-08", "text_hash": TEXT_HASH}
        await self.act(self.belfaa, "agree", body)

    async def sign(self, commune: UUID) -> None:
        belgian = commune == self.jette
        body: dict[str, Any] = {
            "party": str(commune),
            "signatory": {
                "subject_ref": f"subject-{uuid7()}",
                "function": "Bourgmestre" if belgian else "Président de commune",
                "acting_for": "Collège communal" if belgian else "Conseil communal",
            },
            "place": "Jette" if belgian else "Belfaa",
            "on": "2022-04-01",
            "text_hash": TEXT_HASH,
        }
        if belgian:
            body["prior_deliberation"] = deliberation("2021/12-3", "2021-12-15")
        await self.act(commune, "sign", body)

    async def ratify(self, commune: UUID, day: str) -> dict[str, Any]:
        body = {"party": str(commune), "deliberation": deliberation(f"{day}/7", day)}
        return await self.act(commune, "ratify", body)

    async def to_signed(self) -> None:
        await self.registers()
        await self.propose()
        await self.agree()
        await self.sign(self.jette)
        await self.sign(self.belfaa)

    # --- the view -------------------------------------------------------------------------------

    async def view(self, as_of: str | None = None) -> dict[str, Any] | None:
        """Return this road's protocol as the country's view shows it, None while it does not."""
        country = await self.asked(VIEW, as_of)
        for edge in country["partnerships"]["edges"] if country else ():
            for protocol in edge["node"]["protocols"]["edges"]:
                if self._is_mine(protocol["node"]["id"]):
                    return dict(protocol["node"])
        return None

    async def asked(self, query: str, as_of: str | None = None) -> dict[str, Any] | None:
        """Return what the gateway answers about the country, None while it has not heard of it."""
        token = self.token(roles.ASSOCIATION_READER, ["*"])
        body = {"query": query, "variables": {"country": self.country, "asOf": as_of}}
        headers = {"authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=self.gateway_url, timeout=30) as client:
            answer = await patiently(
                lambda: client.post("/graphql", json=body, headers=headers), later=_too_early
            )
        payload = answer.json()
        assert "errors" not in payload, payload
        country: dict[str, Any] | None = payload["data"]["country"]
        return country

    def _is_mine(self, global_id: str) -> bool:
        return str(self.protocol) in _decoded(global_id)


def deliberation(reference: str, day: str) -> dict[str, Any]:
    return {"body": "Conseil communal", "reference": reference, "adopted_on": day}


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _decoded(global_id: str) -> str:
    return base64.b64decode(global_id).decode()


def _unavailable(answer: httpx.Response) -> bool:
    return answer.status_code in {502, 503}


def _too_early(answer: httpx.Response) -> bool:
    """Say whether the view does not yet reach to the moment asked for; the horizon moves on."""
    return _unavailable(answer) or "AS_OF_NOT_YET_KNOWN" in answer.text


async def patiently(
    ask: Callable[[], Any],
    *,
    later: Callable[[httpx.Response], bool] = _unavailable,
    patience: float = 150.0,
    pause: float = 0.2,
) -> httpx.Response:
    """Ask until there is an answer, and one that does not say "later"."""
    waited = 0.0
    while True:
        try:
            answer: httpx.Response = await ask()
        except httpx.TransportError:
            if waited >= patience:
                raise
        else:
            if not later(answer) or waited >= patience:
                return answer
        await asyncio.sleep(pause)
        waited += pause
