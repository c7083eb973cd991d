"""What the rules of a protocol need from outside its own history."""

from dataclasses import dataclass, field
from datetime import datetime

from kernel.identity import ANONYMOUS, Principal
from services.partnerships.domain.deliberation.referring import Known
from services.partnerships.domain.partnership.state import INITIAL as NO_PARTNERSHIP
from services.partnerships.domain.partnership.state import Partnership
from services.partnerships.domain.programme.state import INITIAL as NO_PROGRAMME
from services.partnerships.domain.programme.state import Programme
from services.partnerships.domain.protocol.state import INITIAL as NO_PROTOCOL
from services.partnerships.domain.protocol.state import CollaborationProtocol
from services.partnerships.domain.role_holding.facts import Held
from vocabulary.authority import is_party
from vocabulary.identifiers import CommuneId, ProtocolId


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`sectors` are the codes retained for the country in the phase, None without a programme.

    `deliberations` are those that are recorded, of the ones the command names; `held` the
    functions held in the commune that signs.
    `taken_by` is another protocol that holds the place of this partnership and phase; `renewed`
    the protocol that this one is to succeed.
    """

    now: datetime
    actor: Principal = ANONYMOUS
    partnership: Partnership = NO_PARTNERSHIP
    programme: Programme = NO_PROGRAMME
    sectors: frozenset[str] | None = None
    taken_by: ProtocolId | None = None
    renewed: CollaborationProtocol = NO_PROTOCOL
    deliberations: Known = field(default_factory=dict)
    held: tuple[Held, ...] = ()

    def acts_itself(self, party: CommuneId) -> bool:
        """Whether the command comes from that commune, not from the country unit for it."""
        return is_party(self.actor, party)
