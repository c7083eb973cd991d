"""The identity provider of one machine: a key pair in a folder, and the tokens it signs.

Nothing in production trusts it: there, `CIC_JWKS` names the key set of a real provider.
"""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import KeyParameters, OKPKey

from kernel.clock import Clock, system_clock

ISSUER = "cic-local"
AUDIENCE = "cic"
ALGORITHM = "Ed25519"
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Issuer:
    """Signs tokens with one Ed25519 key; `key_set` is the public half as a JWKS file."""

    key_set: Path
    _key: OKPKey
    _clock: Clock = system_clock

    def issue(
        self,
        role: str,
        units: Sequence[str],
        *,
        organisation: str | None = None,
        subject: str | None = None,
        lifetime: timedelta = _A_DAY,
    ) -> str:
        """Return a signed token for `role` that opens `units` (`*` opens all)."""
        now = int(self._clock().timestamp())
        claims: dict[str, object] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": now,
            "nbf": now,
            "exp": now + int(lifetime.total_seconds()),
            "sub": subject or f"local:{role}",
            "roles": [role],
            "units": list(units),
        }
        if organisation is not None:
            claims["organisation"] = organisation
        header = {"alg": ALGORITHM, "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])


def open_issuer(folder: Path) -> Issuer:
    """Return the issuer whose keys are in `folder`, making them at the first call.

    Two first calls at once agree on one key.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    private, public = folder / "issuer.json", folder / "jwks.json"
    if not private.exists():
        publish_once(private, _new_key())
    key = OKPKey.import_key(json.loads(private.read_text()))
    key_set = {"keys": [key.as_dict(private=False)]}
    if not public.exists():
        publish_once(public, json.dumps(key_set))
    return Issuer(public, key)


def _new_key() -> str:
    parameters: KeyParameters = {"use": "sig", "alg": ALGORITHM}
    key = OKPKey.generate_key("Ed25519", parameters, auto_kid=True)
    return json.dumps(key.as_dict(private=True))


def publish_once(path: Path, text: str) -> None:
    """Write a whole file that only we may read; another writer's earlier file stands."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(0o600)
    draft.write_text(text)
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
