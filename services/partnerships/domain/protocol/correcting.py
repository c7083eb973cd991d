"""Correct, withdraw and confirm what was recorded of a council's vote or of a signature."""

from services.partnerships.domain.protocol.commands import (
    ConfirmSignature,
    ConfirmVote,
    CorrectVote,
    OfVote,
    WithdrawSignature,
    WithdrawVote,
)
from services.partnerships.domain.protocol.concluding import goes_on, latest_of, within_partnership
from services.partnerships.domain.protocol.events import (
    CouncilRatified,
    CouncilVoted,
    EntryIntoForceCorrected,
    Event,
    SignatureConfirmed,
    SignatureWithdrawn,
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
    SignatureVotedUpon,
    VersionSuperseded,
    VersionUnknown,
)
from services.partnerships.domain.protocol.state import CollaborationProtocol, Version
from services.partnerships.domain.protocol.voting import entry_into_force, warnings
from vocabulary.dates import happened
from vocabulary.identifiers import CommuneId


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


def of_signature(
    command: ConfirmSignature | WithdrawSignature, protocol: CollaborationProtocol
) -> list[Event]:
    match command:
        case ConfirmSignature():
            return _confirm_signature(command, protocol)
        case WithdrawSignature():
            return _withdraw_signature(command, protocol)


def _confirm_signature(command: ConfirmSignature, protocol: CollaborationProtocol) -> list[Event]:
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


def _withdraw_signature(command: WithdrawSignature, protocol: CollaborationProtocol) -> list[Event]:
    version = latest_of(protocol, command.party)
    if command.party not in version.signatures:
        return []
    if voted := [str(party) for party in protocol.parties if party in version.votes]:
        raise SignatureVotedUpon(parties=voted)
    goes_on(protocol, version)
    number = len(protocol.versions)
    return [SignatureWithdrawn(version=number, party=command.party, reason=command.reason)]


def signed_itself(party: CommuneId, protocol: CollaborationProtocol) -> bool:
    """Whether the commune itself has recorded or confirmed its signature to the latest text."""
    version = protocol.versions[-1] if protocol.versions else None
    signature = version.signatures.get(party) if version else None
    if version is None or signature is None:
        return False
    return signature.on_behalf is None or party in version.own_signatures


def is_the_communes_own(command: OfVote, protocol: CollaborationProtocol) -> bool:
    """Whether the commune itself has recorded or confirmed the vote the command is about."""
    number = command.version or len(protocol.versions)
    if not 1 <= number <= len(protocol.versions):
        return False
    version = protocol.versions[number - 1]
    vote = version.votes.get(command.party)
    return vote is not None and (vote.on_behalf is None or command.party in version.confirmed)


def _version(
    command: OfVote | ConfirmSignature, protocol: CollaborationProtocol
) -> tuple[Version, int]:
    if command.party not in protocol.parties:
        raise CouncilNotParty(party=str(command.party))
    number = len(protocol.versions) if command.version is None else command.version
    if not 1 <= number <= len(protocol.versions):
        raise VersionUnknown(version=number, latest=len(protocol.versions))
    return protocol.versions[number - 1], number


def _vote(command: OfVote, version: Version) -> CouncilVoted:
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
