"""Verify who is asking: JSON Web Tokens against the issuer's public keys.

Source: RFC 7519 (JWT), RFC 7517 (JWK sets), RFC 8725 (best practices), RFC 9864 (Ed25519).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jws import JWSRegistry

from kernel.clock import Clock, system_clock
from kernel.identity import Principal
from kernel.key_sets import KeySets, KeysUnreachable, key_source
from kernel.refusals import Refusal
from kernel.settings import Settings

ALGORITHMS = ("Ed25519", "EdDSA", "ES256", "RS256")
"""Asymmetric ones only: whoever verifies cannot issue."""
LEEWAY = 10
"""Seconds that the clocks of issuer and verifier may differ."""
REMEMBERED = timedelta(seconds=60)
"""How long a verified token is taken without verifying it again, and not beyond its `exp`."""
MOST_REMEMBERED = 2_000
MAX_TOKEN_CHARACTERS = 16_384


class Unauthenticated(Refusal):
    """A valid token is needed."""

    in_other_languages: ClassVar = {"fr": "Un jeton valable est nécessaire."}


class CannotVerify(Refusal):
    """Tokens cannot be verified at the moment; nothing was done."""

    in_other_languages: ClassVar = {
        "fr": "Les jetons ne peuvent pas être vérifiés pour le moment ; rien n'a été fait."
    }


class _Registry(JWSRegistry):
    def get_alg(self, name: str) -> Any:
        # "EdDSA" is deprecated for naming two curves, yet issuers still write it; joserfc would
        # warn at each token.
        if name not in ALGORITHMS:
            raise JoseError(f"{name!r} is not an accepted algorithm")
        return self.algorithms[name]


_REGISTRY = _Registry(algorithms=ALGORITHMS, strict_check_header=False)


@dataclass(frozen=True, slots=True)
class _Verified:
    principal: Principal
    until: datetime


class Tokens:
    """Turns bearer tokens into principals, and refuses whatever it cannot verify."""

    def __init__(
        self, keys: KeySets, *, issuer: str, audience: str, clock: Clock = system_clock
    ) -> None:
        self._keys = keys
        self._clock = clock
        self._claims = jwt.JWTClaimsRegistry(
            now=lambda: int(clock().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
        )
        self._verified: dict[bytes, _Verified] = {}

    async def principal(self, token: str) -> Principal:
        """Return whom the token names.

        Raises `Unauthenticated` with a reason fit to be told, and `CannotVerify` when the key it
        names cannot be looked up.
        """
        if len(token) > MAX_TOKEN_CHARACTERS:
            raise Unauthenticated(reason="the token is too long")
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._verified.get(digest)
        if known and self._clock() < known.until:
            return known.principal
        claims = await self._claims_of(token)
        verified = _Verified(_principal(claims), self._until(claims))
        if len(self._verified) >= MOST_REMEMBERED:
            self._verified.clear()
        self._verified[digest] = verified
        return verified.principal

    def _until(self, claims: Mapping[str, Any]) -> datetime:
        now = self._clock()
        left = claims["exp"] + LEEWAY - now.timestamp()
        return now + min(REMEMBERED, timedelta(seconds=min(left, REMEMBERED.total_seconds())))

    async def _claims_of(self, token: str) -> Mapping[str, Any]:
        try:
            key_id = jws.extract_compact(token.encode("ascii")).headers().get("kid")
            keys = await self._keys.holding(key_id) if isinstance(key_id, str) else None
            if keys is None:
                raise Unauthenticated(reason="the token names no key of the issuer")
            claims = jwt.decode(token, keys, registry=_REGISTRY).claims
            self._claims.validate(claims)
        except KeysUnreachable as unreachable:
            raise CannotVerify from unreachable
        except ExpiredTokenError:
            raise Unauthenticated(reason="the token has expired") from None
        except (JoseError, ValueError, TypeError, LookupError):
            # joserfc lets some faults of a garbled header through as plain Python errors.
            raise Unauthenticated(reason="the token is not valid here") from None
        return claims


def _principal(claims: Mapping[str, Any]) -> Principal:
    """Read the claims `sub`, `roles`, `units` and `organisation`."""
    subject, organisation = claims["sub"], claims.get("organisation")
    if not isinstance(subject, str) or not isinstance(organisation, str | None):
        raise Unauthenticated(reason="the token's claims are not understood")
    return Principal(subject, _words(claims, "roles"), _words(claims, "units"), organisation)


def _words(claims: Mapping[str, Any], name: str) -> frozenset[str]:
    words = claims.get(name, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise Unauthenticated(reason="the token's claims are not understood")
    return frozenset(words)


def tokens(settings: Settings) -> Tokens:
    """Return the verifier that the settings describe."""
    source = key_source(settings.jwks, plain_http=settings.profile == "local")
    return Tokens(KeySets(source), issuer=settings.issuer, audience=settings.audience)
