"""An issuer with real keys, and a service of lamps over a store in memory."""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import httpx
from fastapi import APIRouter, FastAPI
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from kernel.handling import CommandHandling
from kernel.in_memory import InMemoryStore
from kernel.key_sets import KeySets
from kernel.tokens import Tokens
from kernel.web.application import application
from kernel.web.auth import Guard
from kernel.web.health import WELL
from tests.kernel.web import lamp

ISSUER = "https://issuer.test"
AUDIENCE = "lamps"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LAMP = UUID("0190b0a0-0000-7000-8000-000000000001")
AT = f"/v1/lamps/{LAMP}"

ED25519 = OKPKey.generate_key("Ed25519", {"kid": "ed", "use": "sig"})
KEYS: Mapping[str, OKPKey | ECKey | RSAKey] = {
    "Ed25519": ED25519,
    "ES256": ECKey.generate_key("P-256", {"kid": "ec", "use": "sig"}),
    "RS256": RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"}),
}


@dataclass
class Time:
    """A clock that tests move."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **much: float) -> None:
        self.now += timedelta(**much)


@dataclass
class Issuer:
    """Publishes keys, and counts how often it is asked; `down` makes it unreachable."""

    keys: Sequence[OKPKey | ECKey | RSAKey] = field(default_factory=lambda: list(KEYS.values()))
    asked: int = 0
    down: bool = False

    async def __call__(self) -> bytes:
        self.asked += 1
        if self.down:
            raise ConnectionRefusedError
        return json.dumps(KeySet(list(self.keys)).as_dict(private=False)).encode()


def claims(**changes: Any) -> dict[str, Any]:
    """Return the claims of a keeper of the house; a change to None leaves a claim out."""
    usual = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "account-7",
        "exp": int((NOW + timedelta(minutes=10)).timestamp()),
        "nbf": int(NOW.timestamp()),
        "roles": ["keeper"],
        "units": ["house"],
        "organisation": "wardens",
    }
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def token(
    algorithm: str = "Ed25519",
    changed: Mapping[str, object] | None = None,
    *,
    key: Any = None,
    kid: str | None = None,
    **changes: object,
) -> str:
    signing = key or KEYS[algorithm]
    header = {"alg": algorithm, "kid": kid or signing.kid}
    # Not every algorithm used here to attack is one that the library recommends.
    registry = jws.JWSRegistry(algorithms=[algorithm])
    return jwt.encode(header, claims(**(changed or {}), **changes), signing, registry=registry)


def tokens(issuer: Issuer, clock: Callable[[], datetime]) -> Tokens:
    return Tokens(KeySets(issuer, clock), issuer=ISSUER, audience=AUDIENCE, clock=clock)


@dataclass
class House:
    """The service of lamps, a client that speaks to it as a keeper, and what it has stored."""

    app: FastAPI
    client: httpx.AsyncClient
    store: InMemoryStore
    issuer: Issuer
    clock: Time

    async def install(
        self, headers: Mapping[str, str] | None = None, *, id_: UUID = LAMP
    ) -> httpx.Response:
        body = {"room": "hall", "bulb": {"watts": 9}}
        return await self.client.post(f"/v1/lamps/{id_}/install", json=body, headers=headers)


class Built(NamedTuple):
    """What does not differ from test to test, put together once."""

    app: FastAPI
    clock: Time


def build(queries: Sequence[APIRouter] = (), page_token: str | None = None) -> Built:
    clock = Time()
    app = application(
        title="Lamps",
        guard=Guard(tokens(Issuer(), clock), "house"),
        commands=[lamp.COMMANDS],
        queries=queries,
        page_token=page_token,
        clock=clock,
    )
    return Built(app, clock)


PLAIN = build()


@asynccontextmanager
async def house(built: Built = PLAIN) -> AsyncIterator[House]:
    app, clock = built
    clock.now, issuer = NOW, Issuer()
    store = InMemoryStore(clock)
    app.state.guard = Guard(tokens(issuer, clock), "house")
    app.state.handling = CommandHandling(store)
    app.state.health = WELL
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://lamps.test",
        headers={"Authorization": f"Bearer {token()}"},
    ) as client:
        yield House(app, client, store, issuer, clock)
