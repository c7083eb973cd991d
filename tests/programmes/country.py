"""One country's register on PostgreSQL, filled with the packs over HTTP as an operator fills it."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from joserfc.jwk import KeySet

from cli.sending import Service, Tally, UnitLoader
from kernel.settings import ServiceSettings
from programmes import pack
from programmes.model import Outline
from programmes.sends import PARTNERSHIPS as HERE
from programmes.sends import Send
from services.partnerships.main import create
from tests import servers
from tests.kernel.web import edge
from vocabulary import roles

Body = dict[str, Any]
PROGRAMMES = Path(__file__).parents[2] / "programmes"
PACKS = ("cic", "vvsg-globe")


@cache
def outline(name: str) -> Outline:
    return pack.outline(PROGRAMMES / name)


@cache
def sends(name: str) -> tuple[Send, ...]:
    return tuple(pack.read(PROGRAMMES / name).sends)


@dataclass
class Country:
    """A client of the unit's service that reads what it has written."""

    unit: str
    client: httpx.AsyncClient
    position: int = 0

    async def send(self, path: str, body: Body, *, by: UUID | None = None) -> httpx.Response:
        """Send a command as the commune `by`, else as the country unit."""
        return await self.client.post(path, json=body, headers=self._bearer(by))

    async def accepted(self, path: str, body: Body, *, by: UUID | None = None) -> Body:
        answer = await self.send(path, body, by=by)
        assert answer.status_code == 200, (path, body, answer.text)
        self.position = max(self.position, answer.json()["position"])
        return dict(answer.json())

    async def read(self, path: str) -> httpx.Response:
        """Read what is there after all that was written through this client."""
        headers = self._bearer(None) | {"x-min-position": str(self.position)}
        answer = await self.client.get(path, headers=headers)
        assert answer.status_code == 200, (path, answer.text)
        return answer

    async def shown(self, path: str) -> Body:
        return dict((await self.read(path)).json())

    async def everything(self, path: str) -> list[Body]:
        """Return all pages of a list."""
        found, after = [], ""
        while True:
            page = await self.shown(f"{path}{'&' if '?' in path else '?'}first=50{after}")
            found += page["items"]
            if page["next"] is None:
                return found
            after = f"&after={page['next']}"

    async def loads(self, name: str) -> Tally:
        """Load what a pack has for this service of the unit, as `cic load` does."""
        mine = [each for each in sends(name) if (each.unit, each.service) == (self.unit, HERE)]
        service = Service(f"{self.unit}.{HERE}", self.client, str(self.client.base_url))
        tally = Tally(self.unit, len(mine))
        loader = UnitLoader({HERE: service}, lambda _: self._token(None), tally, lambda _: None)
        await loader.run(mine)
        assert (tally.done, tally.refused) == (tally.total, []), tally
        self.position = await service.head()
        return tally

    def _bearer(self, by: UUID | None) -> dict[str, str]:
        return {"authorization": f"Bearer {self._token(by)}"}

    def _token(self, by: UUID | None) -> str:
        now = int(time.time())
        return edge.token(
            sub=f"account-{by or self.unit}",
            roles=[roles.COMMUNE_USER if by else roles.COUNTRY_UNIT],
            units=[self.unit],
            organisation=str(by) if by else None,
            nbf=now - 60,
            exp=now + 600,
        )


@asynccontextmanager
async def country(unit: str, server: str, folder: Path) -> AsyncIterator[Country]:
    """Yield the country's unit with both programmes in it."""
    keys = folder / "keys.json"
    keys.write_text(json.dumps(KeySet(list(edge.KEYS.values())).as_dict(private=False)))
    async with servers.fresh_database(server) as database:
        app = create(
            ServiceSettings(
                unit=unit,
                database_url=database,
                kafka_bootstrap="127.0.0.1:1",
                jwks=str(keys),
                issuer=edge.ISSUER,
                audience=edge.AUDIENCE,
                log_level="ERROR",
            )
        )
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url=f"http://{unit}.test") as client,
        ):
            there = Country(unit, client)
            for name in PACKS:
                await there.loads(name)
            yield there
