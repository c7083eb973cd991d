"""Lists as files for a spreadsheet."""

import csv
import io
import zipfile
from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from fastapi import APIRouter, Query, Response

from kernel.web.exports import Format, negotiated, text
from kernel.web.paging import Paging
from tests.kernel.web import edge
from tests.kernel.web.edge import House

ROOMS = [
    {
        "id": UUID(int=n),
        "name": f"room {n}",
        "since": date(2020, 1, 1 + n % 28),
        "seats": n,
        "names": {"fr": f"salle {n}"},
    }
    for n in range(1, 451)
]
RISKY = ["=1+1", "+32 2 000", "-x", "@a", "\tx", "-12.50", 'a "b"; c', "a\nb"]
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

router = APIRouter(prefix="/v1")


@router.get("/rooms")
async def rooms(page: Paging, least: Annotated[int, Query(ge=0)] = 0) -> Response:
    after = (page.after(UUID) or (UUID(int=0),))[0]
    found = [room for room in ROOMS if room["id"] > after and room["seats"] >= least]  # type: ignore[operator]
    return page.answer(found[: page.limit], "id", position=1)


@router.get("/notes")
async def notes(page: Paging) -> Response:
    rows = [{"id": number, "note": note} for number, note in enumerate(RISKY)]
    return page.answer(rows, "id", position=1)


@router.get("/buildings/{name}/rooms")
async def of_building(page: Paging, name: str) -> Response:  # noqa: ARG001
    return page.answer([], "name", "id", position=1)


WITH_ROOMS = edge.build(queries=[router])


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with edge.house(WITH_ROOMS) as opened:
        yield opened


async def lines(house: House, path: str, **headers: str) -> list[list[str]]:
    answer = await house.client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    read = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";")
    return [*read]


async def sheet(house: House, path: str) -> list[list[tuple[str | None, str]]]:
    """Return each cell of the first sheet as its type and its text."""
    answer = await house.client.get(path)
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        root = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - ours
    rows = root.iter(f"{SHEET}row")
    return [[(cell.get("t"), "".join(cell.itertext())) for cell in row] for row in rows]


async def test_a_file_has_all_pages_of_what_was_asked_for(house: House) -> None:
    heading, *rows = await lines(house, "/v1/rooms?format=csv&least=11")
    assert heading == ["id", "name", "since", "seats", "names"]
    assert [row[3] for row in rows] == [str(n) for n in range(11, 451)]
    assert rows[0][1:] == ["room 11", "2020-01-12", "11", "fr: salle 11"]


async def test_a_sheet_has_all_pages_and_its_numbers_are_numbers(house: House) -> None:
    heading, *rows = await sheet(house, "/v1/rooms?format=xlsx")
    assert [said for _, said in heading] == ["id", "name", "since", "seats", "names"]
    assert [row[3] for row in rows] == [(None, str(n)) for n in range(1, 451)]
    assert rows[0][1] == ("inlineStr", "room 1")


async def test_a_file_begins_with_the_mark_that_spreadsheets_look_for(house: House) -> None:
    answer = await house.client.get("/v1/rooms?format=csv")
    assert answer.content.startswith(b"\xef\xbb\xbfid;name;")
    assert answer.headers["content-disposition"] == 'attachment; filename="rooms.csv"'


async def test_the_accept_header_asks_for_a_file_too(house: House) -> None:
    assert len(await lines(house, "/v1/rooms", accept="text/csv")) == 451


async def test_no_cell_is_a_formula(house: House) -> None:
    _, *rows = await lines(house, "/v1/notes?format=csv")
    shown = [row[1] for row in rows]
    assert shown == ["'=1+1", "'+32 2 000", "'-x", "'@a", "'\tx", "-12.50", 'a "b"; c', "a\nb"]
    _, *cells = await sheet(house, "/v1/notes?format=xlsx")
    assert [row[1] for row in cells] == [("inlineStr", each) for each in RISKY]


async def test_an_empty_list_is_a_file_with_a_heading(house: House) -> None:
    assert await lines(house, "/v1/buildings/a/rooms?format=csv") == [["name", "id"]]


async def test_a_format_that_does_not_exist_is_malformed(house: House) -> None:
    answer = await house.client.get("/v1/rooms?format=ods&least=-1")
    assert answer.status_code == 422
    assert {fault["at"] for fault in answer.json()["errors"]} == {"format", "least"}


async def test_a_file_is_for_verified_callers_too(house: House) -> None:
    answer = await house.client.get("/v1/rooms?format=csv", headers={"Authorization": ""})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, Format.JSON),
        ("*/*", Format.JSON),
        ("text/csv", Format.CSV),
        ("text/csv;q=0.5, application/json", Format.JSON),
        ("application/json;q=0.5, text/csv;q=0.9", Format.CSV),
        ("application/json, text/csv", Format.JSON),
        ("text/csv, application/json", Format.JSON),
        ("text/csv;q=0", Format.JSON),
        ("text/html, nonsense;;", Format.JSON),
    ],
)
def test_the_best_liked_format_is_chosen(accept: str | None, chosen: Format) -> None:
    assert negotiated(None, accept) is chosen
    assert negotiated(Format.XLSX, accept) is Format.XLSX


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "true"),
        (3, "3"),
        (["a", "b"], "a, b"),
        (
            [{"commune": "Jette", "until": None}, {"commune": "Belfaâ"}],
            "commune: Jette | commune: Belfaâ",
        ),
        ({"fr": "Jette", "nl": "Jette"}, "fr: Jette, nl: Jette"),
    ],
)
def test_documents_are_read_side_by_side(value: Any, shown: str) -> None:
    assert text(value) == shown
