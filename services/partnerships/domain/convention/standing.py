"""Whether something can be done under the convention's protocol, now and by this party."""

from services.partnerships.domain.convention.events import ConventionDrafted
from services.partnerships.domain.convention.facts import Facts
from services.partnerships.domain.convention.refusals import ProtocolHasConvention
from services.partnerships.domain.partnership.refusals import PartnershipNotActive
from services.partnerships.domain.programme.refusals import PhaseNotOpen
from services.partnerships.domain.protocol.refusals import NotAParty, NotInForce
from vocabulary.communes import PartnershipState
from vocabulary.identifiers import CommuneId
from vocabulary.programmes import PhaseState
from vocabulary.protocols import ProtocolState


def is_party(party: CommuneId, drafted: ConventionDrafted) -> None:
    if party not in drafted.parties:
        raise NotAParty(party=str(party))


def may_act(drafted: ConventionDrafted, facts: Facts) -> None:
    """Refuse unless the protocol is in force, the partnership active and the phase open."""
    state = facts.protocol.state
    if state is not ProtocolState.IN_FORCE:
        raise NotInForce(state=state.value if state else None)
    is_active(facts)
    phase = facts.programme.phases.get(drafted.phase)
    if phase is None or phase.state is not PhaseState.OPEN:
        raise PhaseNotOpen(state=phase.state.value if phase else None)


def is_active(facts: Facts) -> None:
    state = facts.partnership.state
    if state is not PartnershipState.ACTIVE:
        raise PartnershipNotActive(state=state.value)


def only_convention(facts: Facts) -> None:
    """Refuse a second convention under a protocol, while the first is not closed."""
    if facts.taken_by is not None:
        raise ProtocolHasConvention(convention=str(facts.taken_by))
