"""The issuer's public keys: fetched, kept for a while, fetched again when a key is unknown."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet

from kernel.clock import Clock, system_clock

log = structlog.get_logger()

KeySource: TypeAlias = Callable[[], Awaitable[bytes]]
"""Returns the JSON of a JWK set; raises `OSError` or `httpx.HTTPError` when it cannot."""

FRESH = timedelta(minutes=5)
"""A key withdrawn by the issuer is forgotten after this."""
USABLE = timedelta(hours=24)
"""A unit cut off from its issuer goes on with the keys it knows for this long, then refuses."""
PAUSE = timedelta(seconds=10)
"""Between two fetches, so that tokens with invented keys cannot make us a burden."""
FETCH_SECONDS = 3.0
MAX_KEY_SET_BYTES = 1 << 20
_KEY_TYPES: Final = {"OKP", "EC", "RSA"}


class KeysUnreachable(Exception):
    """The key set cannot be had, so nothing about the key can be said."""


def key_source(place: str, *, plain_http: bool = False) -> KeySource:
    """Return the reader of a URL or of a file.

    Raises `ValueError` for a URL that is not https, unless `plain_http`.
    """
    if place.startswith("https://") or (plain_http and place.startswith("http://")):
        return lambda: _fetch(place)
    if "://" in place and not place.startswith("file://"):
        raise ValueError("the key set needs an https URL or the path of a file")
    path = Path(place.removeprefix("file://"))
    return lambda: asyncio.to_thread(path.read_bytes)


async def _fetch(url: str) -> bytes:
    async with httpx.AsyncClient(timeout=FETCH_SECONDS, follow_redirects=False) as client:
        answer = await client.get(url, headers={"Accept": "application/json"})
        answer.raise_for_status()
        return answer.content


class KeySets:
    """Finds the key set that holds a key id, asking its source as seldom as it may."""

    def __init__(self, source: KeySource, clock: Clock = system_clock) -> None:
        self._source = source
        self._clock = clock
        self._keys = KeySet([])
        self._read_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._failing = False
        self._reading = asyncio.Lock()
        self._later: asyncio.Future[None] | None = None

    async def holding(self, key_id: str) -> KeySet | None:
        """Return the keys if one has this id, None if the issuer has none such.

        Raises `KeysUnreachable` if the source fails and the known keys do not answer.
        """
        if not self._usable(key_id):
            await self._renew(key_id)
        elif self._age() > FRESH:
            renewal = asyncio.ensure_future(self._renew(key_id))
            # A source known to be down must not make every caller wait for its time-out.
            if self._failing:
                self._later = renewal
            else:
                await renewal
        if self._usable(key_id):
            return self._keys
        if self._failing:
            raise KeysUnreachable
        return None

    async def _renew(self, key_id: str) -> None:
        async with self._reading:
            if self._age() > FRESH or not self._usable(key_id):
                await self._read()

    def _usable(self, key_id: str) -> bool:
        return self._knows(key_id) and self._age() <= USABLE

    def _knows(self, key_id: str) -> bool:
        return any(key.kid == key_id for key in self._keys)

    def _age(self) -> timedelta:
        return timedelta.max if self._read_at is None else self._clock() - self._read_at

    async def _read(self) -> None:
        now = self._clock()
        if self._tried_at is not None and now - self._tried_at < PAUSE:
            return
        self._tried_at = now
        try:
            self._keys = _parse(await self._source())
        except (
            OSError,
            httpx.HTTPError,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
        ) as error:
            self._failing = True
            log.warning("the issuer's keys cannot be read", error=type(error).__name__)
            return
        self._failing = False
        self._read_at = now


def _parse(raw: bytes) -> KeySet:
    """Return the public keys for signatures; what else the set holds is left out."""
    if len(raw) > MAX_KEY_SET_BYTES:
        raise ValueError("the key set is too large")
    return KeySet([key for each in json.loads(raw)["keys"] if (key := _public(each))])


def _public(key: Mapping[str, Any]) -> Key | None:
    """Source: RFC 7517, 5: one key that is not understood does not spoil the others."""
    if key.get("kty") not in _KEY_TYPES or key.get("use", "sig") != "sig":
        return None
    try:
        return JWKRegistry.import_key(dict(key))
    except (JoseError, ValueError):
        return None
