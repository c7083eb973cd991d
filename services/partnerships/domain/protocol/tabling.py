"""Put a text on the table: propose, renew, revise, resubmit, amend."""

from typing import Final, assert_never

from services.partnerships.domain.partnership.events import PartnershipEstablished
from services.partnerships.domain.partnership.refusals import (
    PartnershipNotActive,
    PartnershipUnknown,
)
from services.partnerships.domain.programme.refusals import PhaseNotOpen, PhaseUnknown
from services.partnerships.domain.programme.state import Phase
from services.partnerships.domain.protocol.commands import (
    AmendProtocol,
    ProposeProtocol,
    RenewProtocol,
    ResubmitProtocol,
    ReviseProtocol,
    Tabling,
)
from services.partnerships.domain.protocol.completeness import is_complete
from services.partnerships.domain.protocol.events import (
    AmendmentProposed,
    Event,
    PartyAgreedText,
    ProtocolProposed,
    ProtocolResubmitted,
    ProtocolTextRevised,
)
from services.partnerships.domain.protocol.facts import Facts
from services.partnerships.domain.protocol.refusals import (
    AlreadyProposed,
    AmendmentOpen,
    NotAParty,
    NotInForce,
    NotLapsed,
    OneProtocolPerPhase,
    PartnershipNotInPhase,
    PhaseNotLater,
    ProtocolHasExpired,
    ProtocolUnknown,
    TextAbandoned,
    TextIsSettled,
    VersionLapsed,
)
from services.partnerships.domain.protocol.state import CollaborationProtocol, Version
from vocabulary.communes import PartnershipState
from vocabulary.dates import happened
from vocabulary.identifiers import CommuneId, PartnershipId
from vocabulary.programmes import PhaseState
from vocabulary.protocols import ProtocolState

DONE: Final = {ProtocolState.IN_FORCE, ProtocolState.LAPSED, ProtocolState.ABANDONED}
"""Where a text stands that is no longer being decided."""


def propose(
    command: ProposeProtocol | RenewProtocol, protocol: CollaborationProtocol, facts: Facts
) -> list[Event]:
    """Open the negotiation of a new protocol between the partnership's present members."""
    if protocol.proposal is not None:
        if _repeats(command, protocol.proposal):
            return []
        raise AlreadyProposed
    partnership = _partnership(command, facts)
    if facts.partnership.establishment is None:
        raise PartnershipUnknown
    _is_active(facts)
    proposed = _proposed(command, partnership, facts.partnership.establishment, facts)
    if facts.taken_by is not None:
        raise OneProtocolPerPhase(protocol=str(facts.taken_by))
    is_complete(command.text, facts)
    happened(facts.now, command.on)
    return [proposed, *_agreed_by(command.proposed_by, 1, command, facts)]


def table(command: Tabling, protocol: CollaborationProtocol, facts: Facts) -> list[Event]:
    """Put another text on the table, in the place of the latest version or as the next."""
    if command.party not in protocol.parties:
        raise NotAParty(party=str(command.party))
    latest, number = protocol.versions[-1], len(protocol.versions)
    if _is_on_the_table(command, latest, number):
        return []
    if protocol.expired_on is not None:
        raise ProtocolHasExpired
    _has_its_turn(command, latest, protocol)
    _is_active(facts)
    is_complete(command.text, facts)
    happened(facts.now, command.on)
    tabled = _tabled(command, number if isinstance(command, ReviseProtocol) else number + 1)
    return [tabled, *_agreed_by(command.party, tabled.version, command, facts)]


def _repeats(command: ProposeProtocol | RenewProtocol, proposal: ProtocolProposed) -> bool:
    match command:
        case ProposeProtocol(partnership=partnership):
            same = proposal.renews is None and partnership == proposal.partnership
        case RenewProtocol(renews=renews):
            same = renews == proposal.renews
    return (
        same
        and command.phase == proposal.phase
        and command.proposed_by == proposal.proposed_by
        and command.on == proposal.on
        and command.text == proposal.text
        and command.prior_deliberations == proposal.prior_deliberations
    )


