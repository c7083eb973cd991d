"""Who may ask what of a calendar feed, and what comes of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kernel.identity import ANONYMOUS, Principal
from kernel.refusals import NotFound
from services.partnerships.domain.calendar_feed.commands import (
    CloseCalendarFeed,
    Command,
    OpenCalendarFeed,
)
from services.partnerships.domain.calendar_feed.events import (
    CalendarFeedClosed,
    CalendarFeedOpened,
    Event,
)
from services.partnerships.domain.calendar_feed.refusals import (
    FeedAlreadyOpened,
    FeedEndsInThePast,
    FeedEndsTooLate,
    FeedOfUnknownPartnership,
    FeedsNotForYou,
)
from services.partnerships.domain.calendar_feed.state import CalendarFeed
from vocabulary.roles import ASSOCIATION_READER, ASSOCIATION_REVIEWER, COMMUNE_USER, COUNTRY_UNIT

LONGEST: Final = timedelta(days=400)
_SUBSCRIBERS: Final = frozenset(
    {COUNTRY_UNIT, COMMUNE_USER, ASSOCIATION_REVIEWER, ASSOCIATION_READER}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    now: datetime
    actor: Principal = ANONYMOUS
    partnership_known: bool = True


def may(principal: Principal, command: Command, feed: CalendarFeed, _facts: Facts) -> None:
    """Let those who work in the programme subscribe; the unit may close every feed."""
    if _SUBSCRIBERS.isdisjoint(principal.roles):
        raise FeedsNotForYou
    if isinstance(command, CloseCalendarFeed) and feed.opened is not None:
        own = feed.opened.organisation == principal.organisation
        if not own and not principal.has(COUNTRY_UNIT):
            raise FeedsNotForYou


def decide(command: Command, feed: CalendarFeed, facts: Facts) -> list[Event]:
    match command:
        case OpenCalendarFeed():
            return _open(command, feed, facts)
        case CloseCalendarFeed() if feed.opened is None:
            raise NotFound
        case CloseCalendarFeed():
            return [] if feed.closed else [CalendarFeedClosed()]


def _open(command: OpenCalendarFeed, feed: CalendarFeed, facts: Facts) -> list[Event]:
    opened = CalendarFeedOpened(
        key_sha256=command.key_sha256,
        until=command.until,
        partnership=command.partnership,
        organisation=facts.actor.organisation,
    )
    if feed.opened is not None:
        if feed.closed or feed.opened != opened:
            raise FeedAlreadyOpened(until=feed.opened.until.isoformat(), closed=feed.closed)
        return []
    today = facts.now.date()
    if command.until < today:
        raise FeedEndsInThePast(until=command.until.isoformat())
    if command.until > today + LONGEST:
        raise FeedEndsTooLate(latest=(today + LONGEST).isoformat())
    if not facts.partnership_known:
        raise FeedOfUnknownPartnership(partnership=str(command.partnership))
    return [opened]
