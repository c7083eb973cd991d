"""Who may ask what of a partnership, and what comes of it."""

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.authority import ForeignCountry, only_country_unit
from services.partnerships.domain.commune.refusals import CommuneUnknown
from services.partnerships.domain.eligibility import of_the_programme, still_there
from services.partnerships.domain.partnership.arranging import arrange, goes_on, member_of
from services.partnerships.domain.partnership.commands import (
    AgreeNoticePeriod,
    Command,
    DelegateOperation,
    EndDelegation,
    EnterPhase,
    EstablishPartnership,
    GiveNotice,
    JoinPartnership,
    LeavePartnership,
    NameAuthorities,
    ResumePartnership,
    SuspendPartnership,
    TagOtherProgramme,
    TerminatePartnership,
    UntagOtherProgramme,
    WithdrawNotice,
)
from services.partnerships.domain.partnership.events import (
    Event,
    MemberJoined,
    MemberLeft,
    Membership,
    PartnershipEnteredPhase,
    PartnershipEstablished,
)
from services.partnerships.domain.partnership.facts import Facts
from services.partnerships.domain.partnership.refusals import (
    AlreadyMember,
    LastMemberOfItsSide,
    LeftBeforeJoining,
    MembershipsOverlap,
    NoMemberOfTheCountry,
    PartnershipAlreadyEstablished,
    PartnershipUnknown,
)
from services.partnerships.domain.partnership.state import Partnership
from services.partnerships.domain.partnership.turning import notice, turn
from services.partnerships.domain.programme.refusals import PhaseUnknown, ProgrammeUnknown
from vocabulary.authority import (
    ForTheCommuneItself,
    commune_or_on_behalf,
    commune_or_unit,
    is_party,
)
from vocabulary.dates import happened
from vocabulary.programmes import PhaseState
from vocabulary.roles import COUNTRY_UNIT, SCHEDULER


def may(principal: Principal, command: Command, partnership: Partnership, _facts: Facts) -> None:
    """Let each commune act for itself, alike on both sides (P31); the unit keeps the register."""
    match command:
        case LeavePartnership(commune=member) | NameAuthorities(intermediary=member):
            commune_or_unit(principal, member)
        case DelegateOperation(member=member) | EndDelegation(member=member):
            commune_or_unit(principal, member)
        case SuspendPartnership() | ResumePartnership():
            _any_member_or_unit(principal, partnership)
        case TagOtherProgramme() | UntagOtherProgramme():
            _any_member_or_unit(principal, partnership)
        case GiveNotice(by=by) | WithdrawNotice(by=by):
            commune_or_on_behalf(principal, by, command.on_behalf)
        case TerminatePartnership(by=by, on_behalf=on_behalf) if by is not None:
            if not (principal.has(SCHEDULER) and _is_announced(command, partnership)):
                commune_or_on_behalf(principal, by, on_behalf)
        case _:
            only_country_unit(principal)


def _is_announced(command: TerminatePartnership, partnership: Partnership) -> bool:
    """Whether the command only carries out the notice that was given."""
    given = partnership.notice
    return given is not None and (command.by, command.reason) == (given.by, given.reason)


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
        case EnterPhase() | JoinPartnership() | LeavePartnership():
            return _take_part(command, partnership, facts)
        case AgreeNoticePeriod() | GiveNotice() | WithdrawNotice():
            return notice(command, partnership, facts)
        case SuspendPartnership() | ResumePartnership() | TerminatePartnership():
            return turn(command, partnership, facts)
        case _:
            return arrange(command, partnership, facts)


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
    still_there(facts.communes, established.since or facts.now.date())


def _take_part(
    command: EnterPhase | JoinPartnership | LeavePartnership,
    partnership: Partnership,
    facts: Facts,
) -> list[Event]:
    match command:
        case EnterPhase():
            return _enter(command, partnership, facts)
        case JoinPartnership():
            return _join(command, partnership, facts)
        case LeavePartnership():
            return _leave(command, partnership, facts)


def _enter(command: EnterPhase, partnership: Partnership, facts: Facts) -> list[Event]:
    if command.phase in partnership.phases:
        return []
    goes_on(partnership)
    if command.phase not in facts.programme.phases:
        raise PhaseUnknown(phase=str(command.phase))
    rules = facts.programme.phases[command.phase].rules_on(facts.now.date())
    of_the_programme(facts.communes, rules)
    return [PartnershipEnteredPhase(phase=command.phase, sources=command.sources)]


def _join(command: JoinPartnership, partnership: Partnership, facts: Facts) -> list[Event]:
    country = facts.countries.get(command.commune)
    if country is None:
        raise CommuneUnknown(communes=[str(command.commune)])
    member = Membership(commune=command.commune, role=command.role, country=country)
    joined = MemberJoined(member=member, since=command.since)
    if partnership.moves.get(command.commune) == joined:
        return []
    goes_on(partnership)
    if command.commune in partnership.communes:
        raise AlreadyMember(commune=str(command.commune))
    happened(facts.now, command.since)
    _after_it_left(command, partnership)
    still_there(facts.communes, command.since or facts.now.date())
    for phase in (facts.programme.phases.get(id_) for id_ in partnership.phases):
        if phase is not None and phase.state is not PhaseState.CLOSED:
            of_the_programme(facts.communes, phase.rules_on(facts.now.date()))
    return [joined]


def _after_it_left(command: JoinPartnership, partnership: Partnership) -> None:
    last = partnership.moves.get(command.commune)
    if isinstance(last, MemberLeft) and command.since is not None and command.since < last.until:
        raise MembershipsOverlap(left_on=last.until.isoformat())


def _leave(command: LeavePartnership, partnership: Partnership, facts: Facts) -> list[Event]:
    left = MemberLeft(commune=command.commune, until=command.until, reason=command.reason)
    if partnership.moves.get(command.commune) == left:
        return []
    goes_on(partnership)
    member = member_of(partnership, command.commune)
    country = partnership.establishment.country if partnership.establishment else None
    side = [m for m in partnership.members if (m.country == country) == (member.country == country)]
    if side == [member]:
        raise LastMemberOfItsSide(commune=str(command.commune))
    happened(facts.now, command.until)
    since = partnership.role_since.get(command.commune)
    if since is not None and command.until < since:
        raise LeftBeforeJoining(since=since.isoformat())
    return [left]
