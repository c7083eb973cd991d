"""GraphiQL comes from the installation, and is signed in on this machine alone."""

import hashlib
import json
import re
from importlib import resources

import httpx
import pytest

from gateway.graphiql.page import Page

HERE = resources.files("gateway.graphiql")
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def settings_of(html: str) -> dict[str, object]:
    (text,) = re.findall(r'id="settings">(.*?)</script>', html, re.DOTALL)
    found: dict[str, object] = json.loads(text)
    return found


def test_every_file_of_others_is_the_one_that_is_listed() -> None:
    listed = [
        line.split()
        for line in HERE.joinpath("SOURCES").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert len(listed) == 4
    for _package, _version, licence, path, digest in listed:
        body = HERE.joinpath("assets", path.rpartition("/")[2]).read_bytes()
        assert hashlib.sha256(body).hexdigest() == digest
        assert licence == "MIT"


def test_no_file_fetches_anything_from_elsewhere() -> None:
    page = Page("{ __typename }")
    for name, asset in page.assets.items():
        text = asset.body.decode()
        assert "sourceMappingURL" not in text, name
        assert not re.search(r"@import|url\((?!data:|#)", text) or name.endswith(".js"), name
        assert not re.search(r"""(src|href)=["']https?:|import\(["']https?:""", text), name
        assert not re.search(
            r"""fetch\(["']https?:|["'](https?:)?//[^"']*\.(js|css|woff2?)["']""", text
        ), name
    assert not re.search(r"https?:", page.html("localhost").decode())


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:4000", "[::1]:80"])
def test_the_local_token_signs_the_page_in_on_this_machine(host: str) -> None:
    page = Page("{ __typename }", token="t0ken")  # noqa: S106
    settings = settings_of(page.html(host).decode())
    assert settings["headers"] == {"Authorization": "Bearer t0ken"}


@pytest.mark.parametrize("host", ["", "evil.example", "localhost.evil.example", "10.0.0.1", "::"])
def test_under_any_other_name_the_page_holds_no_token(host: str) -> None:
    page = Page("{ __typename }", token="t0ken")  # noqa: S106
    assert b"t0ken" not in page.html(host)


def test_without_a_token_the_page_asks_for_the_users_own() -> None:
    assert settings_of(Page("{ a }").html("localhost").decode())["headers"] is None


def test_the_ready_made_query_cannot_end_the_script() -> None:
    query = "{ a } # </script><script>alert(1)</script> {settings}"
    html = Page(query).html("localhost").decode()
    assert settings_of(html)["query"] == query
    assert "<script>alert" not in html


@pytest.mark.postgres
@pytest.mark.parametrize("path", ["/graphql", "/graphiql", "/graphiql/"])
async def test_a_browser_gets_the_page_without_signing_in(
    path: str, client: httpx.AsyncClient
) -> None:
    del client.headers["authorization"]
    response = await client.get(path, headers=BROWSER)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    for asset in re.findall(r'(?:src|href)="(/[^"]+)"', response.text):
        assert (await client.get(asset)).status_code == 200


@pytest.mark.postgres
async def test_a_browser_that_sends_a_query_gets_its_answer(client: httpx.AsyncClient) -> None:
    response = await client.get(
        "/graphql", params={"query": "{ __typename }"}, headers={"accept": "text/html, */*;q=0.1"}
    )
    assert response.json() == {"data": {"__typename": "Query"}}


@pytest.mark.postgres
async def test_files_are_fetched_once(client: httpx.AsyncClient) -> None:
    first = await client.get("/graphiql/graphiql.min.js")
    again = await client.get(
        "/graphiql/graphiql.min.js", headers={"if-none-match": first.headers["etag"]}
    )
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    for missing in ("page.html", "%2e%2e%2fSOURCES", "nothing.js"):
        assert (await client.get(f"/graphiql/{missing}")).status_code == 404
    assert (await client.post("/graphiql/start.js")).status_code == 405
