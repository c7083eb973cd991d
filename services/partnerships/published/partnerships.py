"""Partnerships, as others hear of them."""

from contracts.partnerships import partners as contracts
from services.partnerships.domain.partnership.events import (
    Event,
    MemberJoined,
    MemberLeft,
    PartnershipEnteredPhase,
    PartnershipEstablished,
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
    Turn,
)
from vocabulary.communes import Member
from vocabulary.identifiers import PartnershipId


def partnership_contract(id_: PartnershipId, event: Event) -> contracts.Event:
    match event:
        case PartnershipEstablished():
            return contracts.PartnershipEstablished(
                partnership=id_,
                programme=event.programme,
                country=event.country,
                members=tuple(Member(commune=m.commune, role=m.role) for m in event.members),
                since=event.since,
                predecessor=event.predecessor,
                sources=event.sources,
            )
        case PartnershipEnteredPhase(phase=phase, sources=sources):
            return contracts.PartnershipEnteredPhase(partnership=id_, phase=phase, sources=sources)
        case MemberJoined(member=member, since=since):
            return contracts.MemberJoined(
                partnership=id_, commune=member.commune, role=member.role, since=since
            )
        case MemberLeft(commune=commune, until=until, reason=reason):
            return contracts.MemberLeft(
                partnership=id_, commune=commune, until=until, reason=reason
            )
        case _:
            return _turn(id_, event)


def _turn(id_: PartnershipId, event: Turn) -> contracts.Event:
    match event:
        case PartnershipSuspended(since=since, reason=reason, note=note):
            return contracts.PartnershipSuspended(
                partnership=id_, since=since, reason=reason, note=note
            )
        case PartnershipResumed(on=on):
            return contracts.PartnershipResumed(partnership=id_, on=on)
        case PartnershipTerminated():
            return contracts.PartnershipTerminated(
                partnership=id_,
                on=event.on,
                reason=event.reason,
                by=event.by,
                recorded_on_behalf=event.on_behalf is not None,
            )
