"""What becomes due: the list, and the calendars that people subscribe to."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from services.partnerships.api.calendar import calendar
from services.partnerships.main import create
from tests.partnerships.cases import (
    BELFAA,
    JETTE,
    KINTAMBO,
    PARTNERSHIP,
    PHASE_2017,
    PROGRAMME,
    PROTOCOL,
)
from tests.partnerships.conventions import CONVENTION, HASH_TERMS, LINES, TERMS
from tests.partnerships.test_convention_api import DRAFT, signature
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import Unit, plain, voting

DUE: dict[str, Any] = {
    "id": f"council-vote-{PROTOCOL}-{BELFAA}",
    "kind": "council-vote",
    "due_on": date(2017, 7, 18),
    "title": "Jette – Belfaâ",
    "commune_name": "Belfaâ",
    "about": None,
    "demonstration": False,
}
NOON = datetime(2017, 6, 1, 12, tzinfo=UTC)


def events(**changed: Any) -> list[Any]:
    due = {**DUE, **changed}
    shown = calendar([due], language=due.get("language", "fr"), title=None, now=NOON)
    return list(Calendar.from_ical(shown).walk("VEVENT"))


def test_a_thing_due_takes_its_whole_day() -> None:
    (event,) = events()
    assert event.decoded("dtstart") == date(2017, 7, 18)
    assert event.decoded("dtend") == date(2017, 7, 19)
    assert event["summary"] == "Vote du conseil attendu : Belfaâ (Jette – Belfaâ)"


def test_what_is_moved_to_another_day_stays_the_same_event() -> None:
    (first,), (moved,) = events(), events(due_on=date(2017, 9, 1))
    assert first["uid"] == moved["uid"]
    assert first.decoded("dtstart") != moved.decoded("dtstart")


def test_what_was_made_up_says_so_in_the_readers_language() -> None:
    (event,) = events(demonstration=True, language="en")
    assert event["summary"] == "Council vote awaited: Belfaâ (Jette – Belfaâ) (demonstration)"


def test_a_calendar_asked_for_twice_a_day_is_the_same() -> None:
    again = NOON.replace(hour=18)
    one, other = (calendar([DUE], language="fr", title=None, now=now) for now in (NOON, again))
    assert one == other


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, create)) as unit:
        await unit.registers()
        await unit.signed()
        yield unit


async def due(unit: Unit, query: str, position: int = 0) -> list[tuple[str, str, bool]]:
    found = await shown(unit, f"/v1/deadlines?{query}", position)
    return [(each["kind"], each["due_on"], each["overdue"]) for each in found["items"]]


async def head(unit: Unit) -> int:
    return int((await unit.get("/status")).json()["head"])


@pytest.mark.postgres
async def test_what_is_due_is_listed_by_its_day(unit: Unit) -> None:
    position = await head(unit)
    # Signed on 2017-05-19: both councils have two months.
    vote, end = ("council-vote", "2017-07-18"), ("phase-end", "2021-12-31")
    assert await due(unit, "from=2017-06-01", position) == [(*vote, False), (*vote, False)]
    assert await due(unit, "from=2017-06-01&days=30", position) == []
    assert await due(unit, f"from=2021-12-01&commune={JETTE}") == [(*vote, True)]
    assert await due(unit, "from=2021-12-01&kind=phase-end") == [(*end, False)]
    assert await due(unit, f"from=2021-12-01&partnership={PARTNERSHIP}&kind=phase-end") == [
        (*end, False)
    ]
    assert await due(unit, f"from=2021-12-01&partnership={KINTAMBO}") == []
    assert await due(unit, "from=2017-06-01&country=SN") == []


@pytest.mark.postgres
async def test_a_vote_put_off_to_a_day_is_due_then_and_a_vote_given_no_more(unit: Unit) -> None:
    at = f"/v1/protocols/{PROTOCOL}"
    later = voting(BELFAA, "2017-06-12", until="2017-09-11")
    await unit.accepted(f"{at}/adjourn", later, by=BELFAA)
    await unit.accepted(f"{at}/ratify", voting(JETTE, "2017-06-28"), by=JETTE)
    found = await due(unit, "from=2017-07-01&kind=council-vote", await head(unit))
    assert found == [("council-vote", "2017-09-11", False)]
    given = await unit.accepted(f"{at}/ratify", voting(BELFAA, "2017-09-11"), by=BELFAA)
    assert await due(unit, "from=2021-12-01", given["position"]) == [
        ("phase-end", "2021-12-31", False),
        ("protocol-end", "2021-12-31", False),
    ]


@pytest.mark.postgres
async def test_the_list_of_what_is_due_comes_in_pages(unit: Unit) -> None:
    whole = await shown(unit, "/v1/deadlines?from=2021-12-01", await head(unit))
    first = await shown(unit, "/v1/deadlines?from=2021-12-01&first=1")
    rest = await shown(unit, f"/v1/deadlines?from=2021-12-01&after={first['next']}")
    assert [*first["items"], *rest["items"]] == whole["items"]
    assert {UUID(each["partnership"]) for each in whole["items"] if each["partnership"]} == {
        PARTNERSHIP
    }


@pytest.mark.postgres
async def test_calendars_have_what_is_due(unit: Unit) -> None:
    await due(unit, "from=2017-06-01", await head(unit))
    for path in ("/v1/calendar.ics", f"/v1/partnerships/{PARTNERSHIP}/calendar.ics?language=en"):
        answer = await unit.get(path)
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        found = Calendar.from_ical(answer.content).walk("VEVENT")
        assert len({event["uid"] for event in found}) == len(found) == 3
    answer = await unit.get(f"/v1/partnerships/{KINTAMBO}/calendar.ics")
    assert answer.status_code == 404


@pytest.mark.postgres
async def test_what_the_programme_lays_down_is_due_after_its_period(unit: Unit) -> None:
    report = {"fr": "Rapport annuel"}
    rule = {"code": "annual-report", "text": report, "after": "period-end", "days": 90}
    rules = {"phase": str(PHASE_2017), "rules": {"deadlines": [rule]}}
    done = await unit.accepted(f"/v1/programmes/{PROGRAMME}/set-phase-rules", rules)
    query = f"from=2019-01-01&kind=rule&partnership={PARTNERSHIP}"
    found = await shown(unit, f"/v1/deadlines?{query}&days=830", done["position"])
    assert [(each["due_on"], each["about"]) for each in found["items"]] == [
        ("2019-03-31", "Rapport annuel"),
        ("2020-03-30", "Rapport annuel"),
        ("2021-03-31", "Rapport annuel"),
    ]
    assert len({each["id"] for each in found["items"]}) == 3


@pytest.mark.postgres
async def test_an_advance_is_due_until_it_has_arrived(unit: Unit) -> None:
    for party in (JETTE, BELFAA):
        vote = voting(party, "2017-06-28")
        await unit.accepted(f"/v1/protocols/{PROTOCOL}/ratify", vote, by=party)
    terms = {"budget_lines": plain(LINES), "terms": plain(TERMS)}
    at = f"/v1/conventions/{CONVENTION}"
    await unit.accepted(f"{at}/draft", {**DRAFT, **terms}, by=JETTE)
    for party in (JETTE, BELFAA):
        signed = signature(party, "2017-10-16", HASH_TERMS)
        done = await unit.accepted(f"{at}/sign", signed, by=party)
    query = f"/v1/deadlines?from=2018-01-01&kind=advance&commune={JETTE}"
    found = await shown(unit, query, done["position"])
    assert [(each["due_on"], each["about"], each["overdue"]) for each in found["items"]] == [
        ("2017-11-15", "A1 5000.00 EUR", True),
        ("2018-03-15", "A2 40000.00 MAD", False),
    ]
    money = {"amount": "5000.00", "currency": "EUR"}
    received = {"party": str(BELFAA), "advance": "A1", "amount": money, "on": "2017-11-20"}
    done = await unit.accepted(f"{at}/receive-advance", received, by=BELFAA)
    found = await shown(unit, query, done["position"])
    assert [each["about"] for each in found["items"]] == ["A2 40000.00 MAD"]
