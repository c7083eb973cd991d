"""Collaboration protocols: every formal act that is published."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from vocabulary.acts import Deliberation
from vocabulary.identifiers import (
    CommuneId,
    PartnershipId,
    PhaseId,
    ProtocolId,
)
from vocabulary.protocols import PartyVote
from vocabulary.terms import Term

# A protocol has versions of its text. Version 1 is the first; a resubmission after a refusal and
# an amendment open the next. Votes, signatures and agreements always name their version.


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolProposed:
    """A text is on the table. `renews` names the protocol of the phase before."""

    wire_type: ClassVar[str] = "cic.partnerships.ProtocolProposed.v1"

    protocol: ProtocolId
    version: int
    partnership: PartnershipId
    phase: PhaseId
    country: str
    parties: tuple[CommuneId, ...]
    proposed_by: CommuneId
    on: date
    text_hash: str
    pillars: tuple[str, ...]
    domains: tuple[Term, ...]
    renews: ProtocolId | None = None
    principles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyAgreedText:
    """One party agrees to the text with this hash; it is signed once all have."""

    wire_type: ClassVar[str] = "cic.partnerships.PartyAgreedText.v1"

    protocol: ProtocolId
    version: int
    party: CommuneId
    text_hash: str
    on: date
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolTextRevised:
    """The text changed while it was negotiated: earlier agreements to it are void."""

    wire_type: ClassVar[str] = "cic.partnerships.ProtocolTextRevised.v1"

    protocol: ProtocolId
    version: int
    revised_by: CommuneId
    on: date
    text_hash: str
    pillars: tuple[str, ...]
    domains: tuple[Term, ...]
    principles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolTextAgreed:
    """Every party has agreed to the same text; it can be signed."""

    wire_type: ClassVar[str] = "cic.partnerships.ProtocolTextAgreed.v1"

    protocol: ProtocolId
    version: int
    text_hash: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolSigned:
    """One party has signed, under the condition precedent (condition suspensive) of ratification.

    The signatory appears by function only. `prior_deliberation` is the council's decision to
    cooperate that the protocol recites (P1).
    """

    wire_type: ClassVar[str] = "cic.partnerships.ProtocolSigned.v1"

    protocol: ProtocolId
    version: int
    party: CommuneId
    function: str
    acting_for: str
    place: str
    on: date
    signed_by_all: bool
    recorded_on_behalf: bool = False
    prior_deliberation: Deliberation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureConfirmed:
    """The commune confirms the signature that its country unit had recorded on its behalf."""

    wire_type: ClassVar[str] = "cic.partnerships.SignatureConfirmed.v1"

    protocol: ProtocolId
    version: int
    party: CommuneId


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureWithdrawn:
    """A signature was recorded that this party had not given so; it may sign."""

    wire_type: ClassVar[str] = "cic.partnerships.SignatureWithdrawn.v1"

    protocol: ProtocolId
    version: int
    party: CommuneId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilRatified:
    """One party's council has ratified; the protocol binds only when all have."""

    wire_type: ClassVar[str] = "cic.partnerships.CouncilRatified.v1"

    protocol: ProtocolId
    version: int
    party: CommuneId
    deliberation: Deliberation
    recorded_on_behalf: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilAdjourned:
    """One party's council has put its decision off, `until` a day where it named one."""

    wire_type: ClassVar[str] = "cic.partnerships.CouncilAdjourned.v1"

    protocol: ProtocolId
    version: int
    party: CommuneId
    deliberation: Deliberation
    until: date | None = None
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilRefused:
    """One party's council has voted no: this version lapses, another may be submitted."""

    wire_type: ClassVar[str] = "cic.partnerships.CouncilRefused.v1"

    protocol: ProtocolId
    version: int
    party: CommuneId
    deliberation: Deliberation
    reason: str | None = None
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolRatified:
    """The council of every party has ratified, and the protocol is in force; published once.

    It is published again only after `EntryIntoForceCorrected` had taken it back.
    `in_force_since` is the latest council date unless the protocol states another.
    Source: protocol of collaboration, signature clauses ("sous la condition suspensive de la
    ratification du présent protocole").
    """

    wire_type: ClassVar[str] = "cic.partnerships.ProtocolRatified.v1"

    protocol: ProtocolId
    version: int
    partnership: PartnershipId
    phase: PhaseId
    country: str
    parties: tuple[CommuneId, ...]
    in_force_since: date
    votes: tuple[PartyVote, ...]
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolResubmitted:
    """After a refusal the partners put an amended text on the table, as the next version."""

    wire_type: ClassVar[str] = "cic.partnerships.ProtocolResubmitted.v1"

    protocol: ProtocolId
    version: int
    proposed_by: CommuneId
    on: date
    text_hash: str
    pillars: tuple[str, ...]
    domains: tuple[Term, ...]
    principles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentProposed:
    """A change of a protocol in force; the old text binds until the new one is ratified."""

    wire_type: ClassVar[str] = "cic.partnerships.AmendmentProposed.v1"

    protocol: ProtocolId
    version: int
    proposed_by: CommuneId
    on: date
    reason: str
    text_hash: str
    pillars: tuple[str, ...]
    domains: tuple[Term, ...]
    principles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentRatified:
    """The council of every party has ratified the amendment, which binds from that day on."""

    wire_type: ClassVar[str] = "cic.partnerships.AmendmentRatified.v1"

    protocol: ProtocolId
    version: int
    in_force_since: date
    votes: tuple[PartyVote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolAbandoned:
    """A text is given up before all had signed it; of an amendment, the text in force stays."""

    wire_type: ClassVar[str] = "cic.partnerships.ProtocolAbandoned.v1"

    protocol: ProtocolId
    version: int
    party: CommuneId
    on: date
    reason: str
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolExpired:
    """The protocol has ended with its phase."""

    wire_type: ClassVar[str] = "cic.partnerships.ProtocolExpired.v1"

    protocol: ProtocolId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCorrected:
    """What was recorded of a council's vote was wrong; this is what holds instead."""

    wire_type: ClassVar[str] = "cic.partnerships.VoteCorrected.v1"

    protocol: ProtocolId
    version: int
    party: CommuneId
    deliberation: Deliberation
    reason: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteWithdrawn:
    """A vote was recorded that this council never took; the party's vote is open again."""

    wire_type: ClassVar[str] = "cic.partnerships.VoteWithdrawn.v1"

    protocol: ProtocolId
    version: int
    party: CommuneId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryIntoForceCorrected:
    """The day of entry into force follows a corrected vote; null: it is not in force after all."""

    wire_type: ClassVar[str] = "cic.partnerships.EntryIntoForceCorrected.v1"

    protocol: ProtocolId
    version: int
    in_force_since: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteConfirmed:
    """The commune confirms what its country unit had recorded on its behalf."""

    wire_type: ClassVar[str] = "cic.partnerships.VoteConfirmed.v1"

    protocol: ProtocolId
    version: int
    party: CommuneId


Event: TypeAlias = (
    ProtocolProposed
    | PartyAgreedText
    | ProtocolTextRevised
    | ProtocolTextAgreed
    | ProtocolSigned
    | SignatureConfirmed
    | SignatureWithdrawn
    | CouncilRatified
    | CouncilAdjourned
    | CouncilRefused
    | ProtocolRatified
    | ProtocolResubmitted
    | AmendmentProposed
    | AmendmentRatified
    | ProtocolAbandoned
    | ProtocolExpired
    | VoteCorrected
    | VoteWithdrawn
    | EntryIntoForceCorrected
    | VoteConfirmed
)
