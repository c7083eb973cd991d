"""Nobody is let in without a token that this service can verify and that opens its unit."""

import asyncio
import base64
import hmac
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey
from pydantic import ValidationError

from kernel.identity import Principal
from kernel.key_sets import KeySets, key_source
from kernel.settings import ServiceSettings
from kernel.tokens import CannotVerify, Tokens, Unauthenticated
from kernel.tokens import tokens as verifier
from tests.kernel.web import edge
from tests.kernel.web.edge import AUDIENCE, ISSUER, KEYS, NOW, House, Issuer, Time, token


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def tokens(issuer: Issuer, clock: Time) -> Tokens:
    return edge.tokens(issuer, clock)


def seconds(after: float) -> int:
    return int(NOW.timestamp() + after)


def coded(part: object) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unsigned(**header: object) -> str:
    return f"{coded({'typ': 'JWT', **header})}.{coded(edge.claims())}."


def hs256(secret: bytes, kid: str) -> str:
    """Sign with a secret that anyone has: the issuer's public key, or none."""
    text = unsigned(alg="HS256", kid=kid).rstrip(".")
    return f"{text}.{coded(hmac.digest(secret, text.encode(), 'sha256'))}"


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # said while signing, not verifying
@pytest.mark.parametrize("algorithm", ["Ed25519", "EdDSA", "ES256", "RS256"])
async def test_a_token_of_the_issuer_names_its_bearer(tokens: Tokens, algorithm: str) -> None:
    signed = token(algorithm, key=KEYS["Ed25519" if algorithm == "EdDSA" else algorithm])
    assert await tokens.principal(signed) == Principal(
        "account-7", frozenset({"keeper"}), frozenset({"house"}), "wardens"
    )


@pytest.mark.parametrize("audience", [AUDIENCE, [AUDIENCE, "others"]])
async def test_one_of_several_audiences_is_enough(tokens: Tokens, audience: object) -> None:
    assert await tokens.principal(token(aud=audience))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.test"},
        {"iss": f"{ISSUER}/"},
        {"aud": "others"},
        {"aud": ["others"]},
        {"aud": []},
        {"exp": seconds(-60)},
        {"exp": "tomorrow"},
        {"exp": float("nan")},
        {"nbf": seconds(60)},
        {"iat": seconds(60)},
        {"sub": ""},
        {"sub": 7},
        {"roles": "keeper"},
        {"roles": [7]},
        {"units": {"house": True}},
        {"organisation": ["wardens"]},
    ],
)
async def test_a_token_with_a_wrong_claim_is_refused(
    tokens: Tokens, changes: dict[str, object]
) -> None:
    with pytest.raises(Unauthenticated):
        await tokens.principal(token(changed=changes))


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "sub"])
async def test_a_token_that_leaves_out_what_matters_is_refused(tokens: Tokens, claim: str) -> None:
    with pytest.raises(Unauthenticated):
        await tokens.principal(token(changed={claim: None}))


async def test_a_token_without_roles_or_units_opens_nothing(tokens: Tokens) -> None:
    principal = await tokens.principal(token(roles=None, units=None, organisation=None))
    assert principal == Principal("account-7")
    assert not principal.opens("house")


@pytest.mark.parametrize(
    "forged",
    [
        unsigned(alg="none", kid="ed"),
        unsigned(alg="none"),
        unsigned(alg="NONE", kid="ed"),
        token(key=OKPKey.generate_key("Ed25519"), kid="ed"),
        token("ES256", key=ECKey.generate_key("P-256"), kid="ec"),
        token("RS256", key=RSAKey.generate_key(2048), kid="rsa"),
        token("ES256", kid="ed"),
        token("PS256", key=KEYS["RS256"]),
        token("RS512", key=KEYS["RS256"]),
        hs256(KEYS["RS256"].as_pem(private=False), kid="rsa"),
        hs256(b"", kid="ed"),
        token(kid="unknown"),
    ],
    ids=lambda text: text[:24],
)
async def test_a_forged_token_is_refused(tokens: Tokens, forged: str) -> None:
    with pytest.raises(Unauthenticated):
        await tokens.principal(forged)


