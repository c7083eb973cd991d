"""The country programme (volet pays): the sectors, goal and communes of a country in a phase.

All partnerships of the country share its sectors and its goal (P7).
"""

from services.partnerships.domain.authority import ForeignCountry, ForTheCountryUnit
from services.partnerships.domain.commune.refusals import CommuneHasCeased
from services.partnerships.domain.country_programme.commands import Command
from services.partnerships.domain.country_programme.events import Event
from services.partnerships.domain.country_programme.rules import Facts, decide, may
from services.partnerships.domain.country_programme.state import INITIAL, CountryProgramme, evolve
from services.partnerships.domain.eligibility import (
    CommuneOutsideProgramme,
    CountryOutsideProgramme,
)
from services.partnerships.domain.percentages import PercentagesOver100
from vocabulary.authority import ForTheCommuneItself, OnBehalfNeedsEvidence
from vocabulary.dates import DateInFuture

__all__ = [
    "INITIAL",
    "Command",
    "CommuneHasCeased",
    "CommuneOutsideProgramme",
    "CountryOutsideProgramme",
    "CountryProgramme",
    "DateInFuture",
    "Event",
    "Facts",
    "ForTheCommuneItself",
    "ForTheCountryUnit",
    "ForeignCountry",
    "OnBehalfNeedsEvidence",
    "PercentagesOver100",
    "decide",
    "evolve",
    "may",
]
