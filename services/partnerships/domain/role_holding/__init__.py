"""Who holds which function in a commune, from when to when (mandat, fonction).

Persons are opaque references; their names stand in the register of persons alone. What is
recorded here later than a signature never undoes it: it is shown beside it.
"""

from services.partnerships.domain.role_holding.commands import Command
from services.partnerships.domain.role_holding.events import Event
from services.partnerships.domain.role_holding.facts import Facts
from services.partnerships.domain.role_holding.rules import decide, may
from services.partnerships.domain.role_holding.state import INITIAL, RoleHolding, evolve

__all__ = ["INITIAL", "Command", "Event", "Facts", "RoleHolding", "decide", "evolve", "may"]
