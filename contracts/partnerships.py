"""Events the partnerships service publishes: every formal act of its aggregates."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from vocabulary.acts import Deliberation, Source
from vocabulary.budgets import BudgetLine
from vocabulary.communes import (
    Code,
    CommuneKind,
    Coordinates,
    Member,
    MemberRole,
    SuspensionReason,
)
from vocabulary.identifiers import (
    ActionPlanId,
    CommuneId,
    ConventionId,
    CountryProgrammeId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
    ProtocolId,
)
from vocabulary.money import Money
from vocabulary.protocols import PartyVote
from vocabulary.terms import Coverage, Term
from vocabulary.text import Text

# --- communes -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneRegistered:
    """A commune or a body like it is entered in the register, with its names and codes."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneRegistered.v1"

    commune: CommuneId
    kind: CommuneKind
    country: str
    names: Text
    region: str | None = None
    codes: tuple[Code, ...] = ()
    coordinates: Coordinates | None = None
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneRenamed:
    """The commune bears the new names from that day; its identity stays."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneRenamed.v1"

    commune: CommuneId
    names: Text
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneCodeAssigned:
    """The commune bears a code of a scheme, from the day named in it where one is."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneCodeAssigned.v1"

    commune: CommuneId
    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneCodeRetired:
    """The code no longer stands for the commune from that day on."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneCodeRetired.v1"

    commune: CommuneId
    scheme: str
    value: str
    until: date


# --- programme and phases -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDefined:
    """A programme with its rules.

    `prior_deliberation_of` lists the countries whose communes must have decided to cooperate
    before they sign (P1); `pillars` cannot be dropped (P5).
    """

    wire_type: ClassVar[str] = "cic.partnerships.ProgrammeDefined.v1"

    programme: ProgrammeId
    names: Text
    funder: str
    associations: tuple[str, ...]
    pillars: tuple[Term, ...]
    principles: tuple[Term, ...]
    prior_deliberation_of: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhasePlanned:
    """The programme is to have a phase of these days; nothing may be done under it yet."""

    wire_type: ClassVar[str] = "cic.partnerships.PhasePlanned.v1"

    programme: ProgrammeId
    phase: PhaseId
    code: str
    starts_on: date
    ends_on: date
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseOpened:
    """From that day partnerships may act under the phase."""

    wire_type: ClassVar[str] = "cic.partnerships.PhaseOpened.v1"

    programme: ProgrammeId
    phase: PhaseId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseSuspended:
    """Nothing may be started under the phase until it is resumed; nothing is lost."""

    wire_type: ClassVar[str] = "cic.partnerships.PhaseSuspended.v1"

    programme: ProgrammeId
    phase: PhaseId
    on: date
    reason: SuspensionReason
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseResumed:
    """The suspended phase is open again."""

    wire_type: ClassVar[str] = "cic.partnerships.PhaseResumed.v1"

    programme: ProgrammeId
    phase: PhaseId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseClosing:
    """Activities have ended; final reports are being made."""

    wire_type: ClassVar[str] = "cic.partnerships.PhaseClosing.v1"

    programme: ProgrammeId
    phase: PhaseId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseClosed:
    """The phase is over; nothing more is recorded under it."""

    wire_type: ClassVar[str] = "cic.partnerships.PhaseClosed.v1"

    programme: ProgrammeId
    phase: PhaseId
    on: date


# --- country programme --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryProgrammeLaunched:
    """The communes of a country share these sectors and this goal in a phase (P7)."""

    wire_type: ClassVar[str] = "cic.partnerships.CountryProgrammeLaunched.v1"

    country_programme: CountryProgrammeId
    programme: ProgrammeId
    phase: PhaseId
    country: str
    sectors: tuple[Term, ...]
    goal: Term | None
    results: tuple[Term, ...] = ()
    operational_costs: Money | None = None
    coverage: Coverage | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryProgrammeRevised:
    """Sectors and goal as they stand after the revision; the reason is public."""

    wire_type: ClassVar[str] = "cic.partnerships.CountryProgrammeRevised.v1"

    country_programme: CountryProgrammeId
    sectors: tuple[Term, ...]
    goal: Term | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneAdmitted:
    """The commune takes part in what its country shares in the phase."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneAdmitted.v1"

    country_programme: CountryProgrammeId
    commune: CommuneId
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneWithdrawn:
    """The commune takes part no longer from that day on."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneWithdrawn.v1"

    country_programme: CountryProgrammeId
    commune: CommuneId
    until: date
    reason: str


# --- partnership --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipEstablished:
    """`since` is unknown (null) where no source gives it."""

    wire_type: ClassVar[str] = "cic.partnerships.PartnershipEstablished.v1"

    partnership: PartnershipId
    programme: ProgrammeId
    country: str
    members: tuple[Member, ...]
    since: date | None = None
    predecessor: PartnershipId | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined:
    """A commune joins the partnership; protocols already proposed keep the parties they name."""

    wire_type: ClassVar[str] = "cic.partnerships.MemberJoined.v1"

    partnership: PartnershipId
    commune: CommuneId
    role: MemberRole
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft:
    """The commune is a member no longer from that day on."""

    wire_type: ClassVar[str] = "cic.partnerships.MemberLeft.v1"

    partnership: PartnershipId
    commune: CommuneId
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipEnteredPhase:
    """The partnership takes part in the phase; it keeps its identity from phase to phase."""

    wire_type: ClassVar[str] = "cic.partnerships.PartnershipEnteredPhase.v1"

    partnership: PartnershipId
    phase: PhaseId
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipSuspended:
    """Nothing may be started under the partnership until it is resumed; nothing is lost."""

    wire_type: ClassVar[str] = "cic.partnerships.PartnershipSuspended.v1"

    partnership: PartnershipId
    since: date
    reason: SuspensionReason
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipResumed:
    """The suspended partnership is active again."""

    wire_type: ClassVar[str] = "cic.partnerships.PartnershipResumed.v1"

    partnership: PartnershipId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipTerminated:
    """Ended for good; `by` is the member that ended it, null where no source names one."""

    wire_type: ClassVar[str] = "cic.partnerships.PartnershipTerminated.v1"

    partnership: PartnershipId
    on: date
    reason: str
    by: CommuneId | None = None
    recorded_on_behalf: bool = False


# --- protocol -----------------------------------------------------------------------------------
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentRatified:
    """The council of every party has ratified the amendment, which binds from that day on."""

    wire_type: ClassVar[str] = "cic.partnerships.AmendmentRatified.v1"

    protocol: ProtocolId
    version: int
    in_force_since: date
    votes: tuple[PartyVote, ...]


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


# --- specific convention ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionSigned:
    """One party has signed this version of the convention; the signatory appears by function."""

    wire_type: ClassVar[str] = "cic.partnerships.ConventionSigned.v1"

    convention: ConventionId
    version: int
    partnership: PartnershipId
    party: CommuneId
    function: str
    acting_for: str
    place: str
    on: date
    content_hash: str
    signed_by_all: bool
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionSignaturesVoided:
    """The content changed after parties had signed this version: they must sign again."""

    wire_type: ClassVar[str] = "cic.partnerships.ConventionSignaturesVoided.v1"

    convention: ConventionId
    version: int
    partnership: PartnershipId
    voided: tuple[CommuneId, ...]
    content_hash: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionConcluded:
    """All parties have signed this version of the specific convention (convention spécifique).

    Source: protocol of collaboration, article 4.
    """

    wire_type: ClassVar[str] = "cic.partnerships.ConventionConcluded.v1"

    convention: ConventionId
    version: int
    partnership: PartnershipId
    protocol: ProtocolId
    country: str
    parties: tuple[CommuneId, ...]
    content_hash: str
    budget_lines: tuple[BudgetLine, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanAnnexed:
    """A joint action plan is annexed, by its content hash, to a version of the convention.

    `party` is the one that annexed it; all had agreed to the plan.
    """

    wire_type: ClassVar[str] = "cic.partnerships.ActionPlanAnnexed.v1"

    convention: ConventionId
    version: int
    partnership: PartnershipId
    action_plan: ActionPlanId
    content_hash: str
    on: date
    party: CommuneId | None = None
    recorded_on_behalf: bool = False


Event: TypeAlias = (
    CommuneRegistered
    | CommuneRenamed
    | CommuneCodeAssigned
    | CommuneCodeRetired
    | ProgrammeDefined
    | PhasePlanned
    | PhaseOpened
    | PhaseSuspended
    | PhaseResumed
    | PhaseClosing
    | PhaseClosed
    | CountryProgrammeLaunched
    | CountryProgrammeRevised
    | CommuneAdmitted
    | CommuneWithdrawn
    | PartnershipEstablished
    | MemberJoined
    | MemberLeft
    | PartnershipEnteredPhase
    | PartnershipSuspended
    | PartnershipResumed
    | PartnershipTerminated
    | ProtocolProposed
    | PartyAgreedText
    | ProtocolTextRevised
    | ProtocolTextAgreed
    | ProtocolSigned
    | CouncilRatified
    | CouncilAdjourned
    | CouncilRefused
    | ProtocolRatified
    | ProtocolResubmitted
    | AmendmentProposed
    | AmendmentRatified
    | ProtocolExpired
    | VoteCorrected
    | VoteWithdrawn
    | EntryIntoForceCorrected
    | VoteConfirmed
    | ConventionSigned
    | ConventionSignaturesVoided
    | ConventionConcluded
    | ActionPlanAnnexed
)
