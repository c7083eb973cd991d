"""The councils' votes, in any order, and entry into force upon the last."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final, assert_never

from services.partnerships.domain.protocol.commands import (
    AdjournProtocol,
    RatifyProtocol,
    RefuseProtocol,
    Vote,
)
from services.partnerships.domain.protocol.concluding import goes_on, within_partnership
from services.partnerships.domain.protocol.events import (
    AmendmentEnteredIntoForce,
    CouncilAdjourned,
    CouncilRatified,
    CouncilRefused,
    CouncilVoted,
    Event,
    ProtocolEnteredIntoForce,
)
from services.partnerships.domain.protocol.facts import Facts
from services.partnerships.domain.protocol.refusals import (
    AdjournedToThePast,
    CouncilHasVoted,
    CouncilNotParty,
    NotYetSigned,
)
from services.partnerships.domain.protocol.state import CollaborationProtocol, Version
from vocabulary.acts import Deliberation
from vocabulary.dates import happened
from vocabulary.identifiers import CommuneId
from vocabulary.protocols import PartyVote

RATIFIED_BEFORE_SIGNATURE: Final = "ratified-before-signature"
"""The council voted before its own executive signed: unusual, so shown, but not refused."""


def vote(command: Vote, protocol: CollaborationProtocol, facts: Facts) -> list[Event]:
    if command.party not in protocol.parties:
        raise CouncilNotParty(party=str(command.party))
    version = protocol.versions[-1]
    voted = _voted(command, version, len(protocol.versions))
    earlier = version.votes.get(command.party)
    if earlier is not None and replace(voted, on_behalf=earlier.on_behalf) == earlier:
        return []
    goes_on(protocol, version)
    if isinstance(earlier, CouncilRatified):
        raise CouncilHasVoted(adopted_on=earlier.deliberation.adopted_on.isoformat())
    if missing := [str(p) for p in protocol.parties if p not in version.signatures]:
        raise NotYetSigned(parties=missing)
    happened(facts.now, command.deliberation.adopted_on)
    within_partnership(command.deliberation.adopted_on, facts)
    if isinstance(voted, CouncilRatified):
        return [voted, *_in_force(voted, version, protocol)]
    return [voted]


def entry_into_force(version: Version, ratified: Mapping[CommuneId, Deliberation]) -> date:
    """Return the day of effect: what the text states, else the day of the latest vote."""
    return version.text.effective_on or max(vote.adopted_on for vote in ratified.values())


def warnings(deliberation: Deliberation, party: CommuneId, version: Version) -> tuple[str, ...]:
    """Return what is unusual about a ratification, though not against a rule."""
    signature = version.signatures.get(party)
    early = signature is not None and deliberation.adopted_on < signature.on
    return (RATIFIED_BEFORE_SIGNATURE,) if early else ()


def _voted(command: Vote, version: Version, number: int) -> CouncilVoted:
    party, deliberation, on_behalf = command.party, command.deliberation, command.on_behalf
    match command:
        case RatifyProtocol():
            return CouncilRatified(
                version=number,
                party=party,
                deliberation=deliberation,
                on_behalf=on_behalf,
                warnings=warnings(deliberation, party, version),
            )
        case AdjournProtocol(until=until):
            if until is not None and until <= deliberation.adopted_on:
                raise AdjournedToThePast
            return CouncilAdjourned(
                version=number,
                party=party,
                deliberation=deliberation,
                until=until,
                on_behalf=on_behalf,
            )
        case RefuseProtocol(reason=reason):
            return CouncilRefused(
                version=number,
                party=party,
                deliberation=deliberation,
                reason=reason,
                on_behalf=on_behalf,
            )
        case _:
            assert_never(command)


def _in_force(
    last: CouncilRatified, version: Version, protocol: CollaborationProtocol
) -> list[Event]:
    ratified = {**version.ratified, last.party: last.deliberation}
    proposal = protocol.proposal
    if proposal is None or ratified.keys() < set(proposal.parties):
        return []
    # Deliberations reach us in any order; the event is the same whichever came last.
    votes = tuple(PartyVote(party=p, deliberation=ratified[p]) for p in proposal.parties)
    since = entry_into_force(version, ratified)
    if protocol.binding is not None:
        amended = AmendmentEnteredIntoForce(version=last.version, in_force_since=since, votes=votes)
        return [amended]
    return [
        ProtocolEnteredIntoForce(
            version=last.version,
            partnership=proposal.partnership,
            phase=proposal.phase,
            country=proposal.country,
            parties=proposal.parties,
            in_force_since=since,
            votes=votes,
            ends_on=proposal.ends_on,
        )
    ]
