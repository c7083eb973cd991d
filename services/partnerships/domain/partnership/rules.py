"""Who may ask what of a partnership, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.authority import (
    ForeignCountry,
    ForTheCommuneItself,
    commune_or_on_behalf,
    commune_or_unit,
    is_party,
    only_country_unit,
)
from services.partnerships.domain.commune.refusals import CommuneUnknown
from services.partnerships.domain.dates import happened
from services.partnerships.domain.partnership.commands import (
    Command,
    EnterPhase,
    EstablishPartnership,
    JoinPartnership,
    LeavePartnership,
    ResumePartnership,
    SuspendPartnership,
    TerminatePartnership,
    Turning,
)
from services.partnerships.domain.partnership.events import (
    Event,
    MemberJoined,
    MemberLeft,
    Membership,
    PartnershipEnteredPhase,
    PartnershipEstablished,
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
    Turn,
)
from services.partnerships.domain.partnership.refusals import (
    AlreadyMember,
    LastMemberOfItsSide,
    NoMemberOfTheCountry,
    NotAMember,
    PartnershipAlreadyEstablished,
    PartnershipHasEnded,
    PartnershipNotActive,
    PartnershipNotSuspended,
    PartnershipTurnOutOfOrder,
    PartnershipUnknown,
)
from services.partnerships.domain.partnership.state import Partnership
from services.partnerships.domain.programme.refusals import PhaseUnknown, ProgrammeUnknown
from services.partnerships.domain.programme.state import INITIAL as NO_PROGRAMME
from services.partnerships.domain.programme.state import Programme
from vocabulary.communes import PartnershipState
from vocabulary.identifiers import CommuneId
from vocabulary.roles import COUNTRY_UNIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`country` is the unit's own; `countries` where each registered commune named lies."""

    now: datetime
    country: str
    programme: Programme = NO_PROGRAMME
    countries: Mapping[CommuneId, str] = field(default_factory=dict)
    predecessor_known: bool = True


def may(principal: Principal, command: Command, partnership: Partnership, _facts: Facts) -> None:
    match command:
        case LeavePartnership(commune=commune):
            commune_or_unit(principal, commune)
        case SuspendPartnership() | ResumePartnership():
            _any_member_or_unit(principal, partnership)
        case TerminatePartnership(by=by, on_behalf=on_behalf) if by is not None:
            commune_or_on_behalf(principal, by, on_behalf)
        case _:
            only_country_unit(principal)


def _any_member_or_unit(principal: Principal, partnership: Partnership) -> None:
    members = any(is_party(principal, commune) for commune in partnership.communes)
    if not members and not principal.has(COUNTRY_UNIT):
        raise ForTheCommuneItself


def decide(command: Command, partnership: Partnership, facts: Facts) -> list[Event]:
    match command:
        case EstablishPartnership():
            return _establish(command, partnership, facts)
        case _ if partnership.establishment is None:
            raise NotFound
        case EnterPhase():
            return _enter(command, partnership, facts)
        case JoinPartnership():
            return _join(command, partnership, facts)
        case LeavePartnership():
            return _leave(command, partnership, facts)
        case _:
            return _turn(command, partnership, facts)


def _establish(
    command: EstablishPartnership, partnership: Partnership, facts: Facts
) -> list[Event]:
    communes = [member.commune for member in command.members]
    if unknown := [str(commune) for commune in communes if commune not in facts.countries]:
        raise CommuneUnknown(communes=unknown)
    established = PartnershipEstablished(
        programme=command.programme,
        country=command.country,
        members=tuple(
            Membership(commune=m.commune, role=m.role, country=facts.countries[m.commune])
            for m in command.members
        ),
        since=command.since,
        predecessor=command.predecessor,
        sources=command.sources,
    )
    if partnership.establishment == established:
        return []
    if partnership.establishment is not None:
        raise PartnershipAlreadyEstablished
    _fits(established, facts)
    return [established]


def _fits(established: PartnershipEstablished, facts: Facts) -> None:
    happened(facts.now, established.since)
    if established.country != facts.country:
        raise ForeignCountry(country=established.country)
    if facts.programme.definition is None:
        raise ProgrammeUnknown(programme=str(established.programme))
    if not facts.predecessor_known:
        raise PartnershipUnknown(partnership=str(established.predecessor))
    if all(member.country != established.country for member in established.members):
        raise NoMemberOfTheCountry(country=established.country)


def _enter(command: EnterPhase, partnership: Partnership, facts: Facts) -> list[Event]:
    if command.phase in partnership.phases:
        return []
    _goes_on(partnership)
    if command.phase not in facts.programme.phases:
        raise PhaseUnknown(phase=str(command.phase))
    return [PartnershipEnteredPhase(phase=command.phase, sources=command.sources)]


def _join(command: JoinPartnership, partnership: Partnership, facts: Facts) -> list[Event]:
    country = facts.countries.get(command.commune)
    if country is None:
        raise CommuneUnknown(communes=[str(command.commune)])
    member = Membership(commune=command.commune, role=command.role, country=country)
    joined = MemberJoined(member=member, since=command.since)
    if partnership.moves.get(command.commune) == joined:
        return []
    _goes_on(partnership)
    if command.commune in partnership.communes:
        raise AlreadyMember(commune=str(command.commune))
    happened(facts.now, command.since)
    return [joined]


def _leave(command: LeavePartnership, partnership: Partnership, facts: Facts) -> list[Event]:
    left = MemberLeft(commune=command.commune, until=command.until, reason=command.reason)
    if partnership.moves.get(command.commune) == left:
        return []
    _goes_on(partnership)
    member = next((m for m in partnership.members if m.commune == command.commune), None)
    if member is None:
        raise NotAMember(commune=str(command.commune))
    country = partnership.establishment.country if partnership.establishment else None
    side = [m for m in partnership.members if (m.country == country) == (member.country == country)]
    if side == [member]:
        raise LastMemberOfItsSide(commune=str(command.commune))
    happened(facts.now, command.until)
    return [left]


def _turn(command: Turning, partnership: Partnership, facts: Facts) -> list[Event]:
    turn = _turned(command)
    last = partnership.last_turn
    if last == turn:
        return []
    _goes_on(partnership)
    match command:
        case SuspendPartnership() if partnership.state is not PartnershipState.ACTIVE:
            raise PartnershipNotActive(state=partnership.state.value)
        case ResumePartnership() if partnership.state is not PartnershipState.SUSPENDED:
            raise PartnershipNotSuspended
        case TerminatePartnership(by=by) if by and by not in partnership.communes:
            raise NotAMember(commune=str(by))
    happened(facts.now, turn.day)
    if last is not None and turn.day < last.day:
        raise PartnershipTurnOutOfOrder(last=last.day.isoformat())
    return [turn]


def _turned(command: Turning) -> Turn:
    match command:
        case SuspendPartnership(since=since, reason=reason, note=note):
            return PartnershipSuspended(since=since, reason=reason, note=note)
        case ResumePartnership(on=on):
            return PartnershipResumed(on=on)
        case TerminatePartnership(on=on, reason=reason, by=by, on_behalf=on_behalf):
            return PartnershipTerminated(on=on, reason=reason, by=by, on_behalf=on_behalf)
        case _:
            assert_never(command)


def _goes_on(partnership: Partnership) -> None:
    if partnership.state is PartnershipState.TERMINATED:
        raise PartnershipHasEnded
