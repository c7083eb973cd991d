"""Acts that a partnership admits, or None where there is none of the kind to draw."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from services.partnerships.domain.partnership.commands import (
    AgreeNoticePeriod,
    ChangeMemberRole,
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
    OperationDelegated,
    OtherProgrammeTagged,
)
from services.partnerships.domain.partnership.state import Partnership
from tests.partnerships.cases import PROGRAMME
from tests.partnerships.exploring.chance import Chance
from tests.partnerships.exploring.world import (
    BELGIAN,
    GONE,
    INTERMEDIARIES,
    PARTNERS,
    PARTNERSHIPS,
    PHASES,
)
from vocabulary.communes import Member, MemberRole, PartnershipState, SuspensionReason

THERE: Final = tuple(body for body in (*BELGIAN, *PARTNERS) if body not in GONE)


def establish(chance: Chance, id_: UUID, now: Partnership) -> Any:
    if now.establishment is not None:
        return None
    sides = [[body for body in side if body not in GONE] for side in (BELGIAN, PARTNERS)]
    chosen = [body for side in sides for body in chance.some_of(side)]
    predecessor = PARTNERSHIPS[0] if chance.happens(0.3) and id_ != PARTNERSHIPS[0] else None
    if predecessor and chance.state("partnership", predecessor).establishment is None:
        predecessor = None
    return EstablishPartnership(
        programme=PROGRAMME,
        country="MA",
        members=tuple(Member(commune=body, role=_role(chance)) for body in chosen),
        since=date(2008, 5, 19) if chance.happens(0.7) else None,
        predecessor=predecessor,
    )


def enter(chance: Chance, _id: UUID, now: Partnership) -> Any:
    left = [phase for phase in PHASES if phase not in now.phases]
    return EnterPhase(phase=chance.one_of(left)) if left and now.establishment else None


def join(chance: Chance, _id: UUID, now: Partnership) -> Any:
    others = [body for body in THERE if body not in now.communes]
    if not others:
        return None
    since = chance.day() if chance.happens(0.7) else None
    return JoinPartnership(commune=chance.one_of(others), role=_role(chance), since=since)


def leave(chance: Chance, _id: UUID, now: Partnership) -> Any:
    sides = [[body for body in now.communes if body in side] for side in (BELGIAN, PARTNERS)]
    free = [body for side in sides if len(side) > 1 for body in side]
    if not free:
        return None
    leaving = chance.one_of(free)
    until = chance.day(now.role_since.get(leaving))
    return LeavePartnership(commune=leaving, until=until, reason="fusion")


def change_role(chance: Chance, _id: UUID, now: Partnership) -> Any:
    if not now.members:
        return None
    member = chance.one_of(now.members)
    lead = member.role is MemberRole.LEAD
    role = MemberRole.ASSOCIATE if lead else MemberRole.LEAD
    since = chance.day(now.role_since.get(member.commune))
    return ChangeMemberRole(commune=member.commune, role=role, since=since)


def name_authorities(chance: Chance, _id: UUID, now: Partnership) -> Any:
    agents = [body for body in now.communes if body in INTERMEDIARIES]
    if not agents:
        return None
    agent = chance.one_of(agents)
    side = BELGIAN if agent in BELGIAN else PARTNERS
    free = [body for body in side if body not in now.communes]
    authorities = chance.some_of(free) if free else ()
    return NameAuthorities(intermediary=agent, authorities=authorities, since=chance.day())


def delegate(chance: Chance, _id: UUID, now: Partnership) -> Any:
    free = [body for body in THERE if body not in now.communes]
    if not free or not now.communes:
        return None
    return DelegateOperation(
        member=chance.one_of(now.communes),
        operator=chance.one_of(free),
        since=chance.day(),
        contract="2018/4",
    )


def end_delegation(chance: Chance, _id: UUID, now: Partnership) -> Any:
    open_ = [each for each in now.delegations.values() if isinstance(each, OperationDelegated)]
    if not open_:
        return None
    ended = chance.one_of(open_)
    return EndDelegation(member=ended.member, until=chance.day(ended.since), reason="fin")


def tag(chance: Chance, _id: UUID, now: Partnership) -> Any:
    if not now.communes:
        return None
    since = chance.day()
    return TagOtherProgramme(
        code=chance.one_of(("vvsg", "eu")),
        names={"fr": "Autre programme"},
        communes=chance.some_of(now.communes),
        since=since,
        until=date(2021, 12, 31) if chance.happens(0.5) else None,
    )


def untag(chance: Chance, _id: UUID, now: Partnership) -> Any:
    tags = [each.code for each in now.tags.values() if isinstance(each, OtherProgrammeTagged)]
    return UntagOtherProgramme(code=chance.one_of(tags), reason="homonyme") if tags else None


def agree_notice(chance: Chance, _id: UUID, now: Partnership) -> Any:
    if now.notice is not None:
        return None
    return AgreeNoticePeriod(days=chance.one_of((0, 30, 90)), on=chance.day())


def give_notice(chance: Chance, _id: UUID, now: Partnership) -> Any:
    if now.notice is not None or not now.communes:
        return None
    return GiveNotice(
        by=chance.one_of(now.communes),
        on=chance.day(),
        reason="autre partenaire",
        on_behalf=chance.on_behalf(),
    )


def withdraw_notice(chance: Chance, _id: UUID, now: Partnership) -> Any:
    if now.notice is None:
        return None
    return WithdrawNotice(by=now.notice.by, on=chance.day(now.notice.on))


def suspend(chance: Chance, _id: UUID, now: Partnership) -> Any:
    if now.state is not PartnershipState.ACTIVE or not now.communes:
        return None
    reason = chance.one_of(tuple(SuspensionReason))
    return SuspendPartnership(since=_turn(chance, now), reason=reason)


def resume(chance: Chance, _id: UUID, now: Partnership) -> Any:
    if now.state is not PartnershipState.SUSPENDED:
        return None
    return ResumePartnership(on=_turn(chance, now))


def terminate(chance: Chance, _id: UUID, now: Partnership) -> Any:
    if now.state is PartnershipState.TERMINATED or not now.communes:
        return None
    on, by = _turn(chance, now), chance.one_of((*now.communes, None))
    if now.notice is not None:
        on = max(on, now.notice.ends_on)
    elif now.notice_days:
        by = None
    return TerminatePartnership(on=on, reason="fin", by=by, on_behalf=chance.on_behalf())


def _role(chance: Chance) -> MemberRole:
    return chance.one_of(tuple(MemberRole))


def _turn(chance: Chance, now: Partnership) -> date:
    return chance.day(now.last_turn.day if now.last_turn else None)


ACTS: Final = (
    (5, establish),
    (10, enter),
    (2, join),
    (2, leave),
    (2, change_role),
    (3, name_authorities),
    (3, delegate),
    (3, end_delegation),
    (2, tag),
    (2, untag),
    (2, agree_notice),
    (2, give_notice),
    (2, withdraw_notice),
    (0.6, suspend),
    (12, resume),
    (0.5, terminate),
)
"""How often each is tried, and what draws it."""
