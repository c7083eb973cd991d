"""Calendar feeds: who opens them, how long, and what a key shows."""

import hashlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from kernel.clock import system_clock
from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain import calendar_feed
from services.partnerships.domain.calendar_feed.commands import CloseCalendarFeed, OpenCalendarFeed
from services.partnerships.domain.calendar_feed.events import CalendarFeedClosed, CalendarFeedOpened
from services.partnerships.domain.calendar_feed.refusals import (
    FeedAlreadyOpened,
    FeedEndsInThePast,
    FeedEndsTooLate,
    FeedOfUnknownPartnership,
    FeedsNotForYou,
)
from services.partnerships.main import create
from tests.partnerships.cases import BELFAA, JETTE, NOW, OF_BELFAA, OF_JETTE, PARTNERSHIP, UNIT
from tests.partnerships.test_service import app, running
from tests.partnerships.unit import Unit
from tests.scenarios import Scenario
from vocabulary import roles

KEY_SHA256 = hashlib.sha256(b"k" * 43).hexdigest()
OPEN = OpenCalendarFeed(key_sha256=KEY_SHA256, until=date(2026, 12, 31), partnership=PARTNERSHIP)
OPENED = CalendarFeedOpened(
    key_sha256=KEY_SHA256,
    until=date(2026, 12, 31),
    partnership=PARTNERSHIP,
    organisation=str(JETTE),
)
PUBLIC = Principal("account-9", frozenset({roles.PUBLIC}), frozenset({"ma"}))
AT = "/v1/calendar-feeds/01890000-0000-7000-8000-000000000070"

scenario = Scenario(calendar_feed, calendar_feed.Facts(now=NOW, actor=OF_JETTE))


def test_who_works_in_the_programme_opens_a_feed_and_closes_it() -> None:
    opened = scenario.when(OPEN, by=OF_JETTE).then(OPENED)
    opened.when(CloseCalendarFeed(), by=OF_JETTE).then(CalendarFeedClosed())
    opened.when(CloseCalendarFeed(), by=UNIT).then(CalendarFeedClosed())


def test_nobody_else_opens_one_or_closes_that_of_others() -> None:
    scenario.when(OPEN, by=PUBLIC).then_refused(FeedsNotForYou)
    scenario.given(OPENED).when(CloseCalendarFeed(), by=OF_BELFAA).then_refused(FeedsNotForYou)


def test_a_feed_ends_by_itself_within_thirteen_months() -> None:
    last = NOW.date() + timedelta(days=400)
    scenario.when(replace(OPEN, until=last)).then(replace(OPENED, until=last))
    scenario.when(replace(OPEN, until=last + timedelta(days=1))).then_refused(
        FeedEndsTooLate, latest=last.isoformat()
    )
    scenario.when(replace(OPEN, until=date(2026, 3, 1))).then_refused(FeedEndsInThePast)


def test_a_feed_is_opened_once() -> None:
    other = replace(OPEN, until=date(2026, 6, 30))
    scenario.given(OPENED).when(other).then_refused(FeedAlreadyOpened, closed=False)
    closed = scenario.given(OPENED, CalendarFeedClosed())
    closed.when(OPEN).then_refused(FeedAlreadyOpened, closed=True)


def test_a_feed_is_of_something_that_is_known() -> None:
    unknown = scenario.knowing(partnership_known=False)
    unknown.when(OPEN).then_refused(FeedOfUnknownPartnership, partnership=str(PARTNERSHIP))
    scenario.when(CloseCalendarFeed()).then_refused(NotFound)


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, create)) as unit:
        await unit.registers()
        await unit.signed()
        yield unit


@pytest.mark.postgres
async def test_a_key_opens_its_calendar_without_a_token_until_it_is_closed(unit: Unit) -> None:
    key = secrets.token_urlsafe(32)
    until = (system_clock().date() + timedelta(days=300)).isoformat()
    body = {"key_sha256": hashlib.sha256(key.encode()).hexdigest(), "until": until}
    opened = await unit.accepted(f"{AT}/open", {**body, "partnership": str(PARTNERSHIP)}, by=BELFAA)
    await unit.get("/v1/calendar-feeds", **{"x-min-position": str(opened["position"])})
    answer = await unit.client.get(f"/v1/feeds/{key}.ics")
    assert answer.status_code == 200
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) == 3
    other = secrets.token_urlsafe(32)
    assert (await unit.client.get(f"/v1/feeds/{other}.ics")).status_code == 404
    assert (await unit.client.get("/v1/feeds/short.ics")).status_code == 422
    closed = await unit.accepted(f"{AT}/close", {}, by=BELFAA)
    listed = await unit.get("/v1/calendar-feeds", **{"x-min-position": str(closed["position"])})
    assert [each["closed"] for each in listed.json()["items"]] == [True]
    assert "key_sha256" not in listed.text
    assert (await unit.client.get(f"/v1/feeds/{key}.ics")).status_code == 404


@pytest.mark.postgres
async def test_the_calendars_of_the_unit_and_of_a_partnership_ask_for_a_token(unit: Unit) -> None:
    for path in ("/v1/calendar.ics", f"/v1/partnerships/{PARTNERSHIP}/calendar.ics"):
        assert (await unit.client.get(path)).status_code == 401
