"""The deliberation (délibération) of a council or an executive, as the commune keeps it.

Recorded once, it is referred to by whatever rests on it: a protocol's votes, a signature, an
entry into the programme. Withdrawn or corrected, what referred to it keeps what it had said.
Source: SCDL "délibérations" 2.1.2.
"""

from services.partnerships.domain.deliberation.commands import Command
from services.partnerships.domain.deliberation.events import Event
from services.partnerships.domain.deliberation.facts import Facts
from services.partnerships.domain.deliberation.rules import decide, may
from services.partnerships.domain.deliberation.state import INITIAL, Deliberation, evolve

__all__ = ["INITIAL", "Command", "Deliberation", "Event", "Facts", "decide", "evolve", "may"]
