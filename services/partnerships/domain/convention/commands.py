"""What can be asked of a specific convention; the acting party is always named and checked."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import OnBehalf, Signatory
from vocabulary.budgets import BudgetLines
from vocabulary.hashing import ContentHash
from vocabulary.identifiers import ActionPlanId, CommuneId, PartnershipId, ProtocolId
from vocabulary.text import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftConvention:
    """Draft the convention under a protocol; the parties to the protocol become its parties.

    It may be drafted before the protocol is in force, but not signed.
    """

    partnership: PartnershipId
    protocol: ProtocolId
    drafted_by: CommuneId
    on: date
    budget_lines: BudgetLines


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseConvention:
    """Put other budget lines in the place of those drafted; signatures given to them are void."""

    party: CommuneId
    on: date
    budget_lines: BudgetLines


@dataclass(frozen=True, slots=True, kw_only=True)
class SignConvention:
    """Sign the version with this content hash; it is concluded when every party has signed.

    The protocol is in force, the partnership active and its phase open. Function, body, place and
    date are recorded, the person only as an opaque reference.
    """

    party: CommuneId
    signatory: Signatory
    place: Words
    on: date
    content_hash: ContentHash
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendConvention:
    """Draft the next version of a convention that is concluded, which holds meanwhile."""

    party: CommuneId
    on: date
    reason: Words
    budget_lines: BudgetLines


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


Command: TypeAlias = (
    DraftConvention | ReviseConvention | SignConvention | AmendConvention | AnnexActionPlan
)
