"""Read routes of what becomes due, as a list and as calendars."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from asyncpg import Pool
from fastapi import APIRouter, Path, Query, Request, Response

from kernel.clock import system_clock
from kernel.refusals import NotFound
from kernel.web.paging import Paging
from kernel.web.queries import Viewing
from services.partnerships.api.calendar import MEDIA_TYPE, calendar
from services.partnerships.api.queries.answers import Country
from services.partnerships.projections import calendar_feeds, deadlines, partnerships
from services.partnerships.projections.ordering import SORTED_BY
from vocabulary.deadlines import DeadlineKind

AHEAD_DAYS = 90
YEAR_DAYS = 366
MOST_EVENTS = 5_000

Language = Annotated[Literal["fr", "en"], Query(description="Of the words in the calendar.")]

Sort = Annotated[
    Literal["due_on", "-due_on", "kind", "-kind", "title", "-title", "commune", "-commune"],
    Query(description="`-` turns the order round."),
]

router = APIRouter()
by_key = APIRouter()
"""Admits whoever has the key that its address holds."""


@router.get("/v1/deadlines", tags=["Deadline"], summary="List what is due soon, and overdue")
async def list_deadlines(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    since: Annotated[date | None, Query(alias="from", description="Today unless given.")] = None,
    days: Annotated[int, Query(ge=0, le=10 * YEAR_DAYS, description="How far ahead.")] = AHEAD_DAYS,
    country: Country = None,
    partnership: UUID | None = None,
    commune: UUID | None = None,
    kind: DeadlineKind | None = None,
    sort: Sort = "due_on",
) -> Response:
    rows = await deadlines.listed(
        views.pool,
        today=since or system_clock().date(),
        days=days,
        country=country,
        partnership=partnership,
        commune=commune,
        kind=kind,
        sort=sort,
        after=page.after(str, str),
        limit=page.limit,
    )
    return page.answer(rows, SORTED_BY, "id", position=views.position, hidden=(SORTED_BY,))


@router.get("/v1/calendar.ics", tags=["Deadline"], summary="Subscribe to what is due within a year")
async def show_calendar(
    views: Viewing, country: Country = None, language: Language = "fr"
) -> Response:
    return await _calendar(views.pool, country=country, language=language)


@router.get(
    "/v1/partnerships/{id}/calendar.ics",
    tags=["Partnership"],
    summary="Subscribe to what is due for a partnership",
)
async def show_calendar_of_partnership(
    views: Viewing,
    id: UUID,  # noqa: A002 - its name in the path
    language: Language = "fr",
) -> Response:
    if await partnerships.one(views.pool, id) is None:
        raise NotFound
    return await _calendar(views.pool, partnership=id, language=language)


@router.get("/v1/calendar-feeds", tags=["CalendarFeed"], summary="List calendar feeds")
async def list_calendar_feeds(views: Viewing, page: Paging) -> Response:
    rows = await calendar_feeds.listed(views.pool, after=page.after_one(UUID), limit=page.limit)
    return page.answer(rows, "id", position=views.position)


@by_key.get("/v1/feeds/{key}.ics", tags=["CalendarFeed"], summary="Follow a calendar by its key")
async def follow_calendar(
    request: Request,
    key: Annotated[str, Path(pattern="^[A-Za-z0-9_-]{43,128}$")],
    language: Language = "fr",
) -> Response:
    pool: Pool = request.app.state.pool
    feed = await calendar_feeds.opened_by(pool, key, system_clock().date())
    if feed is None:
        raise NotFound
    return await _calendar(pool, partnership=feed["partnership"], language=language)


async def _calendar(
    pool: Pool,
    *,
    language: str,
    country: str | None = None,
    partnership: UUID | None = None,
) -> Response:
    now: datetime = system_clock()
    due = await deadlines.listed(
        pool,
        today=now.date(),
        days=YEAR_DAYS,
        country=country,
        partnership=partnership,
        limit=MOST_EVENTS,
    )
    title = next((each["title"] for each in due if each["partnership"] == partnership), None)
    shown = calendar(due, language=language, title=title, now=now)
    headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response(shown, headers=headers, media_type=MEDIA_TYPE)
