"""What an officer may get wrong, over HTTP: a code of its own, a sentence in French and English.

The rules of each are tried one by one elsewhere; here nothing of the list may lack an answer.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from uuid_utils.compat import uuid7

from kernel.settings import ServiceSettings
from services.partnerships import main as partnerships
from services.partnerships.domain.document.content import MediaType
from tests import servers
from tests.partnerships.cases import (
    BELFAA,
    COUNTRY_PROGRAMME,
    GROUP,
    HASH,
    JETTE,
    KINTAMBO,
    PARTNERSHIP,
    PHASE_2017,
    PROGRAMME,
    PROTOCOL,
    RULES,
    SOCIAL_ACTION,
)
from tests.partnerships.test_deliberation_service import IMPORT
from tests.partnerships.test_documents import TITLE
from tests.partnerships.test_scdl import GOOD, file_of
from tests.partnerships.test_service import app, running
from tests.partnerships.unit import PROPOSE, Body, Unit, plain, signing, token, voting
from vocabulary import roles

pytestmark = [pytest.mark.postgres, pytest.mark.asyncio(loop_scope="module")]

Answer = Callable[[Unit, str], Awaitable[httpx.Response]]
SIGN, RATIFY = (f"/v1/protocols/{PROTOCOL}/{verb}" for verb in ("sign", "ratify"))
AT_COUNTRY = f"/v1/country-programmes/{COUNTRY_PROGRAMME}"
OTHER_GROUP, ABROAD, FLEMISH = uuid7(), uuid7(), uuid7()
MEGABYTE = bytes(1_000_000)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unit(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Unit]:
    """Yield a unit that all cases share: what is refused changes nothing."""
    folder = tmp_path_factory.mktemp("unit")
    create = partial(_with_documents, (folder / "kept").as_uri())
    async with (
        servers.fresh_database(postgres_server) as database,
        running(app(database, folder, create)) as opened,
    ):
        await there_is(opened)
        yield opened


def _with_documents(documents: str, settings: ServiceSettings) -> FastAPI:
    return partnerships.create(settings.model_copy(update={"documents": documents}))


async def there_is(unit: Unit) -> None:
    """A protocol to be signed, rules of the phase, a mayor, a group."""
    await unit.registers()
    agreed = {"party": str(BELFAA), "on": "2017-03-08", "text_hash": HASH}
    await unit.accepted(f"/v1/protocols/{PROTOCOL}/propose", PROPOSE, by=JETTE)
    await unit.accepted(f"/v1/protocols/{PROTOCOL}/agree", agreed, by=BELFAA)
    for id_, country, region in (
        (ABROAD, "NL", None),
        (FLEMISH, "BE", "Flandre"),
        (KINTAMBO, "MA", None),
    ):
        body: Body = {"kind": "commune", "country": country, "names": {"fr": "Une commune"}}
        await unit.accepted(f"/v1/communes/{id_}/register", body | {"region": region})
    rules = {"phase": str(PHASE_2017), "rules": plain(RULES)}
    await unit.accepted(f"/v1/programmes/{PROGRAMME}/set-phase-rules", rules)
    holding = {"function": "bourgmestre", "subject_ref": "subject-1", "since": "2012-12-03"}
    held = {"commune": str(JETTE), "holding": holding}
    await unit.accepted(f"/v1/role-holdings/{uuid7()}/record", held, by=JETTE)
    for group in (GROUP, OTHER_GROUP):
        named: Body = {"programme": str(PROGRAMME), "country": "MA", "names": {"fr": "Un groupe"}}
        await unit.accepted(f"/v1/regional-groups/{group}/found", named)
    joined = {"partnership": str(PARTNERSHIP), "since": "2017-05-19"}
    await unit.accepted(f"/v1/regional-groups/{GROUP}/join", joined)


def command(path: str, body: Body, *, by: UUID | None = None) -> Answer:
    async def answer(unit: Unit, language: str) -> httpx.Response:
        return await unit.send(path, body, by=by, headers={"accept-language": language})

    return answer


def upload(content: Callable[[], AsyncIterator[bytes]]) -> Answer:
    async def answer(unit: Unit, language: str) -> httpx.Response:
        bearer = {"authorization": f"Bearer {token(roles.COUNTRY_UNIT)}"}
        said = {"content-type": MediaType.PDF, "accept-language": language}
        return await unit.client.post(
            "/v1/documents", content=content(), params=TITLE, headers=bearer | said
        )

    return answer


def imported(raw: bytes) -> Answer:
    async def answer(unit: Unit, language: str) -> httpx.Response:
        bearer = {"authorization": f"Bearer {token(roles.COMMUNE_USER, BELFAA)}"}
        said = {"content-type": "text/csv", "accept-language": language}
        query = {"commune": str(BELFAA), "body": "Conseil municipal"}
        return await unit.client.post(IMPORT, params=query, content=raw, headers=bearer | said)

    return answer


async def two_hundred_megabytes() -> AsyncIterator[bytes]:
    for _ in range(200):
        yield MEGABYTE


async def no_pdf() -> AsyncIterator[bytes]:
    yield b"Ceci est une lettre."


MAYOR = {"subject_ref": "subject-1", "function": "Bourgmestre", "acting_for": "Collège"}
SOMEBODY = {"subject_ref": "subject-2", "function": "Bourgmestre", "acting_for": "Collège"}
BY_MAYOR = signing(JETTE) | {"signatory": MAYOR}
SHARES = [{"code": SOCIAL_ACTION.code, "percentage": "60"}]
TWO_SECTORS = [plain(SOCIAL_ACTION), {"code": "finances", "text": {"fr": "Finances locales"}}]
REVISED = {"sectors": TWO_SECTORS, "goal": None, "reason": "atelier"}
OVER = [*SHARES, {"code": "finances", "percentage": "40.1"}]
OVERLAPS = {"partnership": str(PARTNERSHIP), "since": "2018-01-01"}


@dataclass(frozen=True)
class Wrong:
    what: str
    answer: Answer
    status: int
    code: str


LIST = [
    Wrong(
        "a signature dated before the council's deliberation",
        command(SIGN, BY_MAYOR | {"on": "2016-01-15"}, by=JETTE),
        *(409, "SignedBeforeDeliberation"),
    ),
    Wrong(
        "a function not held on the date",
        command(SIGN, BY_MAYOR | {"signatory": SOMEBODY}, by=JETTE),
        *(409, "FunctionNotHeld"),
    ),
    Wrong(
        "the council of no member",
        command(RATIFY, voting(KINTAMBO, "2017-06-12"), by=KINTAMBO),
        *(409, "CouncilNotParty"),
    ),
    Wrong(
        "one side signing another text hash",
        command(SIGN, BY_MAYOR | {"text_hash": f"sha256:{'0' * 64}"}, by=JETTE),
        *(409, "SignedAnotherText"),
    ),
    Wrong(
        "a commune outside the programme's regions",
        command(f"{AT_COUNTRY}/admit-commune", {"commune": str(FLEMISH)}),
        *(409, "CommuneOutsideProgramme"),
    ),
    Wrong(
        "a commune outside the programme's countries",
        command(f"{AT_COUNTRY}/admit-commune", {"commune": str(ABROAD)}),
        *(409, "CommuneOutsideProgramme"),
    ),
    Wrong(
        "percentages over 100",
        command(f"{AT_COUNTRY}/revise", REVISED | {"shares": OVER}),
        *(409, "PercentagesOver100"),
    ),
    Wrong(
        "overlapping memberships",
        command(f"/v1/regional-groups/{OTHER_GROUP}/join", OVERLAPS),
        *(409, "OverlappingMembership"),
    ),
    Wrong(
        "a CSV with a wrong separator",
        imported(file_of(GOOD).replace(b",", b";")),
        *(422, "DeliberationsFileWrongSeparator"),
    ),
    Wrong(
        "a CSV with a wrong encoding",
        imported(file_of(GOOD).decode().encode("utf-16")),
        *(422, "DeliberationsFileNotUtf8"),
    ),
    Wrong("a 200 MB upload", upload(two_hundred_megabytes), 413, "DocumentTooLarge"),
    Wrong("a PDF that is not one", upload(no_pdf), 422, "NotAPdf"),
]


@pytest.mark.parametrize("wrong", LIST, ids=lambda wrong: wrong.what)
async def test_what_is_wrong_has_a_code_and_a_sentence_in_two_languages(
    unit: Unit, wrong: Wrong
) -> None:
    said = {}
    for language in ("fr-BE", "en"):
        answer = await wrong.answer(unit, language)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (wrong.status, wrong.code), problem
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == language[:2]
        said[language] = problem["title"]
    assert said["fr-BE"] != said["en"]
    for sentence in said.values():
        assert len(sentence.split()) >= 5
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        # No name of a class or of a field: a municipal officer reads it.
        assert not re.search(r"[a-z][A-Z]|_|\{|\bnull\b", sentence)


async def test_what_differs_has_different_codes() -> None:
    codes = [wrong.code for wrong in LIST]
    assert len(set(codes)) == len(codes) - 1, "countries and regions are one rule (P33)"


async def test_a_percentage_alone_over_100_is_named_at_its_place(unit: Unit) -> None:
    body = REVISED | {"shares": [{"code": SOCIAL_ACTION.code, "percentage": "100.1"}]}
    answer = await unit.send(f"{AT_COUNTRY}/revise", body)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "Malformed")
    (fault,) = problem["errors"]
    assert fault["at"] == "shares[0].percentage"
