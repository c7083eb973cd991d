"""What the rules of a convention need from outside its own history."""

from dataclasses import dataclass, field
from datetime import datetime

from services.partnerships.domain.deliberation.referring import Known
from services.partnerships.domain.partnership.state import INITIAL as NO_PARTNERSHIP
from services.partnerships.domain.partnership.state import Partnership
from services.partnerships.domain.programme.state import INITIAL as NO_PROGRAMME
from services.partnerships.domain.programme.state import Programme
from services.partnerships.domain.protocol.state import INITIAL as NO_PROTOCOL
from services.partnerships.domain.protocol.state import CollaborationProtocol
from services.partnerships.domain.role_holding.facts import Held
from vocabulary.identifiers import ConventionId, PartnershipId, ProtocolId
from vocabulary.reliance import Reliance


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedPlan:
    """A joint action plan as the planning service said it was submitted, and where it said so."""

    partnership: PartnershipId
    protocol: ProtocolId
    content_hash: str
    said: Reliance


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`action_plan` is the one to be annexed, None where it is not known as submitted.

    `taken_by` is another convention under the same protocol that is not closed; `held` the
    functions held in the commune that signs, `deliberations` the recorded one that it cites.
    """

    now: datetime
    partnership: Partnership = NO_PARTNERSHIP
    programme: Programme = NO_PROGRAMME
    protocol: CollaborationProtocol = NO_PROTOCOL
    action_plan: SubmittedPlan | None = None
    taken_by: ConventionId | None = None
    held: tuple[Held, ...] = ()
    deliberations: Known = field(default_factory=dict)
