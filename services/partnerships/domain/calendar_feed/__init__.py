"""The calendar feed (flux de calendrier): an address that shows what is due without a token.

Calendar programs send no token, so the address itself holds a key. Who opens a feed makes up the
key and tells only its SHA-256; what is stored opens nothing. A feed ends by itself.
"""

from services.partnerships.domain.calendar_feed.commands import Command
from services.partnerships.domain.calendar_feed.events import Event
from services.partnerships.domain.calendar_feed.rules import Facts, decide, may
from services.partnerships.domain.calendar_feed.state import INITIAL, CalendarFeed, evolve

__all__ = ["INITIAL", "CalendarFeed", "Command", "Event", "Facts", "decide", "evolve", "may"]
