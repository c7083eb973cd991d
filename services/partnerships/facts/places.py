"""Which place a command about a protocol is about."""

from typing import NamedTuple

from services.partnerships.domain import (
    protocol,
)
from services.partnerships.domain.protocol.commands import (
    AgreeProtocol,
    AmendProtocol,
    ProposeProtocol,
    RenewProtocol,
    ResubmitProtocol,
    ReviseProtocol,
)
from services.partnerships.domain.protocol.state import CollaborationProtocol
from vocabulary.identifiers import (
    PartnershipId,
    PhaseId,
)


class Place(NamedTuple):
    """Where a protocol stands: its partnership and the phase it is for."""

    partnership: PartnershipId
    phase: PhaseId


def place_of(
    command: protocol.Command, known: CollaborationProtocol, renewed: CollaborationProtocol
) -> Place | None:
    """Return the place the command is about, None where its rules do not look beyond it."""
    match command:
        case ProposeProtocol(partnership=partnership_id, phase=phase):
            return Place(partnership_id, phase)
        case RenewProtocol(phase=phase):
            return Place(renewed.proposal.partnership, phase) if renewed.proposal else None
        case ReviseProtocol() | ResubmitProtocol() | AmendProtocol() | AgreeProtocol():
            of = known.proposal
            return Place(of.partnership, of.phase) if of else None
        case _:
            return None