@pytest.mark.parametrize(
    "garbage",
    [
        "x",
        "..",
        "a.b.c",
        "a.b.c.d.e",
        "é.é.é",
        "\ud800",
        "e30.e30.e30",
        "bnVsbA.e30.",
        "x" * 20_000,
    ],
)
async def test_garbage_is_refused(tokens: Tokens, garbage: str) -> None:
    with pytest.raises(Unauthenticated):
        await tokens.principal(garbage)


async def test_a_changed_claim_breaks_the_signature(tokens: Tokens) -> None:
    header, _, signature = token().split(".")
    _, others, _ = token(sub="account-8").split(".")
    with pytest.raises(Unauthenticated):
        await tokens.principal(f"{header}.{others}.{signature}")


async def test_a_critical_header_that_is_not_understood_refuses(tokens: Tokens) -> None:
    text = unsigned(alg="Ed25519", kid="ed", crit=["exotic"], exotic=1).rstrip(".")
    private = edge.ED25519.private_key
    assert isinstance(private, Ed25519PrivateKey)
    with pytest.raises(Unauthenticated):
        await tokens.principal(f"{text}.{coded(private.sign(text.encode()))}")


async def test_a_token_that_was_valid_is_refused_once_expired(tokens: Tokens, clock: Time) -> None:
    short = token(exp=seconds(20))
    assert await tokens.principal(short)
    clock.passes(seconds=31)
    with pytest.raises(Unauthenticated) as refused:
        await tokens.principal(short)
    assert refused.value.details == {"reason": "the token has expired"}


async def test_without_any_keys_every_token_is_refused(tokens: Tokens, issuer: Issuer) -> None:
    issuer.down = True
    with pytest.raises(CannotVerify):
        await tokens.principal(token())


async def test_an_unknown_key_is_not_trusted_while_the_issuer_is_away(
    tokens: Tokens, issuer: Issuer, clock: Time
) -> None:
    await tokens.principal(token())
    issuer.down = True
    clock.passes(minutes=1)
    with pytest.raises(CannotVerify):
        await tokens.principal(token(key=OKPKey.generate_key("Ed25519"), kid="new"))


async def test_known_keys_serve_while_the_issuer_is_away_but_not_for_ever(
    tokens: Tokens, issuer: Issuer, clock: Time
) -> None:
    lasting = {"exp": seconds(10 * 86_400)}
    await tokens.principal(token(changed=lasting))
    issuer.down = True
    clock.passes(hours=2)
    assert await tokens.principal(token(changed=lasting, sub="account-8"))
    clock.passes(hours=23)
    with pytest.raises(CannotVerify):
        await tokens.principal(token(changed=lasting, sub="account-9"))


async def test_a_new_key_is_found_when_a_token_names_it(
    tokens: Tokens, issuer: Issuer, clock: Time
) -> None:
    await tokens.principal(token())
    new = OKPKey.generate_key("Ed25519", {"kid": "new"})
    issuer.keys = [new]
    clock.passes(seconds=30)
    assert await tokens.principal(token(key=new))


async def test_a_withdrawn_key_is_forgotten(tokens: Tokens, issuer: Issuer, clock: Time) -> None:
    await tokens.principal(token())
    issuer.keys = [KEYS["ES256"]]
    clock.passes(minutes=6)
    with pytest.raises(Unauthenticated):
        await tokens.principal(token())


async def test_invented_keys_do_not_make_us_pester_the_issuer(
    tokens: Tokens, issuer: Issuer
) -> None:
    for number in range(20):
        with pytest.raises(Unauthenticated):
            await tokens.principal(token(kid=f"invented-{number}"))
    assert issuer.asked == 1


async def test_callers_who_come_at_once_cause_one_fetch(tokens: Tokens, issuer: Issuer) -> None:
    await asyncio.gather(*(tokens.principal(token(sub=f"a-{n}")) for n in range(10)))
    assert issuer.asked == 1


@pytest.mark.parametrize(
    "published",
    [b"", b"{}", b"[]", b'{"keys": []}', b'{"keys": [{"kty": "oct", "k": "AA", "kid": "ed"}]}'],
)
async def test_a_key_set_without_public_keys_lets_nobody_in(published: bytes, clock: Time) -> None:
    async def source() -> bytes:
        return published

    tokens = Tokens(KeySets(source, clock), issuer=ISSUER, audience=AUDIENCE, clock=clock)
    with pytest.raises((CannotVerify, Unauthenticated)):
        await tokens.principal(token())


