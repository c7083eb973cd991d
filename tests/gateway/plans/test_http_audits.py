"""The server audits of the graphql-http project, by their ids. Source: graphql-http 1.23.1."""

import json
from typing import Any, NamedTuple

import httpx
import pytest

pytestmark = pytest.mark.postgres

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
OK = {"query": "{ __typename }"}
COERCE = {"query": "query C($id: ID!){ __typename }", "variables": {"id": None}}
NAMED = {"query": "query Query { __typename }", "operationName": "Query"}
TYPED = {
    "query": "query Type($name: String!) { __type(name: $name) { name } }",
    "variables": {"name": "sometype"},
}
NO_FIELD = {"query": "{ f31403dfe404bccbb0e835f2629c6a7 }"}
BROKEN = '{ "not a JSON'


class Audit(NamedTuple):
    id: str
    accept: str | None
    body: Any
    status: int
    media: str | None = None
    data: bool | None = None
    """Whether the answer has data, and then no errors."""


POSTS = [
    Audit("22EB", RESPONSE, OK, 200, RESPONSE, data=True),
    Audit("4655", JSON, OK, 200, JSON, data=True),
    Audit("47DE", "*/*", OK, 200, JSON, data=True),
    Audit("80D8", None, OK, 200, JSON, data=True),
    Audit("78D5", None, OK, 200),
    Audit("423L", RESPONSE, {"notquery": "{ __typename }"}, 400),
    *(Audit("LKJ", None, {"query": bad}, 400) for bad in ({"obj": "ect"}, 0, False, ["array"])),
    Audit("34A2", RESPONSE, OK, 200, data=True),
    Audit("13EE", JSON, OK, 200, data=True),
    *(
        Audit("6C0", None, {**OK, "operationName": bad}, 400)
        for bad in ({"obj": "ect"}, 0, False, ["array"])
    ),
    Audit("8161", RESPONSE, NAMED, 200, data=True),
    Audit("B8B3", JSON, NAMED, 200, data=True),
    *(
        Audit(audit, accept, {**OK, name: None}, 200, data=True)
        for name in ("variables", "operationName", "extensions")
        for audit, accept in (("94B", RESPONSE), ("022", JSON))
    ),
    *(Audit("476", None, {**OK, "variables": bad}, 400) for bad in ("string", 0, False, ["array"])),
    Audit("2EA1", RESPONSE, TYPED, 200, data=True),
    Audit("28B9", JSON, TYPED, 200, data=True),
    *(
        Audit("58B", None, {**OK, "extensions": bad}, 400)
        for bad in ("string", 0, False, ["array"])
    ),
    Audit("428F", RESPONSE, {**OK, "extensions": {"some": "value"}}, 200, data=True),
    Audit("1B7A", JSON, {**OK, "extensions": {"some": "value"}}, 200, data=True),
    Audit("B6DC, BCF8", JSON, BROKEN, 400),
    Audit("B7N8", RESPONSE, BROKEN, 400),
    Audit("8764, 3E3A", None, {"qeury": "{ __typename }"}, 400),
    Audit("572B", JSON, {"query": "{"}, 200, data=False),
    Audit("FDE2", JSON, NO_FIELD, 200, data=False),
    Audit("7B9B", JSON, COERCE, 200, data=False),
    Audit("865D, 556A, D586", RESPONSE, {"query": "{"}, 400, RESPONSE, data=False),
    Audit("51FE, 74FF, 5E5B", RESPONSE, NO_FIELD, 400, RESPONSE, data=False),
    Audit("86EE", RESPONSE, COERCE, 400, RESPONSE, data=False),
]


def check(audit: Audit, response: httpx.Response) -> None:
    assert response.status_code == audit.status
    answer = response.json()  # a JSON body whatever the status
    assert ("errors" in answer) == (audit.status != 200 or audit.data is False)
    if audit.media:
        assert response.headers["content-type"] == f"{audit.media}; charset=utf-8"
    if audit.data is not None:
        assert ("data" in answer) is audit.data


@pytest.mark.parametrize("audit", POSTS, ids=lambda audit: audit.id)
async def test_a_post_is_answered_as_audited(audit: Audit, client: httpx.AsyncClient) -> None:
    headers = {"content-type": JSON} | ({"accept": audit.accept} if audit.accept else {})
    body = audit.body if isinstance(audit.body, str) else json.dumps(audit.body)
    check(audit, await client.post("/graphql", content=body, headers=headers))


async def test_utf_8_is_read_and_written(client: httpx.AsyncClient) -> None:
    """BF61 and 82A3."""
    body = json.dumps({"query": '{ __type(name: "Run🏃Swim🏊") { name } }'}, ensure_ascii=False)
    headers = {"content-type": "application/json; charset=utf-8"}
    response = await client.post("/graphql", content=body.encode(), headers=headers)
    assert response.status_code == 200
    assert json.loads(response.content.decode("utf-8")) == {"data": {"__type": None}}


async def test_a_body_without_content_type_is_refused(client: httpx.AsyncClient) -> None:
    """9ABE."""
    response = await client.post("/graphql", content=json.dumps(OK))
    assert response.status_code == 415


async def test_a_post_without_body_is_malformed(client: httpx.AsyncClient) -> None:
    """A5BF."""
    response = await client.post("/graphql", headers={"content-type": JSON})
    assert response.status_code == 400


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
async def test_a_get_carries_its_parameters_in_the_address(
    accept: str, client: httpx.AsyncClient
) -> None:
    """5A70, D6D5 and 6A70."""
    parameters = {"query": TYPED["query"], "variables": json.dumps(TYPED["variables"])}
    response = await client.get("/graphql", params=parameters, headers={"accept": accept})  # type: ignore[arg-type]
    assert response.status_code == 200
    assert response.json() == {"data": {"__type": None}}


async def test_a_get_does_not_execute_mutations(client: httpx.AsyncClient) -> None:
    """9C48."""
    parameters = {"query": "mutation { __typename }"}
    response = await client.get("/graphql", params=parameters, headers={"accept": RESPONSE})
    assert response.status_code == 405
