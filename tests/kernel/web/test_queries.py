"""Read routes: verified callers, known parameters, stable pages, views that are new enough."""

import base64
from collections.abc import AsyncIterator, Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import pytest
from fastapi import APIRouter, Query, Response
from hypothesis import given
from hypothesis import strategies as st

from kernel.refusals import NotYetKnown
from kernel.web.paging import Page, Paging
from kernel.web.queries import Viewing
from tests.kernel.web import edge
from tests.kernel.web.edge import House, token

ROOMS = [
    {"id": UUID(int=n), "name": f"room {n // 2}", "since": date(2020, 1, n)} for n in range(1, 8)
]

router = APIRouter(prefix="/v1/rooms")


@router.get("")
async def rooms(
    views: Viewing,
    page: Paging,
    floor: Annotated[int, Query(ge=0, le=9)] = 0,
    wing: Annotated[str | None, Query(pattern="^[A-Z]$")] = None,  # noqa: ARG001
) -> Response:
    after = page.after(str, UUID)
    found = [r for r in ROOMS if after is None or (r["name"], r["id"]) > after]
    return page.answer(found[: page.limit], "name", "id", position=views.position + floor)


@router.get("/dates")
async def dates(page: Paging) -> Response:
    page.after(date)
    return page.answer(ROOMS[: page.limit], "since", position=0)


class Applied:
    """Views that have come to position 7 and will come no further."""

    positions: Mapping[str, int] = {"rooms": 7, "others": 9}

    async def wait_for(self, position: int, timeout: float = 0) -> None:  # noqa: ARG002, ASYNC109
        if position > 7:
            raise NotYetKnown(asked=position, reached=7)


WITH_ROOMS = edge.build(queries=[router])


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with edge.house(WITH_ROOMS) as opened:
        opened.app.state.applied = Applied()
        opened.app.state.pool = None
        yield opened


async def pages(house: House, first: int) -> list[list[str]]:
    found, after = [], ""
    while True:
        answer = (await house.client.get(f"/v1/rooms?first={first}{after}")).json()
        found.append([item["id"] for item in answer["items"]])
        if answer["next"] is None:
            return found
        after = f"&after={answer['next']}"


@pytest.mark.parametrize("first", [1, 2, 3, 7, 200])
async def test_pages_show_every_row_once_in_order(house: House, first: int) -> None:
    found = await pages(house, first)
    assert [id_ for page in found for id_ in page] == [str(room["id"]) for room in ROOMS]
    assert all(len(page) == first for page in found[:-1])


async def test_the_last_full_page_has_no_next(house: House) -> None:
    assert len(await pages(house, 7)) == 1


async def test_an_answer_says_how_new_it_is_at_least(house: House) -> None:
    answer = await house.client.get("/v1/rooms", headers={"X-Min-Position": "7"})
    assert answer.json()["position"] == 7


async def test_a_position_that_is_not_applied_in_time_is_503(house: House) -> None:
    answer = await house.client.get("/v1/rooms", headers={"X-Min-Position": "8"})
    assert (answer.status_code, answer.json()["code"]) == (503, "NotYetKnown")
    assert answer.headers["retry-after"] == "1"
    assert (answer.json()["asked"], answer.json()["reached"]) == (8, 7)


async def test_every_malformed_parameter_is_named_at_once(house: House) -> None:
    answer = await house.client.get(
        "/v1/rooms?first=0&after=x&floor=ten&wing=north&colour=red&flor=1",
        headers={"Accept-Language": "fr"},
    )
    assert answer.status_code == 422
    found = {(each["in"], each["at"]): each["problem"] for each in answer.json()["errors"]}
    assert found == {
        ("query", "first"): "doit être au moins 1",
        ("query", "after"): "n'est pas un curseur de cette liste",
        ("query", "floor"): "doit être un nombre entier",
        ("query", "wing"): "n'a pas la forme ^[A-Z]$",
        ("query", "colour"): "n'est pas connu ici",
        ("query", "flor"): "n'est pas connu ici",
    }


async def test_an_unknown_parameter_alone_is_refused_too(house: House) -> None:
    answer = await house.client.get("/v1/rooms?flor=1")
    assert [each["at"] for each in answer.json()["errors"]] == ["flor"]


async def test_nul_is_refused_in_a_filter(house: House) -> None:
    answer = await house.client.get("/v1/rooms?floor=%00")
    assert {(each["at"], each["kind"]) for each in answer.json()["errors"]} == {
        ("floor", "int_type"),
        ("floor", "nul"),
    }


@pytest.mark.parametrize("sent", ["-1", "x", "1.5", "9" * 30])
async def test_a_min_position_is_a_position_or_a_fault(house: House, sent: str) -> None:
    answer = await house.client.get("/v1/rooms", headers={"X-Min-Position": sent})
    assert [(each["in"], each["at"]) for each in answer.json()["errors"]] == [
        ("header", "X-Min-Position")
    ]


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "%%%",
        cursor("{}"),
        cursor('["/v1/rooms",["room 1"]]'),
        cursor('["/v1/rooms",["room 1","no uuid"]]'),
        cursor('["/v1/rooms",[1,"00000000-0000-0000-0000-000000000001"]]'),
        cursor('["/v1/rooms",[{}]]'),
        cursor('["/v1/others",["room 1","00000000-0000-0000-0000-000000000001"]]'),
        cursor("[" * 5000),
        "é",
        "a" * 3000,
    ],
)
async def test_a_cursor_that_this_list_did_not_give_is_a_fault(house: House, forged: str) -> None:
    answer = await house.client.get("/v1/rooms", params={"after": forged})
    assert answer.status_code == 422
    assert [each["at"] for each in answer.json()["errors"]] == ["after"]


async def test_dates_make_keys_too(house: House) -> None:
    first = (await house.client.get("/v1/rooms/dates?first=2")).json()
    assert first["items"][0]["since"] == "2020-01-01"
    second = await house.client.get("/v1/rooms/dates", params={"after": first["next"]})
    assert second.status_code == 200


async def test_no_query_is_answered_without_a_token_or_to_another_unit(house: House) -> None:
    guest = {"Authorization": f"Bearer {token(units=['garden'])}"}
    assert (await house.client.get("/v1/rooms", headers=guest)).status_code == 403
    del house.client.headers["Authorization"]
    assert (await house.client.get("/v1/rooms")).status_code == 401
    assert (await house.client.get("/v1/rooms/dates")).status_code == 401


async def test_queries_document_their_parameters_and_problems(house: House) -> None:
    document = (await house.client.get("/openapi.json")).json()
    operation = document["paths"]["/v1/rooms"]["get"]
    assert {each["name"] for each in operation["parameters"]} == {
        "X-Min-Position",
        "first",
        "after",
        "format",
        "floor",
        "wing",
    }
    assert operation["security"] == [{"token": []}]
    assert {"401", "403", "404", "422", "503"} <= set(operation["responses"])
    assert "HTTPValidationError" not in str(operation)


@given(name=st.text(), number=st.integers(-(2**63), 2**63 - 1), id_=st.uuids())
def test_a_cursor_brings_back_the_key_it_was_made_from(name: str, number: int, id_: UUID) -> None:
    row: dict[str, Any] = {"name": name, "number": number, "id": id_}
    answer = Page("/v1/rooms", 1).answer([row, row], "name", "number", "id", position=0)
    text = bytes(answer.body).decode().split('"next":"')[1].split('"')[0]
    assert Page("/v1/rooms", 1, text).after(str, int, UUID) == (name, number, id_)