async def test_a_key_for_encryption_verifies_nothing(tokens: Tokens, issuer: Issuer) -> None:
    key = OKPKey.generate_key("Ed25519", {"kid": "enc", "use": "enc"})
    issuer.keys = [key]
    forged = OKPKey.import_key(key.as_dict(private=True) | {"use": "sig"})
    with pytest.raises(Unauthenticated):
        await tokens.principal(token(key=forged))


async def test_keys_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps(KeySet([KEYS["Ed25519"]]).as_dict(private=False)))
    for place in (str(file), f"file://{file}"):
        assert await KeySets(key_source(place)).holding("ed")


async def test_a_missing_file_of_keys_refuses_everyone(tmp_path: Path, clock: Time) -> None:
    keys = KeySets(key_source(str(tmp_path / "none.json")), clock)
    with pytest.raises(CannotVerify):
        await Tokens(keys, issuer=ISSUER, audience=AUDIENCE, clock=clock).principal(token())


def test_in_production_keys_come_over_https_or_from_a_file() -> None:
    def settings(jwks: str, profile: str) -> ServiceSettings:
        return ServiceSettings.read(
            unit="ma",
            database_url="postgresql://x",
            kafka_bootstrap="x:1",
            issuer=ISSUER,
            jwks=jwks,
            profile=profile,
        )

    assert verifier(settings("http://127.0.0.1:1/jwks", "local"))
    assert verifier(settings("https://issuer.test/jwks", "production"))
    for refused in ("http://127.0.0.1:1/jwks", "ftp://issuer.test/jwks"):
        with pytest.raises(ValueError, match="https"):
            verifier(settings(refused, "production"))


def test_missing_settings_are_all_named_and_secrets_are_not_shown() -> None:
    with pytest.raises(ValidationError) as refused:
        ServiceSettings.read(unit="MA", database_url="")
    assert {each["loc"][0] for each in refused.value.errors()} == {
        "unit", "database_url", "kafka_bootstrap", "jwks", "issuer",
    }  # fmt: skip
    shown = repr(
        ServiceSettings.read(
            unit="ma",
            database_url="postgresql://u:hush@x",
            kafka_bootstrap="x:1",
            issuer=ISSUER,
            jwks="keys.json",
            local_token="hush-too",  # noqa: S106 - it opens nothing
        )
    )
    assert "hush" not in shown


# --- over HTTP ----------------------------------------------------------------------------------


async def test_a_request_without_a_token_is_challenged(house: House) -> None:
    del house.client.headers["Authorization"]
    answer = await house.install()
    assert (answer.status_code, answer.json()["code"]) == (401, "Unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert await house.store.head() == 0


@pytest.mark.parametrize(
    "authorization", ["Bearer", "Bearer ", "Basic dTpw", "Bearer a b", "Bearer ?", "x", "Bearer x"]
)
async def test_an_authorization_that_is_no_valid_token_is_refused(
    house: House, authorization: str
) -> None:
    answer = await house.install({"Authorization": authorization})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith('Bearer error="invalid_token"')


async def test_two_tokens_are_no_token(house: House) -> None:
    both = [("Authorization", f"Bearer {token()}"), ("Authorization", f"Bearer {token()}")]
    del house.client.headers["Authorization"]
    answer = await house.client.post(f"{edge.AT}/switch-on", headers=both)
    assert answer.status_code == 401


async def test_a_token_for_another_unit_is_refused(house: House) -> None:
    answer = await house.install({"Authorization": f"Bearer {token(units=['garden'])}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "UnitNotOpen")
    assert answer.json()["unit"] == "house"


async def test_a_token_for_all_units_opens_this_one(house: House) -> None:
    answer = await house.install({"Authorization": f"Bearer {token(units=['*'])}"})
    assert answer.status_code == 200


async def test_while_tokens_cannot_be_verified_nobody_gets_in(house: House) -> None:
    house.issuer.down = True
    answer = await house.install()
    assert (answer.status_code, answer.json()["code"]) == (503, "CannotVerify")
    assert answer.headers["retry-after"] == "5"
    assert await house.store.head() == 0


async def test_whoever_has_no_token_learns_nothing_about_the_body(house: House) -> None:
    del house.client.headers["Authorization"]
    answer = await house.client.post(f"{edge.AT}/install", content=b"{")
    assert answer.status_code == 401
    assert "errors" not in answer.json()
