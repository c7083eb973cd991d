"""The regional group (groupe régional): partnerships of a country that plan activities together.

A country has any number of them, or none; each is coordinated by one of its partnerships
("groupe Ouarzazate").
"""

from services.partnerships.domain.authority import ForeignCountry, ForTheCountryUnit
from services.partnerships.domain.partnership.refusals import (
    PartnershipHasEnded,
    PartnershipUnknown,
)
from services.partnerships.domain.programme.refusals import ProgrammeUnknown
from services.partnerships.domain.regional_group.commands import Command
from services.partnerships.domain.regional_group.events import Event
from services.partnerships.domain.regional_group.rules import Facts, decide, may
from services.partnerships.domain.regional_group.state import INITIAL, RegionalGroup, evolve
from vocabulary.dates import DateInFuture

__all__ = [
    "INITIAL",
    "Command",
    "DateInFuture",
    "Event",
    "Facts",
    "ForTheCountryUnit",
    "ForeignCountry",
    "PartnershipHasEnded",
    "PartnershipUnknown",
    "ProgrammeUnknown",
    "RegionalGroup",
    "decide",
    "evolve",
    "may",
]
