"""Real cases as their communes walk them: HTTP only, each party with its own token.

Communes, programmes and partnerships are those of the packs; acts and days are made up.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from uuid_utils.compat import uuid7

from programmes import pack
from programmes.model import Commune, Outline, Partnership
from vocabulary import roles

Body = dict[str, Any]
PACKS = Path(__file__).parents[2] / "programmes"


def hash_of(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def vote(day: str) -> Body:
    return {"body": "Conseil communal", "reference": f"{day}/7", "adopted_on": day}


@dataclass
class Unit:
    """A client of one country's service that reads what it has written."""

    country: str
    url: str
    token: Callable[..., str]
    position: int = 0

    def commune(self, id_: UUID) -> str:
        unit = [self.country.lower()]
        return self.token(roles.COMMUNE_USER, unit, organisation=str(id_))

    async def send(self, path: str, body: Body, by: UUID | None = None) -> httpx.Response:
        """Send as a commune, else as the country unit."""
        headers = self._bearer(by) | {"Idempotency-Key": str(uuid7())}
        async with httpx.AsyncClient(base_url=self.url, timeout=30) as client:
            return await client.post(path, json=body, headers=headers)

    async def accepted(self, path: str, body: Body, by: UUID | None = None) -> Body:
        answer = await self.send(path, body, by)
        assert answer.status_code == 200, (path, answer.text)
        self.position = max(self.position, answer.json()["position"])
        return dict(answer.json())

    async def refused(self, path: str, body: Body, by: UUID | None = None) -> str:
        """Return the code of the refusal."""
        answer = await self.send(path, body, by)
        assert answer.status_code in {403, 409}, (path, answer.status_code, answer.text)
        return str(answer.json()["code"])

    async def read(self, path: str) -> httpx.Response:
        """Read when the view has all that was written here."""
        headers = self._bearer(None) | {"X-Min-Position": str(self.position)}
        async with httpx.AsyncClient(base_url=self.url, timeout=30) as client:
            answer = await client.get(path, headers=headers)
        assert answer.status_code == 200, (path, answer.text)
        return answer

    async def shown(self, path: str) -> Body:
        return dict((await self.read(path)).json())

    async def acts(self, path: str) -> list[str]:
        return [each["act"] for each in (await self.shown(f"{path}/history?first=200"))["items"]]

    def _bearer(self, by: UUID | None) -> dict[str, str]:
        token = self.commune(by) if by else self.token(roles.COUNTRY_UNIT, [self.country.lower()])
        return {"Authorization": f"Bearer {token}"}


@dataclass
class Negotiation:
    """A protocol of one partnership in one phase, walked by all its parties."""

    unit: Unit
    outline: Outline
    partnership: Partnership
    phase: str
    id: UUID = field(default_factory=uuid7)

    @property
    def path(self) -> str:
        return f"/v1/protocols/{self.id}"

    @property
    def parties(self) -> dict[str, Commune]:
        return {each.name: each for each, _ in self.partnership.members.values()}

    def text(self, words: str) -> Body:
        programme = self.outline.programme
        sectors = self.outline.country_programme(self.partnership.country, self.phase)
        assert sectors is not None
        domain = sectors.sectors[0]
        return {
            "text_hash": hash_of(words),
            "pillars": [pillar.code for pillar in programme.pillars],
            "principles": [principle.code for principle in programme.principles],
            "domains": [{"code": domain.code, "text": dict(domain.text)}],
        }

    def proposal(self, by: str, words: str, day: str) -> Body:
        phase = self.outline.programme.phases[self.phase]
        return {
            "partnership": str(self.partnership.id),
            "phase": str(phase.id),
            "proposed_by": str(self.parties[by].id),
            "on": day,
            "text": self.text(words),
        }

    async def act(self, by: str, verb: str, body: Body) -> Body:
        """Record an act of a party with the party's own token."""
        party = self.parties[by].id
        return await self.unit.accepted(f"{self.path}/{verb}", {"party": str(party), **body}, party)

    async def agreed(self, by: str, words: str, day: str) -> None:
        await self.act(by, "agree", {"on": day, "text_hash": hash_of(words)})

    async def signed(self, by: str, words: str, day: str) -> None:
        await self.act(by, "sign", self.signature(by, words, day))

    def signature(self, by: str, words: str, day: str) -> Body:
        belgian = self.parties[by].country == "BE"
        body: Body = {
            "signatory": {
                "subject_ref": f"subject-{uuid7()}",
                "function": "Bourgmestre" if belgian else "Maire",
                "acting_for": "Collège communal" if belgian else "Conseil municipal",
            },
            "place": by,
            "on": day,
            "text_hash": hash_of(words),
        }
        if belgian:
            body["prior_deliberation"] = vote("2021-12-15")
        return body

    async def ratified(self, by: str, day: str) -> None:
        await self.act(by, "ratify", {"deliberation": vote(day)})

    async def shown(self) -> Body:
        return await self.unit.shown(self.path)

    async def state(self) -> str:
        return str((await self.shown())["state"])

    async def missing(self) -> list[Body]:
        return list((await self.unit.shown(f"{self.path}/missing"))["items"])


def outline(name: str) -> Outline:
    return pack.outline(PACKS / name)
