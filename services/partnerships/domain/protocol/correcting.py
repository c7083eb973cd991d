"""Correct, withdraw and confirm what was recorded of a council's vote."""

from services.partnerships.domain.dates import happened
from services.partnerships.domain.protocol.commands import (
    ConfirmSignature,
    ConfirmVote,
    Correction,
    CorrectVote,
    WithdrawVote,
)
from services.partnerships.domain.protocol.concluding import within_partnership
from services.partnerships.domain.protocol.events import (
    CouncilRatified,
    CouncilVoted,
    EntryIntoForceCorrected,
    Event,
    SignatureConfirmed,
    VoteConfirmed,
    VoteCorrected,
    VoteWithdrawn,
)
from services.partnerships.domain.protocol.facts import Facts
from services.partnerships.domain.protocol.refusals import (
    CouncilNotParty,
    NoSignatureRecorded,
    NotAParty,
    NotRecordedOnBehalf,
    NoVoteRecorded,
    ProtocolHasExpired,
    VersionSuperseded,
    VersionUnknown,
)
from services.partnerships.domain.protocol.state import CollaborationProtocol, Version
from services.partnerships.domain.protocol.voting import entry_into_force, warnings


def correct(command: CorrectVote, protocol: CollaborationProtocol, facts: Facts) -> list[Event]:
    version, number = _version(command, protocol)
    vote = _vote(command, version)
    if vote.deliberation == command.deliberation:
        return []
    happened(facts.now, command.deliberation.adopted_on)
    within_partnership(command.deliberation.adopted_on, facts)
    ratified = isinstance(vote, CouncilRatified)
    corrected = VoteCorrected(
        version=number,
        party=command.party,
        deliberation=command.deliberation,
        reason=command.reason,
        warnings=warnings(command.deliberation, command.party, version) if ratified else (),
    )
    confirmed: list[Event] = []
    if vote.on_behalf is not None and facts.acts_itself(command.party):
        confirmed = [VoteConfirmed(version=number, party=command.party)]
    return [corrected, *confirmed, *_entry_corrected(corrected, version)]


def withdraw(command: WithdrawVote, protocol: CollaborationProtocol) -> list[Event]:
    version, number = _version(command, protocol)
    if command.party not in version.votes:
        return []
    if protocol.expired_on is not None:
        raise ProtocolHasExpired
    if number < len(protocol.versions):
        raise VersionSuperseded
    withdrawn = VoteWithdrawn(version=number, party=command.party, reason=command.reason)
    if version.in_force_since is None:
        return [withdrawn]
    return [
        withdrawn,
        EntryIntoForceCorrected(version=number, in_force_since=None, reason=command.reason),
    ]


def confirm(command: ConfirmVote, protocol: CollaborationProtocol) -> list[Event]:
    version, number = _version(command, protocol)
    vote = _vote(command, version)
    if vote.on_behalf is None:
        raise NotRecordedOnBehalf
    if command.party in version.confirmed:
        return []
    return [VoteConfirmed(version=number, party=command.party)]


def confirm_signature(command: ConfirmSignature, protocol: CollaborationProtocol) -> list[Event]:
    if command.party not in protocol.parties:
        raise NotAParty(party=str(command.party))
    version, number = _version(command, protocol)
    signature = version.signatures.get(command.party)
    if signature is None:
        raise NoSignatureRecorded(party=str(command.party))
    if signature.on_behalf is None:
        raise NotRecordedOnBehalf
    if command.party in version.own_signatures:
        return []
    return [SignatureConfirmed(version=number, party=command.party)]


def is_the_communes_own(command: Correction, protocol: CollaborationProtocol) -> bool:
    """Whether the commune itself has recorded or confirmed the vote the command is about."""
    number = command.version or len(protocol.versions)
    if not 1 <= number <= len(protocol.versions):
        return False
    version = protocol.versions[number - 1]
    vote = version.votes.get(command.party)
    return vote is not None and (vote.on_behalf is None or command.party in version.confirmed)


def _version(command: Correction, protocol: CollaborationProtocol) -> tuple[Version, int]:
    if command.party not in protocol.parties:
        raise CouncilNotParty(party=str(command.party))
    number = len(protocol.versions) if command.version is None else command.version
    if not 1 <= number <= len(protocol.versions):
        raise VersionUnknown(version=number, latest=len(protocol.versions))
    return protocol.versions[number - 1], number


def _vote(command: Correction, version: Version) -> CouncilVoted:
    vote = version.votes.get(command.party)
    if vote is None:
        raise NoVoteRecorded(party=str(command.party))
    return vote


def _entry_corrected(corrected: VoteCorrected, version: Version) -> list[Event]:
    if version.in_force_since is None:
        return []
    ratified = {**version.ratified, corrected.party: corrected.deliberation}
    since = entry_into_force(version, ratified)
    if since == version.in_force_since:
        return []
    return [
        EntryIntoForceCorrected(
            version=corrected.version, in_force_since=since, reason=corrected.reason
        )
    ]
