"""What is known of a protocol, from its events: its versions and where each stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.partnerships.domain.protocol.events import (
    AmendmentEnteredIntoForce,
    AmendmentProposed,
    CouncilAdjourned,
    CouncilRatified,
    CouncilRefused,
    CouncilVoted,
    EntryIntoForceCorrected,
    Event,
    OfSignature,
    OfVersion,
    OfVotes,
    PartyAgreedText,
    ProtocolAbandoned,
    ProtocolEnteredIntoForce,
    ProtocolExpired,
    ProtocolProposed,
    ProtocolResubmitted,
    ProtocolSigned,
    ProtocolTextAgreed,
    ProtocolTextRevised,
    SignatureConfirmed,
    SignatureWithdrawn,
    VoteConfirmed,
    VoteCorrected,
    VoteWithdrawn,
)
from services.partnerships.domain.protocol.text import ProtocolText
from vocabulary.acts import Deliberation
from vocabulary.identifiers import CommuneId
from vocabulary.protocols import ProtocolState


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A text with what each party has done about it.

    `tabled_on` is the day of this very text, `agreed` has the day on which each party agreed to
    it. `confirmed` are the parties that have taken a vote recorded on their behalf as their own,
    `own_signatures` those that have done so with a signature.
    """

    text: ProtocolText
    tabled: ProtocolProposed | ProtocolResubmitted | AmendmentProposed
    tabled_on: date
    agreed: Mapping[CommuneId, date] = field(default_factory=dict)
    text_agreed: bool = False
    signatures: Mapping[CommuneId, ProtocolSigned] = field(default_factory=dict)
    votes: Mapping[CommuneId, CouncilVoted] = field(default_factory=dict)
    own_signatures: frozenset[CommuneId] = frozenset()
    confirmed: frozenset[CommuneId] = frozenset()
    in_force_since: date | None = None
    abandoned: ProtocolAbandoned | None = None

    @property
    def ratified(self) -> Mapping[CommuneId, Deliberation]:
        return {
            party: vote.deliberation
            for party, vote in self.votes.items()
            if isinstance(vote, CouncilRatified)
        }

    @property
    def lapsed(self) -> bool:
        return any(isinstance(vote, CouncilRefused) for vote in self.votes.values())

    def standing(self, parties: tuple[CommuneId, ...]) -> ProtocolState:
        """Return how far this text has come on its way into force."""
        if self.in_force_since is not None:
            return ProtocolState.IN_FORCE
        if self.abandoned is not None:
            return ProtocolState.ABANDONED
        if self.lapsed:
            return ProtocolState.LAPSED
        if self.ratified:
            return ProtocolState.PARTLY_RATIFIED
        if self.signatures:
            signed_by_all = self.signatures.keys() >= set(parties)
            return ProtocolState.SIGNED if signed_by_all else ProtocolState.PARTLY_SIGNED
        return ProtocolState.AGREED if self.text_agreed else ProtocolState.NEGOTIATING


@dataclass(frozen=True, slots=True, kw_only=True)
class CollaborationProtocol:
    """`versions` from 1 on; the latest one in force binds, a later one is being decided.

    `prior` has the earlier decision of each party that gave one (P1).
    """

    proposal: ProtocolProposed | None = None
    prior: Mapping[CommuneId, Deliberation] = field(default_factory=dict)
    versions: tuple[Version, ...] = ()
    expired_on: date | None = None

    @property
    def parties(self) -> tuple[CommuneId, ...]:
        return self.proposal.parties if self.proposal else ()

    @property
    def binding(self) -> Version | None:
        """The version in force."""
        in_force = (v for v in reversed(self.versions) if v.in_force_since is not None)
        return next(in_force, None)

    @property
    def state(self) -> ProtocolState | None:
        """Where the protocol stands; None before it is proposed."""
        if self.expired_on is not None:
            return ProtocolState.EXPIRED
        version = self.binding or (self.versions[-1] if self.versions else None)
        return version.standing(self.parties) if version else None