def _partnership(command: ProposeProtocol | RenewProtocol, facts: Facts) -> PartnershipId:
    if isinstance(command, ProposeProtocol):
        return command.partnership
    earlier = facts.renewed
    if earlier.proposal is None or earlier.state is None:
        raise ProtocolUnknown(protocol=str(command.renews))
    if earlier.state not in {ProtocolState.IN_FORCE, ProtocolState.EXPIRED}:
        raise NotInForce(state=earlier.state.value)
    return earlier.proposal.partnership


def _is_active(facts: Facts) -> None:
    state = facts.partnership.state
    if state is not PartnershipState.ACTIVE:
        raise PartnershipNotActive(state=state.value)


def _proposed(
    command: ProposeProtocol | RenewProtocol,
    partnership: PartnershipId,
    established: PartnershipEstablished,
    facts: Facts,
) -> ProtocolProposed:
    members = facts.partnership.members
    parties = facts.partnership.communes
    named = [command.proposed_by, *(prior.party for prior in command.prior_deliberations)]
    if strangers := [str(commune) for commune in named if commune not in parties]:
        raise NotAParty(party=strangers[0])
    definition = facts.programme.definition
    decide_first = definition.prior_deliberation_of if definition else ()
    return ProtocolProposed(
        partnership=partnership,
        programme=established.programme,
        phase=command.phase,
        country=established.country,
        parties=parties,
        decide_first=tuple(m.commune for m in members if m.country in decide_first),
        ends_on=_phase(command, facts).plan.ends_on,
        proposed_by=command.proposed_by,
        on=command.on,
        text=command.text,
        prior_deliberations=command.prior_deliberations,
        renews=command.renews if isinstance(command, RenewProtocol) else None,
    )


def _phase(command: ProposeProtocol | RenewProtocol, facts: Facts) -> Phase:
    phase = facts.programme.phases.get(command.phase)
    if phase is None:
        raise PhaseUnknown(phase=str(command.phase))
    earlier = facts.renewed.proposal if isinstance(command, RenewProtocol) else None
    if earlier is not None and phase.plan.ends_on <= earlier.ends_on:
        raise PhaseNotLater(earlier_ends_on=earlier.ends_on.isoformat())
    if command.phase not in facts.partnership.phases:
        raise PartnershipNotInPhase(phase=phase.plan.code)
    if phase.state not in {PhaseState.PLANNED, PhaseState.OPEN}:
        raise PhaseNotOpen(phase=phase.plan.code, state=phase.state.value)
    return phase


def _agreed_by(
    party: CommuneId, version: int, command: ProposeProtocol | RenewProtocol | Tabling, facts: Facts
) -> list[Event]:
    """Return the agreement of a commune to the text it tables itself; a draft agrees nobody."""
    if not facts.acts_itself(party):
        return []
    text_hash = command.text.text_hash
    return [PartyAgreedText(version=version, party=party, text_hash=text_hash, on=command.on)]


def _is_on_the_table(command: Tabling, latest: Version, number: int) -> bool:
    if isinstance(command, ReviseProtocol):
        return latest.text == command.text
    return latest.tabled == _tabled(command, number)


def _has_its_turn(command: Tabling, latest: Version, protocol: CollaborationProtocol) -> None:
    in_force = protocol.binding is not None
    given_up = latest.abandoned
    if given_up is not None and not (in_force and isinstance(command, AmendProtocol)):
        raise TextAbandoned(on=given_up.on.isoformat())
    match command:
        case ReviseProtocol() if latest.lapsed:
            raise VersionLapsed
        case ReviseProtocol() if latest.text_agreed or latest.in_force_since:
            raise TextIsSettled
        case ResubmitProtocol() if in_force or not latest.lapsed:
            raise NotLapsed
        case AmendProtocol() if not in_force:
            raise NotInForce
        case AmendProtocol() if latest.standing(protocol.parties) not in DONE:
            raise AmendmentOpen


def _tabled(
    command: Tabling, version: int
) -> ProtocolTextRevised | ProtocolResubmitted | AmendmentProposed:
    party, on, text = command.party, command.on, command.text
    match command:
        case ReviseProtocol():
            return ProtocolTextRevised(version=version, revised_by=party, on=on, text=text)
        case ResubmitProtocol():
            return ProtocolResubmitted(version=version, proposed_by=party, on=on, text=text)
        case AmendProtocol(reason=reason):
            return AmendmentProposed(
                version=version, proposed_by=party, on=on, reason=reason, text=text
            )
        case _:
            assert_never(command)
