"""The commitment (engagement) of one member of a partnership: what it is to give, what it gives.

Reciprocity: each side undertakes, in competence, staff days, premises or money, and what it gives
is recorded one contribution after the other. What is given in kind is shown, and never added to
cash.
Source: protocol of collaboration, annex 1, principle of reciprocity (réciprocité).
"""

from services.partnerships.domain.commitment.commands import Command
from services.partnerships.domain.commitment.events import Event
from services.partnerships.domain.commitment.facts import Facts
from services.partnerships.domain.commitment.rules import decide, may
from services.partnerships.domain.commitment.state import INITIAL, Commitment, evolve
from services.partnerships.domain.partnership.refusals import (
    NotAMember,
    PartnershipNotActive,
    PartnershipUnknown,
)
from vocabulary.authority import ForTheCommuneItself, OnBehalfNeedsEvidence
from vocabulary.dates import DateInFuture

__all__ = [
    "INITIAL",
    "Command",
    "Commitment",
    "DateInFuture",
    "Event",
    "Facts",
    "ForTheCommuneItself",
    "NotAMember",
    "OnBehalfNeedsEvidence",
    "PartnershipNotActive",
    "PartnershipUnknown",
    "decide",
    "evolve",
    "may",
]
