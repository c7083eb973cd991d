"""What each event about a partnership changes on file."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias

from msgspec.structs import replace

from contracts.partnerships.communes import CommuneNamesCorrected, CommuneRenamed
from contracts.partnerships.partners import (
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    PartnershipEnteredPhase,
    PartnershipEstablished,
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
)
from gateway.read_model.communes import Commune
from gateway.read_model.dossiers import Desk, Ref
from gateway.read_model.ids import text
from gateway.read_model.partnerships import (
    Entry,
    Membership,
    Partnership,
    Suspension,
    Termination,
)
from gateway.read_model.programmes import Phase
from gateway.read_model.said import Said
from kernel.unions import members
from vocabulary.communes import MemberRole, SuspensionReason

Status: TypeAlias = PartnershipSuspended | PartnershipResumed | PartnershipTerminated

HEARS = (
    PartnershipEstablished,
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    PartnershipEnteredPhase,
    CommuneRenamed,
    CommuneNamesCorrected,
    *members(Status),
)


def needs(said: Said) -> Iterable[Ref]:
    match said.event:
        case PartnershipEstablished(partnership=id_, members=members):
            yield Ref(Partnership, said.country, text(id_))
            for member in members:
                yield Ref(Commune, said.country, text(member.commune))
        case MemberJoined(partnership=id_, commune=commune):
            yield Ref(Partnership, said.country, text(id_))
            yield Ref(Commune, said.country, text(commune))
        case PartnershipEnteredPhase(partnership=id_, phase=phase):
            yield Ref(Partnership, said.country, text(id_))
            yield Ref(Phase, said.country, text(phase))
        case MemberLeft(partnership=id_) | MemberRoleChanged(partnership=id_):
            yield Ref(Partnership, said.country, text(id_))
        case event if isinstance(event, Status):
            yield Ref(Partnership, said.country, text(event.partnership))


def follows(desk: Desk, said: Said) -> Iterable[Ref]:
    """Return the partnerships that bear the name of a commune that changes it."""
    match said.event:
        case CommuneRenamed(commune=id_) | CommuneNamesCorrected(commune=id_):
            commune = desk.find(Commune, said.country, id_)
            for partnership in commune.partnerships if commune else ():
                yield Ref(Partnership, said.country, partnership)


def apply(desk: Desk, said: Said) -> None:
    match said.event:
        case PartnershipEstablished() as event:
            _establish(desk, event, said)
        case MemberJoined(partnership=id_) as event:
            partnership = desk.open(Partnership, said.country, id_)
            commune = _enrol(desk, said, text(event.commune), partnership.id)
            member = _membership(commune, event.role, event.since, said)
            # One that comes back sits at the end again: the order is that of joining.
            others = {k: v for k, v in partnership.members.items() if k != commune.id}
            desk.file(replace(partnership, members={**others, commune.id: member}), said.at)
        case MemberLeft(partnership=id_) as event:
            partnership = desk.open(Partnership, said.country, id_)
            left = replace(
                partnership.members[text(event.commune)],
                until=event.until,
                reason=event.reason,
                mark=said.mark,
            )
            desk.file(_with_member(partnership, text(event.commune), left), said.at)
        case MemberRoleChanged(partnership=id_) as event:
            partnership = desk.open(Partnership, said.country, id_)
            member = partnership.members[text(event.commune)]
            changed = replace(member, role=event.role, mark=said.mark)
            desk.file(_with_member(partnership, text(event.commune), changed), said.at)
        case PartnershipEnteredPhase(partnership=id_) as event:
            partnership = desk.open(Partnership, said.country, id_)
            desk.file(_entered(partnership, event, desk, said), said.at)
        case event if isinstance(event, Status):
            partnership = desk.open(Partnership, said.country, event.partnership)
            mark = partnership.mark.also(said.mark)
            desk.file(replace(_moved(partnership, event), mark=mark), said.at)
        case CommuneRenamed(commune=id_) | CommuneNamesCorrected(commune=id_):
            commune = desk.open(Commune, said.country, id_)
            for partnership in _of(desk, commune):
                named = replace(partnership.members[commune.id], names=commune.names)
                desk.file(_with_member(partnership, commune.id, named), said.at)


def _establish(desk: Desk, event: PartnershipEstablished, said: Said) -> None:
    id_ = text(event.partnership)
    members = {
        text(member.commune): _membership(
            _enrol(desk, said, text(member.commune), id_), member.role, event.since, said
        )
        for member in event.members
    }
    established = Partnership(
        country=said.country,
        id=id_,
        programme=text(event.programme),
        since=event.since,
        predecessor=text(event.predecessor) if event.predecessor else None,
        sources=event.sources,
        mark=said.mark,
        members=members,
        phases={},
    )
    desk.file(established, said.at)


def _enrol(desk: Desk, said: Said, commune: str, partnership: str) -> Commune:
    """Note on the commune's dossier that it is a member, and return the commune."""
    known = desk.open(Commune, said.country, commune)
    if partnership not in known.partnerships:
        desk.file(replace(known, partnerships=(*known.partnerships, partnership)), said.at)
    return known


def _membership(commune: Commune, role: MemberRole, since: date | None, said: Said) -> Membership:
    return Membership(names=commune.names, role=role, since=since, mark=said.mark)


def _with_member(partnership: Partnership, commune: str, member: Membership) -> Partnership:
    return replace(partnership, members={**partnership.members, commune: member})


def _entered(
    partnership: Partnership, event: PartnershipEnteredPhase, desk: Desk, said: Said
) -> Partnership:
    phase = desk.open(Phase, said.country, event.phase)
    entry = Entry(
        code=phase.code,
        starts_on=phase.starts_on,
        sources=event.sources,
        mark=said.mark,
    )
    return replace(partnership, phases={**partnership.phases, phase.id: entry})


def _moved(partnership: Partnership, event: Status) -> Partnership:
    match event:
        case PartnershipSuspended(since=since, reason=reason, note=note):
            begun = Suspension(reason=_reason(reason), note=note, since=since)
            return replace(partnership, suspensions=(*partnership.suspensions, begun))
        case PartnershipResumed(on=on):
            *earlier, last = partnership.suspensions
            ended = replace(last, until=on)
            return replace(partnership, suspensions=(*earlier, ended))
        case PartnershipTerminated(on=on, reason=reason, by=by, recorded_on_behalf=on_behalf):
            end = Termination(
                on=on,
                reason=reason,
                by=text(by) if by else None,
                recorded_on_behalf=on_behalf,
            )
            return replace(partnership, termination=end)


def _reason(reason: SuspensionReason) -> str:
    return reason.name


def _of(desk: Desk, commune: Commune) -> Iterator[Partnership]:
    for id_ in commune.partnerships:
        yield desk.open(Partnership, commune.country, id_)
