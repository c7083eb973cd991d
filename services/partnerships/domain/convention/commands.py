"""What can be asked of a specific convention; the acting party is always named and checked."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Deliberation, Evidence, OnBehalf, Signatory
from vocabulary.budgets import BudgetLines
from vocabulary.conventions import FinancialTerms
from vocabulary.hashing import ContentHash
from vocabulary.identifiers import ActionPlanId, CommuneId, PartnershipId, ProtocolId
from vocabulary.money import Money
from vocabulary.text import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftConvention:
    """Draft the convention under a protocol; the parties to the protocol become its parties.

    It may be drafted before the protocol is in force, but not signed. `terms` spread the budget
    over the years of the phase and classes of cost, and say what is paid in advance and who bears
    which part of it.
    """

    partnership: PartnershipId
    protocol: ProtocolId
    drafted_by: CommuneId
    on: date
    budget_lines: BudgetLines
    terms: FinancialTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseConvention:
    """Put other budget lines in the place of those drafted; signatures given to them are void.

    Terms that are left out stay as they were; empty ones take them away.
    """

    party: CommuneId
    on: date
    budget_lines: BudgetLines
    terms: FinancialTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignConvention:
    """Sign the version with this content hash; it is concluded when every party has signed.

    The protocol is in force, the partnership active and its phase open. Function, body, place and
    date are recorded, the person only as an opaque reference. `deliberation` is the decision of the
    party's council on the convention, where it took one.
    """

    party: CommuneId
    signatory: Signatory
    place: Words
    on: date
    content_hash: ContentHash
    on_behalf: OnBehalf | None = None
    deliberation: Deliberation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConventionSignature:
    """Take back a signature that this party never gave so, while others have still to sign.

    It may then sign. Once every party has signed, the convention is amended instead.
    """

    party: CommuneId
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendConvention:
    """Draft the next version of a convention that is concluded, which holds meanwhile.

    Terms that are left out stay as they were; empty ones take them away.
    """

    party: CommuneId
    on: date
    reason: Words
    budget_lines: BudgetLines
    terms: FinancialTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexActionPlan:
    """Annex a submitted joint action plan to the concluded version; it is thereby adopted.

    `content_hash` is the hash over which all parties agreed the plan. A plan submitted a moment
    ago may not be known here yet (`ActionPlanUnknown`): ask again in a moment.
    """

    party: CommuneId
    action_plan: ActionPlanId
    content_hash: ContentHash
    on: date
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexDataProtection:
    """Annex the rules on personal data, as a document with its hash; a later one replaces it.

    A convention may be drafted and signed without; it is shown as missing until it is there.
    """

    party: CommuneId
    document: Evidence
    on: date
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveAdvance:
    """Record that an advance of the concluded version has arrived: how much, when, in what."""

    party: CommuneId
    advance: Words
    amount: Money
    on: date
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectAdvance:
    """Replace what was recorded of an advance that has arrived, and say why."""

    party: CommuneId
    advance: Words
    amount: Money
    on: date
    reason: Words
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAdvance:
    """Take back the record of an advance that never arrived, and say why."""

    party: CommuneId
    advance: Words
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonConvention:
    """Give up the version on the table, and say why; not once every party has signed it.

    An amendment is given up alone, the version concluded holds on. A convention that was never
    concluded ends by it: another may take its place under the protocol. The country unit gives up
    what no party has signed yet, as its own draft; what one has, with evidence and on behalf of a
    commune.
    """

    party: CommuneId
    on: date
    reason: Words
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseConvention:
    """Close the convention once all under it is settled; either side may (P31)."""

    party: CommuneId
    on: date
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenConvention:
    """Undo a closing made by mistake or too early, and say why; either side may (P31)."""

    party: CommuneId
    on: date
    reason: Words


Annexing: TypeAlias = AnnexActionPlan | AnnexDataProtection
OfAdvance: TypeAlias = ReceiveAdvance | CorrectAdvance | WithdrawAdvance
Ending: TypeAlias = AbandonConvention | CloseConvention | ReopenConvention
Signing: TypeAlias = SignConvention | WithdrawConventionSignature
Within: TypeAlias = ReviseConvention | AmendConvention | Signing | Annexing | OfAdvance
"""What is done under a convention that is not closed."""

Command: TypeAlias = DraftConvention | Within | Ending
