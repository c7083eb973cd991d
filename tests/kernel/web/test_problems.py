"""Every refusal is a problem document, in the reader's language, with a page of its own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.refusals import Refusal
from kernel.web.catalogue import OF_THE_EDGE
from kernel.web.languages import preferred
from kernel.web.problems import status_of, titles
from tests.kernel.web import lamp
from tests.kernel.web.edge import AT, House


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("fr", "fr"),
        ("FR-be", "fr"),
        ("fr-BE, fr;q=0.9, en;q=0.8", "fr"),
        ("en, fr", "en"),
        ("fr, en", "fr"),
        ("en;q=0.5, fr;q=0.5", "en"),
        ("en;q=0.4, fr;q=0.5", "fr"),
        ("en-GB;q=0.9, fr;q=0.901", "fr"),
        ("nl, de", "en"),
        ("nl, fr;q=0.1", "fr"),
        ("*", "en"),
        ("*;q=0.5, fr;q=0.4", "en"),
        ("*;q=0.4, fr;q=0.5", "fr"),
        ("fr;q=0", "en"),
        ("en;q=0, *", "fr"),
        ("en;q=0, fr;q=0", "en"),
        ("fr;q=2", "en"),
        ("fr;q=0.5.5, ;;;, en;q=x", "en"),
        ("frr", "en"),
        ("fr ; q=0.3 , en ; q=0.2", "fr"),
    ],
)
def test_the_language_with_the_highest_quality_wins(header: str | None, language: str) -> None:
    assert preferred(header, ["en", "fr"]) == language


@given(st.text())
def test_any_header_at_all_leads_to_a_language(header: str) -> None:
    assert preferred(header, ["en", "fr"]) in {"en", "fr"}


async def test_titles_are_french_where_french_is_preferred(house: House) -> None:
    answer = await house.client.post(f"{AT}/switch-on", headers={"Accept-Language": "fr"})
    assert answer.json()["title"] == "Aucune lampe n'est accrochée là."
    assert answer.headers["content-language"] == "fr"
    assert answer.headers["vary"] == "Accept-Language"


async def test_titles_are_english_otherwise(house: House) -> None:
    answer = await house.client.post(f"{AT}/switch-on", headers={"Accept-Language": "nl"})
    assert answer.json()["title"] == "No lamp hangs there."
    assert answer.headers["content-language"] == "en"


@pytest.mark.parametrize("refusal", OF_THE_EDGE, ids=lambda refusal: refusal.code)
def test_every_problem_is_one_sentence_in_english_and_in_french(refusal: type[Refusal]) -> None:
    assert titles(refusal)["en"].endswith(".")
    assert titles(refusal)["fr"].endswith(".")
    assert titles(refusal)["fr"] != titles(refusal)["en"]


def test_a_rule_of_the_domain_is_409_whatever_it_is_called() -> None:
    assert status_of(lamp.BulbIsBroken) == 409
    assert status_of(lamp.NoSuchLamp) == 404
    assert status_of(lamp.NotTheKeeper) == 403


async def test_the_type_of_a_problem_leads_to_its_description(house: House) -> None:
    problem = (await house.client.post(f"{AT}/switch-on")).json()
    page = await house.client.get(problem["type"])
    assert page.json() == {
        "type": "/problems/NoSuchLamp",
        "code": "NoSuchLamp",
        "status": 404,
        "titles": {"en": "No lamp hangs there.", "fr": "Aucune lampe n'est accrochée là."},
    }


async def test_people_see_a_page_in_both_languages(house: House) -> None:
    page = await house.client.get("/problems/NoSuchLamp", headers={"Accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<p lang="en">No lamp hangs there.</p>' in page.text
    assert '<p lang="fr">Aucune lampe n&#x27;est accrochée là.</p>' in page.text


async def test_a_problem_nobody_knows_has_no_page(house: House) -> None:
    page = await house.client.get("/problems/<script>")
    assert (page.status_code, page.json()["code"]) == (404, "NothingHere")


async def test_all_problems_are_listed(house: House) -> None:
    codes = {each["code"] for each in (await house.client.get("/problems")).json()}
    assert {"Stale", "KeyReused", "BulbIsBroken", "NotTheKeeper", "Internal"} <= codes


async def test_each_command_documents_its_body_headers_and_problems(house: House) -> None:
    document = (await house.client.get("/openapi.json")).json()
    operation = document["paths"]["/v1/lamps/{id}/install"]["post"]
    assert operation["summary"] == "Install lamp"
    assert operation["description"] == "Put a lamp into a room.\n\nRepeating it is harmless."
    assert operation["security"] == [{"token": []}]
    names = {(each["in"], each["name"]) for each in operation["parameters"]}
    assert names == {("path", "id"), ("header", "Idempotency-Key"), ("header", "If-Match")}
    examples = {
        code: example["value"]["status"]
        for status, answer in operation["responses"].items()
        if status != "200"
        for code, example in answer["content"]["application/problem+json"]["examples"].items()
    }
    assert examples["BulbIsBroken"] == examples["Conflict"] == 409
    assert examples["NoSuchLamp"] == 404
    assert {"Malformed", "KeyReused", "Stale", "TooLarge", "Unauthenticated"} <= set(examples)


async def test_the_body_of_a_command_is_its_fields_and_the_marks_and_nothing_else(
    house: House,
) -> None:
    document = (await house.client.get("/openapi.json")).json()
    content = document["paths"]["/v1/lamps/{id}/install"]["post"]["requestBody"]["content"]
    reference = content["application/json"]["schema"]["$ref"]
    assert reference == "#/components/schemas/Takes.InstallLamp"
    schema = document["components"]["schemas"][reference.removeprefix("#/components/schemas/")]
    assert schema["required"] == ["room", "bulb"]
    assert schema["additionalProperties"] is False
    assert {"room", "bulb", "demonstration", "provenance"} <= set(schema["properties"])


async def test_every_reference_of_the_document_leads_somewhere(house: House) -> None:
    for address in ("/openapi.json", "/docs/openapi.json"):
        text = (await house.client.get(address)).text
        schemas = (await house.client.get(address)).json()["components"]["schemas"]
        for name in re.findall(r'"#/components/schemas/([^"]+)"', text):
            assert name in schemas
