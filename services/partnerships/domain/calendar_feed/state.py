"""What is known of a calendar feed, from its events."""

from dataclasses import dataclass, replace

from services.partnerships.domain.calendar_feed.events import (
    CalendarFeedClosed,
    CalendarFeedOpened,
    Event,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeed:
    opened: CalendarFeedOpened | None = None
    closed: bool = False


INITIAL = CalendarFeed()


def evolve(feed: CalendarFeed, event: Event) -> CalendarFeed:
    match event:
        case CalendarFeedOpened():
            return CalendarFeed(opened=event)
        case CalendarFeedClosed():
            return replace(feed, closed=True)
