"""What can be asked of a protocol; the acting party is always named and checked."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from services.partnerships.domain.protocol.text import PriorDeliberation, ProtocolText
from vocabulary.acts import Deliberation, OnBehalf, Signatory
from vocabulary.identifiers import CommuneId, PartnershipId, PhaseId, ProtocolId
from vocabulary.protocols import TextHash
from vocabulary.text import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeProtocol:
    """Put a first text on the table; the members of the partnership become its parties.

    The text takes up all pillars (article 2, P5) and principles (article 1) of the programme and
    at least one domain of the country's sectors (article 3, P6). A commune that proposes has
    thereby agreed to its text; where the country unit drafts, every party still has to agree.
    A partnership has one protocol per phase.
    """

    partnership: PartnershipId
    phase: PhaseId
    proposed_by: CommuneId
    on: date
    text: ProtocolText
    prior_deliberations: tuple[PriorDeliberation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewProtocol:
    """Propose the protocol of a later phase in succession to one in force or expired."""

    renews: ProtocolId
    phase: PhaseId
    proposed_by: CommuneId
    on: date
    text: ProtocolText
    prior_deliberations: tuple[PriorDeliberation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseProtocol:
    """Put another text in the place of the one being negotiated; earlier agreements are void."""

    party: CommuneId
    on: date
    text: ProtocolText


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeProtocol:
    """Agree to the text with this hash; when every party has, it can be signed."""

    party: CommuneId
    on: date
    text_hash: TextHash
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignProtocol:
    """Sign for one party, under the condition precedent of ratification by its council.

    Function, body, place and date are recorded (P2, P4), the person only as an opaque reference.
    A party that must have decided to cooperate beforehand gives that deliberation here or at the
    proposal, and does not sign before it (recital, P1).
    """

    party: CommuneId
    signatory: Signatory
    place: Words
    on: date
    text_hash: TextHash
    prior_deliberation: Deliberation | None = None
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatifyProtocol:
    """Record that one party's council has ratified.

    The last council's vote brings the protocol, or the amendment being decided, into force (P3):
    on the day the text states, else on the day of the latest vote. Votes may be recorded in any
    order.
    """

    party: CommuneId
    deliberation: Deliberation
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjournProtocol:
    """Record that one party's council has put its decision off; it may still decide either way."""

    party: CommuneId
    deliberation: Deliberation
    until: date | None = None
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseProtocol:
    """Record that one party's council has voted no: the condition fails, the version lapses (P3).

    A refused amendment lapses alone; the text in force stays.
    """

    party: CommuneId
    deliberation: Deliberation
    reason: Words | None = None
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResubmitProtocol:
    """Put an amended text on the table after a refusal; it is agreed, signed and ratified anew."""

    party: CommuneId
    on: date
    text: ProtocolText


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendProtocol:
    """Propose a change of the protocol in force; the old text binds until all have ratified it."""

    party: CommuneId
    on: date
    reason: Words
    text: ProtocolText


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonProtocol:
    """Give up the text on the table, and say why; not once every party has signed it.

    An amendment is given up alone, the text in force stays. Without a text in force it is the end
    of this protocol: another may take its place. The country unit gives up what no party has agreed
    to yet, as its own draft; what one has, on behalf of a commune and with evidence.
    """

    party: CommuneId
    on: date
    reason: Words
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireProtocol:
    """Record that the protocol has ended with its phase."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectVote:
    """Replace what was recorded of a council's vote, and say why.

    The day of entry into force follows. `version` is the version of the text that was voted on,
    the latest where it is left out.
    """

    party: CommuneId
    deliberation: Deliberation
    reason: Words
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawVote:
    """Take back a vote that this council never took, and say why; its vote is open again."""

    party: CommuneId
    reason: Words
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmVote:
    """Confirm, as the commune itself, the vote that was recorded on its behalf."""

    party: CommuneId
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmSignature:
    """Confirm, as the commune itself, the signature that was recorded on its behalf."""

    party: CommuneId
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawSignature:
    """Take back a signature to the latest text that this party never gave so, and say why.

    It may then sign. Where a council has voted on what was signed, its vote is withdrawn first.
    """

    party: CommuneId
    reason: Words


Vote: TypeAlias = RatifyProtocol | AdjournProtocol | RefuseProtocol
Tabling: TypeAlias = ReviseProtocol | ResubmitProtocol | AmendProtocol
OfVote: TypeAlias = CorrectVote | WithdrawVote | ConfirmVote
Correction: TypeAlias = OfVote | ConfirmSignature | WithdrawSignature
Command: TypeAlias = (
    ProposeProtocol
    | RenewProtocol
    | ReviseProtocol
    | AgreeProtocol
    | SignProtocol
    | RatifyProtocol
    | AdjournProtocol
    | RefuseProtocol
    | ResubmitProtocol
    | AmendProtocol
    | AbandonProtocol
    | ExpireProtocol
    | Correction
)
