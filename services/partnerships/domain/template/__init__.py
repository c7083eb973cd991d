"""The model (modèle) of a formal document: the wording that a programme gives its communes.

It is data of the programme, so another programme, or a later phase, words its protocols otherwise
without a change of code. Source: "Protocole de collaboration, phase 2017-2021".
"""

from services.partnerships.domain.authority import ForTheCountryUnit
from services.partnerships.domain.programme.refusals import ProgrammeUnknown
from services.partnerships.domain.template.commands import Command
from services.partnerships.domain.template.events import Event
from services.partnerships.domain.template.rules import Facts, decide, may
from services.partnerships.domain.template.state import INITIAL, Template, evolve

__all__ = [
    "INITIAL",
    "Command",
    "Event",
    "Facts",
    "ForTheCountryUnit",
    "ProgrammeUnknown",
    "Template",
    "decide",
    "evolve",
    "may",
]
