"""What can be asked of a joint action plan; the acting party is always named and checked."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.actions import ActionPlanContent
from vocabulary.acts import OnBehalf
from vocabulary.hashing import ContentHash
from vocabulary.identifiers import ActionPlanId, CommuneId, ConventionId, PartnershipId, PhaseId
from vocabulary.reliance import Reliance


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftActionPlan:
    """Begin a joint action plan of a partnership in a phase; any party may.

    Drafting does not wait for the protocol's ratification, submitting does. Who drafts has not
    thereby agreed: every party agrees by the hash of the content.
    """

    partnership: PartnershipId
    phase: PhaseId
    party: CommuneId
    on: date
    content: ActionPlanContent


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseActionPlan:
    """Put another content in the place of the draft; agreements to the earlier one are void."""

    party: CommuneId
    on: date
    content: ActionPlanContent


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeActionPlan:
    """Agree, for one party, to the content with this hash.

    The hash is "sha256:" and the SHA-256 of the content's canonical JSON (RFC 8785); the plan is
    read with its content and its hash.
    """

    party: CommuneId
    on: date
    content_hash: ContentHash
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitActionPlan:
    """Submit the plan that all parties have agreed to, once the partnership may act.

    It may act when its protocol is in force, it is active and the phase is open. The plan derives
    from the strategic plan that the country's communes have validated (P18), and its period lies
    inside the phase.
    """

    party: CommuneId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptActionPlan:
    """Record that the plan is annexed to a version of the specific convention (article 4).

    It follows from the convention by itself; no caller may ask for it.
    """

    convention: ConventionId
    convention_version: int
    content_hash: ContentHash
    on: date
    heard: Reliance


@dataclass(frozen=True, slots=True, kw_only=True)
class SupersedeActionPlan:
    """Record that another submitted plan of the partnership takes the place of this one."""

    by: ActionPlanId
    party: CommuneId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteActionPlan:
    """Record that what the adopted plan set out to do is done."""

    party: CommuneId
    on: date


Command: TypeAlias = (
    DraftActionPlan
    | ReviseActionPlan
    | AgreeActionPlan
    | SubmitActionPlan
    | AdoptActionPlan
    | SupersedeActionPlan
    | CompleteActionPlan
)
