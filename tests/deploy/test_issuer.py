"""The local issuer signs what the services verify, and keeps its key."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError
from joserfc.jwk import KeySet

from deploy.local.issuer import ALGORITHM, open_issuer


def _claims(token: str, key_set: Path) -> dict[str, object]:
    keys = KeySet.import_key_set(json.loads(key_set.read_text()))
    return jwt.decode(token, keys, algorithms=[ALGORITHM]).claims


def test_a_token_names_role_units_and_organisation_and_ends(tmp_path: Path) -> None:
    issuer = open_issuer(tmp_path / "keys")
    token = issuer.issue(
        "commune-user", ["ma"], organisation="jette", subject="u1", lifetime=timedelta(minutes=5)
    )
    claims = _claims(token, issuer.key_set)
    assert claims["roles"] == ["commune-user"]
    assert claims["units"] == ["ma"]
    assert (claims["sub"], claims["organisation"]) == ("u1", "jette")
    assert (claims["iss"], claims["aud"]) == ("cic-local", "cic")
    ends = datetime.fromtimestamp(float(str(claims["exp"])), UTC)
    begins = datetime.fromtimestamp(float(str(claims["nbf"])), UTC)
    assert ends - begins == timedelta(minutes=5)


def test_the_key_is_made_once_and_its_public_half_holds_no_secret(tmp_path: Path) -> None:
    first, second = open_issuer(tmp_path), open_issuer(tmp_path)
    assert _claims(first.issue("public", ["*"]), second.key_set)["units"] == ["*"]
    (key,) = json.loads(first.key_set.read_text())["keys"]
    assert "d" not in key
    assert (tmp_path / "issuer.json").stat().st_mode & 0o077 == 0


def test_another_issuers_token_is_not_accepted(tmp_path: Path) -> None:
    stranger, ours = open_issuer(tmp_path / "stranger"), open_issuer(tmp_path / "ours")
    with pytest.raises(InvalidKeyIdError):
        _claims(stranger.issue("country-unit", ["ma"]), ours.key_set)
