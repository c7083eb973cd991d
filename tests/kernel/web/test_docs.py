"""The documentation page works without a network and is signed in on the local machine only."""

import re
from collections.abc import AsyncIterator
from typing import Literal

import pytest

from kernel.settings import ServiceSettings
from tests.kernel.web import edge
from tests.kernel.web.edge import House

LOCAL_TOKEN = "a-local-token"  # noqa: S105 - it opens nothing


@pytest.fixture
async def signed_in() -> AsyncIterator[House]:
    async with edge.house(edge.build(page_token=LOCAL_TOKEN)) as house:
        yield house


async def test_the_page_asks_no_other_host_for_anything(house: House) -> None:
    page = await house.client.get("/docs")
    start = await house.client.get("/docs/start.js")
    for text in (page.text, start.text):
        assert not re.search(r"https?:|//[a-z]", text)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "validatorUrl: null" in start.text


async def test_everything_the_page_names_is_served_from_here(house: House) -> None:
    page = await house.client.get("/docs")
    named = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    assert len(named) == 4
    for address in named:
        answer = await house.client.get(address)
        assert answer.status_code == 200
        assert len(answer.content) > 100


async def test_only_the_page_s_own_files_are_served(house: House) -> None:
    for name in ("index.html", "..%2f__init__.py", "swagger-ui.js.map"):
        assert (await house.client.get(f"/docs/assets/{name}")).status_code == 404


async def test_the_page_gets_a_document_that_its_viewer_renders(house: House) -> None:
    document = (await house.client.get("/docs/openapi.json")).json()
    assert document["openapi"].startswith("3.0.")
    assert '{"type":"null"}' not in (await house.client.get("/docs/openapi.json")).text
    assert (await house.client.get("/openapi.json")).json()["openapi"].startswith("3.1.")


async def test_without_a_page_token_nobody_is_signed_in(house: House) -> None:
    assert "const token = null;" in (await house.client.get("/docs/start.js")).text


async def test_with_a_page_token_the_page_opens_signed_in(signed_in: House) -> None:
    start = await signed_in.client.get("/docs/start.js")
    assert f'const token = "{LOCAL_TOKEN}";' in start.text
    assert 'preauthorizeApiKey("token", token)' in start.text
    assert start.headers["cache-control"] == "no-store"


async def test_the_page_token_is_a_token_like_any_other(signed_in: House) -> None:
    answer = await signed_in.install({"Authorization": f"Bearer {LOCAL_TOKEN}"})
    assert answer.status_code == 401


@pytest.mark.parametrize(("profile", "token"), [("local", LOCAL_TOKEN), ("production", None)])
def test_a_local_token_is_honoured_in_the_local_profile_alone(
    profile: Literal["local", "production"], token: str | None
) -> None:
    settings = ServiceSettings.read(
        unit="ma",
        database_url="postgresql://x",
        kafka_bootstrap="x:1",
        jwks="keys.json",
        issuer=edge.ISSUER,
        profile=profile,
        local_token=LOCAL_TOKEN,
    )
    assert settings.page_token == token


def test_production_is_what_nobody_has_to_ask_for() -> None:
    assert ServiceSettings.model_fields["profile"].default == "production"
