"""The whole service on PostgreSQL, with a broker that is not there: commands, views, questions."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import rfc8785
from uuid_utils.compat import uuid7

from kernel.clock import system_clock
from kernel.postgres.archiving import Ended, archive
from kernel.store import Stream
from services.reporting import main as reporting
from services.reporting.facts import Aggregates
from services.reporting.projections import may_act
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import Body, Unit
from tests.reporting.cases import (
    BELFAA,
    BIRTHS,
    BOOKED,
    EXPENSE,
    HASH,
    JETTE,
    KINTAMBO,
    MEASUREMENT,
    OTHER_MEASUREMENT,
    PARTNERSHIP,
    PHASE,
    RELIED_ON,
    REPORT,
    TRAINING,
)
from tests.reporting.hearing import OPENED, RATIFIED, arriving
from tests.reporting.register import Known
from tests.reporting.unit import (
    AT,
    BOOK_BODY,
    RECORD_BODY,
    draw_up,
    expect,
    sign_by_all,
    signing,
)
from vocabulary import roles
from vocabulary.hashing import content_hash as hash_of

pytestmark = pytest.mark.postgres


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    """Open a unit that expects a report, of a partnership that may act."""
    async with running(app(database, tmp_path, reporting.create)) as opened:
        state = opened.app.state
        async with state.pool.acquire() as connection, connection.transaction():
            heard = [arriving(40, OPENED), arriving(41, RATIFIED)]
            await may_act.COPIES.apply(connection, heard)
        await expect(state.handling, Aggregates(Known()))
        yield opened


async def review(unit: Unit, verb: str, **body: Any) -> Body:
    answer = await unit.send(
        f"{AT}/{verb}", {"on": "2024-02-20", **body}, role=roles.ASSOCIATION_REVIEWER
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_report_shows_what_there_is_to_sign_and_anyone_can_compute_its_hash(
    unit: Unit,
) -> None:
    before = await shown(unit, AT, 1)
    assert (before["state"], before["content_hash"], before["content"]) == ("expected", None, None)
    seen = await shown(unit, AT, await draw_up(unit))
    assert seen["content_hash"] == HASH
    content = seen["content"]
    assert content["values"][0]["indicator"] == str(BIRTHS)
    assert rfc8785.dumps(content) == msgspec.json.encode(content, order="deterministic")
    assert hash_of(content) == HASH


async def test_the_road_is_seen_step_by_step(unit: Unit) -> None:
    await draw_up(unit)
    first = await unit.accepted(f"{AT}/sign", signing(BELFAA, HASH), by=BELFAA)
    waiting = await shown(unit, f"/v1/reports?awaiting={JETTE}", first["position"])
    assert [(r["state"], r["awaiting"]) for r in waiting["items"]] == [
        ("partly_signed", [str(JETTE)])
    ]
    assert (await shown(unit, f"/v1/reports?awaiting={BELFAA}"))["items"] == []
    await unit.accepted(f"{AT}/sign", signing(JETTE, HASH), by=JETTE)
    done = await review(unit, "accept")
    accepted = await shown(unit, AT, done["position"])
    assert (accepted["state"], accepted["accepted_version"]) == ("accepted", 1)
    assert (accepted["version"], accepted["content_hash"]) == (done["version"], HASH)
    acts = (await shown(unit, f"{AT}/history"))["items"]
    assert [act["act"] for act in acts] == [
        "ReportExpected",
        "ReportDrafted",
        "PartySignedReport",
        "PartySignedReport",
        "ReportSubmitted",
        "ReportAccepted",
    ]


async def test_after_a_return_the_next_version_has_another_hash_to_sign(unit: Unit) -> None:
    await draw_up(unit)
    await sign_by_all(unit, HASH)
    returned = await review(unit, "return", comments="Le registre de décembre manque.")
    seen = await shown(unit, AT, returned["position"])
    assert (seen["state"], seen["report_version"]) == ("returned", 2)
    assert seen["comments"] == "Le registre de décembre manque."
    assert seen["content_hash"] != HASH
    last = await sign_by_all(unit, seen["content_hash"])
    assert (await shown(unit, AT, last["position"]))["state"] == "submitted"


async def test_an_expense_is_stored_with_what_was_known_of_the_right_to_act(unit: Unit) -> None:
    await draw_up(unit)
    handling = unit.app.state.handling
    aggregate = Aggregates(Known()).expense
    state, _ = await aggregate.current(handling.store, Stream("expense", EXPENSE))
    assert (state.booked, state.booked.relied_on) == (BOOKED, RELIED_ON)


async def test_a_made_up_figure_is_kept_out_of_a_real_report(unit: Unit) -> None:
    made_up = {**BOOK_BODY, "demonstration": True}
    answer = await unit.send(f"/v1/expenses/{EXPENSE}/book", made_up, by=JETTE)
    assert answer.json()["code"] == "MadeUpFigure"


async def test_lists_are_filtered(unit: Unit) -> None:
    position = await draw_up(unit)

    async def found(path: str) -> list[Any]:
        return [each["id"] for each in (await shown(unit, path, position))["items"]]

    here = [str(REPORT)]
    assert await found(f"/v1/reports?partnership={PARTNERSHIP}&phase={PHASE}") == here
    assert await found(f"/v1/reports?party={BELFAA}&state=draft") == here
    assert await found(f"/v1/reports?party={KINTAMBO}") == []
    assert await found("/v1/reports?due_by=2023-12-31") == here
    assert await found("/v1/reports?due_by=2023-12-30") == []
    both = [str(MEASUREMENT), str(OTHER_MEASUREMENT)]
    assert await found(f"/v1/measurements?report={REPORT}&year=2023&withdrawn=false") == both
    assert await found(f"/v1/measurements?indicator={BIRTHS}") == both[:1]
    assert await found("/v1/measurements?withdrawn=true") == []
    assert await found(f"/v1/expenses?budget_line={TRAINING}&currency=EUR") == [str(EXPENSE)]
    assert await found(f"/v1/expenses?report={REPORT}&currency=MAD") == []
    for one in (f"/v1/measurements/{MEASUREMENT}", f"/v1/expenses/{EXPENSE}", AT):
        assert (await shown(unit, one))["demonstration"] is False


async def test_lists_come_in_pages(unit: Unit) -> None:
    position = 0
    ids = sorted(str(uuid7()) for _ in range(3))
    for id_ in ids:
        done = await unit.accepted(f"/v1/expenses/{id_}/book", BOOK_BODY, by=JETTE)
        position = done["position"]
    seen: list[str] = []
    after = ""
    for _ in ids:
        page = await shown(unit, f"/v1/expenses?first=1{after}", position)
        seen += [each["id"] for each in page["items"]]
        after = f"&after={page['next']}"
    assert (seen, page["next"]) == (ids, None)


@pytest.mark.parametrize(
    "path",
    [
        f"/v1/reports/{KINTAMBO}",
        f"/v1/reports/{KINTAMBO}/history",
        f"/v1/measurements/{KINTAMBO}",
        f"/v1/expenses/{KINTAMBO}",
    ],
)
async def test_what_is_not_there_is_not_found(unit: Unit, path: str) -> None:
    answer = await unit.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


async def test_a_question_that_cannot_be_understood_names_every_fault(unit: Unit) -> None:
    answer = await unit.get("/v1/measurements?report=x&year=99999999999&first=0&colour=blue")
    assert answer.status_code == 422
    faults = {fault["at"] for fault in answer.json()["errors"]}
    assert faults == {"report", "year", "first", "colour"}
    answer = await unit.get("/v1/expenses?currency=euro")
    assert {fault["at"] for fault in answer.json()["errors"]} == {"currency"}


async def test_a_signature_and_a_correction_at_once_never_submit_a_stale_figure(
    unit: Unit,
) -> None:
    await draw_up(unit)
    await unit.accepted(f"{AT}/sign", signing(JETTE, HASH), by=JETTE)
    correction = {"party": str(JETTE), "on": "2024-02-12", "reason": "x", "value": "63.1"}
    signed, corrected = await asyncio.gather(
        unit.send(f"{AT}/sign", signing(BELFAA, HASH), by=BELFAA),
        unit.send(f"/v1/measurements/{MEASUREMENT}/correct", correction, by=JETTE),
    )
    outcomes = (signed.json().get("code"), corrected.json().get("code"))
    assert outcomes in {(None, "ReportUnderReview"), ("SignedAnotherContent", None)}


async def test_of_values_recorded_at_once_for_one_year_all_but_one_have_to_go(unit: Unit) -> None:
    await draw_up(unit)
    other = {**RECORD_BODY, "commune": str(BELFAA)}
    ids = [uuid7() for _ in range(5)]
    answers = await asyncio.gather(
        *(unit.send(f"/v1/measurements/{id_}/record", other, by=BELFAA) for id_ in ids)
    )
    codes = {answer.json().get("code") for answer in answers}
    assert codes <= {None, "AlreadyMeasured"}
    recorded = [id_ for id_, answer in zip(ids, answers, strict=True) if answer.is_success]
    undone = {"party": str(BELFAA), "on": "2024-02-12", "reason": "double"}
    for id_ in recorded[1:]:
        path = f"/v1/measurements/{id_}/withdraw"
        last = await unit.accepted(path, undone, by=BELFAA)
    position = last["position"] if recorded[1:] else 0
    present = (await shown(unit, AT, position))["content_hash"]
    await unit.accepted(f"{AT}/sign", signing(JETTE, present), by=JETTE)


async def test_an_accepted_report_that_was_closed_for_good_is_read_and_not_reopened(
    unit: Unit, database: str
) -> None:
    await draw_up(unit)
    await sign_by_all(unit, HASH)
    done = await review(unit, "accept")
    before = await shown(unit, AT, done["position"])
    parts = unit.app.state.parts
    ended = Ended(query=parts.ended, projections=parts.projections)
    tomorrow = system_clock() + timedelta(days=1)
    archived = await archive(database, ended, tomorrow, "account-1", "dix ans")
    assert [file.id for file in archived.files] == [REPORT]
    assert archived.by_category == {"expense": 1, "measurement": 2, "report": 1}
    reopening = {"on": "2024-03-01", "reason": "erreur"}
    answer = await unit.send(f"{AT}/reopen", reopening, role=roles.ASSOCIATION_REVIEWER)
    assert (answer.status_code, answer.json()["code"]) == (409, "Archived")
    assert await shown(unit, AT) == before