INITIAL = CollaborationProtocol()


def evolve(protocol: CollaborationProtocol, event: Event) -> CollaborationProtocol:
    match event:
        case ProtocolProposed(text=text, prior_deliberations=given):
            prior = {each.party: each.deliberation for each in given}
            first = Version(text=text, tabled=event, tabled_on=event.on)
            return CollaborationProtocol(proposal=event, prior=prior, versions=(first,))
        case ProtocolResubmitted(text=text) | AmendmentProposed(text=text):
            added = Version(text=text, tabled=event, tabled_on=event.on)
            return replace(protocol, versions=(*protocol.versions, added))
        case ProtocolExpired(on=on):
            return replace(protocol, expired_on=on)
        case ProtocolSigned(party=party, prior_deliberation=prior) if prior is not None:
            known = replace(protocol, prior={**protocol.prior, party: prior})
            return _in_version(known, event)
        case _:
            return _in_version(protocol, event)


def _in_version(protocol: CollaborationProtocol, event: OfVersion) -> CollaborationProtocol:
    if not 1 <= event.version <= len(protocol.versions):
        return protocol
    versions = list(protocol.versions)
    versions[event.version - 1] = _evolve_version(versions[event.version - 1], event)
    return replace(protocol, versions=tuple(versions))


def _evolve_version(version: Version, event: OfVersion) -> Version:
    match event:
        case ProtocolTextRevised() | PartyAgreedText() | ProtocolTextAgreed():
            return _evolve_text(version, event)
        case ProtocolSigned() | SignatureConfirmed() | SignatureWithdrawn():
            return _evolve_signatures(version, event)
        case ProtocolEnteredIntoForce() | AmendmentEnteredIntoForce() | EntryIntoForceCorrected():
            return replace(version, in_force_since=event.in_force_since)
        case ProtocolAbandoned():
            return replace(version, abandoned=event)
        case _:
            return _evolve_votes(version, event)


def _evolve_text(
    version: Version, event: ProtocolTextRevised | PartyAgreedText | ProtocolTextAgreed
) -> Version:
    match event:
        case ProtocolTextRevised(text=text, on=on):
            return replace(version, text=text, tabled_on=on, agreed={}, text_agreed=False)
        case PartyAgreedText(party=party, on=on):
            return replace(version, agreed={**version.agreed, party: on})
        case ProtocolTextAgreed():
            return replace(version, text_agreed=True)


def _evolve_signatures(version: Version, event: OfSignature) -> Version:
    match event:
        case ProtocolSigned(party=party):
            return replace(version, signatures={**version.signatures, party: event})
        case SignatureConfirmed(party=party):
            return replace(version, own_signatures=version.own_signatures | {party})
        case SignatureWithdrawn(party=party):
            left = {other: by for other, by in version.signatures.items() if other != party}
            own = version.own_signatures - {party}
            return replace(version, signatures=left, own_signatures=own)


def _evolve_votes(version: Version, event: OfVotes) -> Version:
    party = event.party
    match event:
        case CouncilRatified() | CouncilAdjourned() | CouncilRefused():
            votes = {**version.votes, party: event}
            return replace(version, votes=votes, confirmed=version.confirmed - {party})
        case VoteCorrected():
            if party not in version.votes:
                return version
            # What was confirmed is not what is recorded now.
            votes = {**version.votes, party: _corrected(version.votes[party], event)}
            return replace(version, votes=votes, confirmed=version.confirmed - {party})
        case VoteWithdrawn():
            votes = {other: vote for other, vote in version.votes.items() if other != party}
            return replace(version, votes=votes, confirmed=version.confirmed - {party})
        case VoteConfirmed():
            return replace(version, confirmed=version.confirmed | {party})


def _corrected(vote: CouncilVoted, correction: VoteCorrected) -> CouncilVoted:
    if isinstance(vote, CouncilRatified):
        return replace(vote, deliberation=correction.deliberation, warnings=correction.warnings)
    return replace(vote, deliberation=correction.deliberation)
