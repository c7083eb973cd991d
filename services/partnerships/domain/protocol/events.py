"""What happens to a protocol, as it is stored.

Agreements, signatures and votes name the version of the text they are about.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from services.partnerships.domain.protocol.text import PriorDeliberation, ProtocolText
from vocabulary.acts import Deliberation, OnBehalf, Signatory
from vocabulary.identifiers import CommuneId, PartnershipId, PhaseId, ProgrammeId, ProtocolId
from vocabulary.protocols import PartyVote


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolProposed:
    """Version 1 is on the table, under the rules of the programme at that moment.

    `decide_first` are the parties whose council must have decided to cooperate before they sign
    (P1); `ends_on` is the last day of the phase.
    """

    partnership: PartnershipId
    programme: ProgrammeId
    phase: PhaseId
    country: str
    parties: tuple[CommuneId, ...]
    decide_first: tuple[CommuneId, ...]
    ends_on: date
    proposed_by: CommuneId
    on: date
    text: ProtocolText
    prior_deliberations: tuple[PriorDeliberation, ...] = ()
    renews: ProtocolId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolTextRevised:
    version: int
    revised_by: CommuneId
    on: date
    text: ProtocolText


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyAgreedText:
    version: int
    party: CommuneId
    text_hash: str
    on: date
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolTextAgreed:
    """Every party has agreed; `on` is the day of the latest agreement."""

    version: int
    text_hash: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolSigned:
    """One party has signed; `prior_deliberation` is the decision it relied on (P1).

    `function_verified`: the register of functions proved the function then held (P2).
    """

    version: int
    party: CommuneId
    signatory: Signatory
    place: str
    on: date
    text_hash: str
    signed_by_all: bool
    prior_deliberation: Deliberation | None = None
    on_behalf: OnBehalf | None = None
    function_verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureWithdrawn:
    """The signature was recorded by mistake; the party may sign."""

    version: int
    party: CommuneId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilRatified:
    version: int
    party: CommuneId
    deliberation: Deliberation
    on_behalf: OnBehalf | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilAdjourned:
    version: int
    party: CommuneId
    deliberation: Deliberation
    until: date | None = None
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilRefused:
    version: int
    party: CommuneId
    deliberation: Deliberation
    reason: str | None = None
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolEnteredIntoForce:
    """The condition precedent is fulfilled; `votes` in the order of the parties."""

    version: int
    partnership: PartnershipId
    phase: PhaseId
    country: str
    parties: tuple[CommuneId, ...]
    in_force_since: date
    votes: tuple[PartyVote, ...]
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolResubmitted:
    version: int
    proposed_by: CommuneId
    on: date
    text: ProtocolText


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentProposed:
    version: int
    proposed_by: CommuneId
    on: date
    reason: str
    text: ProtocolText


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentEnteredIntoForce:
    version: int
    in_force_since: date
    votes: tuple[PartyVote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolAbandoned:
    """A text was given up before all had signed it, or after a council had refused it."""

    version: int
    party: CommuneId
    on: date
    reason: str
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolExpired:
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCorrected:
    """A commune that corrects itself what was recorded on its behalf confirms it besides."""

    version: int
    party: CommuneId
    deliberation: Deliberation
    reason: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteWithdrawn:
    version: int
    party: CommuneId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryIntoForceCorrected:
    """The day of entry into force moves with a vote; null: it is not in force after all."""

    version: int
    in_force_since: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteConfirmed:
    version: int
    party: CommuneId


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureConfirmed:
    version: int
    party: CommuneId


OfSignature: TypeAlias = ProtocolSigned | SignatureConfirmed | SignatureWithdrawn
CouncilVoted: TypeAlias = CouncilRatified | CouncilAdjourned | CouncilRefused
OfVotes: TypeAlias = CouncilVoted | VoteCorrected | VoteWithdrawn | VoteConfirmed
OfVersion: TypeAlias = (
    ProtocolTextRevised
    | PartyAgreedText
    | ProtocolTextAgreed
    | OfSignature
    | ProtocolEnteredIntoForce
    | AmendmentEnteredIntoForce
    | EntryIntoForceCorrected
    | ProtocolAbandoned
    | OfVotes
)
Event: TypeAlias = (
    ProtocolProposed | ProtocolResubmitted | AmendmentProposed | ProtocolExpired | OfVersion
)
