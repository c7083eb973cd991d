"""Which deliberations a command rests on, and whether it names them rightly."""

from services.partnerships.domain.deliberation.referring import Known, refers
from services.partnerships.domain.protocol.commands import (
    AdjournProtocol,
    Command,
    CorrectVote,
    ProposeProtocol,
    RatifyProtocol,
    RefuseProtocol,
    RenewProtocol,
    SignProtocol,
)
from vocabulary.acts import Deliberation
from vocabulary.identifiers import CommuneId


def cited(command: Command) -> list[tuple[CommuneId, Deliberation]]:
    """Return each deliberation that the command gives, with the commune whose council took it."""
    match command:
        case ProposeProtocol(prior_deliberations=prior) | RenewProtocol(prior_deliberations=prior):
            return [(each.party, each.deliberation) for each in prior]
        case SignProtocol(party=party, prior_deliberation=deliberation):
            return [(party, deliberation)] if deliberation else []
        case RatifyProtocol() | AdjournProtocol() | RefuseProtocol() | CorrectVote():
            return [(command.party, command.deliberation)]
        case _:
            return []


def rightly_cited(command: Command, known: Known) -> None:
    for party, deliberation in cited(command):
        refers(deliberation, party, known)
