"""The territorial actor (acteur territorial): an organisation at work in a commune's territory.

Each commune registers its own; an actor has a voice of its own in the evaluation (P13). Only
organisations are registered, never persons.
"""

from services.partnerships.domain.commune.refusals import CommuneHasCeased, CommuneUnknown
from services.partnerships.domain.territorial_actor.commands import Command
from services.partnerships.domain.territorial_actor.events import Event
from services.partnerships.domain.territorial_actor.rules import Facts, decide, may
from services.partnerships.domain.territorial_actor.state import INITIAL, TerritorialActor, evolve
from vocabulary.authority import ForTheCommuneItself
from vocabulary.dates import DateInFuture

__all__ = [
    "INITIAL",
    "Command",
    "CommuneHasCeased",
    "CommuneUnknown",
    "DateInFuture",
    "Event",
    "Facts",
    "ForTheCommuneItself",
    "TerritorialActor",
    "decide",
    "evolve",
    "may",
]
