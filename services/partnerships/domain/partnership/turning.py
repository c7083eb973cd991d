"""Suspend, resume and end a partnership; the same notice is given by either side (P31)."""

from datetime import date, timedelta
from typing import assert_never

from services.partnerships.domain.partnership.arranging import goes_on, member_of
from services.partnerships.domain.partnership.commands import (
    AgreeNoticePeriod,
    GiveNotice,
    Noticing,
    ResumePartnership,
    SuspendPartnership,
    TerminatePartnership,
    Turning,
    WithdrawNotice,
)
from services.partnerships.domain.partnership.events import (
    Event,
    NoticeGiven,
    NoticePeriodAgreed,
    NoticeWithdrawn,
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
    Turn,
)
from services.partnerships.domain.partnership.facts import Facts
from services.partnerships.domain.partnership.refusals import (
    NoNoticeGiven,
    NoticeAlreadyGiven,
    NoticePeriodRuns,
    PartnershipNotActive,
    PartnershipNotSuspended,
    PartnershipTurnOutOfOrder,
    TerminationBeforeNotice,
)
from services.partnerships.domain.partnership.state import Partnership
from vocabulary.communes import PartnershipState
from vocabulary.dates import happened


def turn(command: Turning, partnership: Partnership, facts: Facts) -> list[Event]:
    turned = _turned(command)
    last = partnership.last_turn
    if last == turned:
        return []
    goes_on(partnership)
    match command:
        case SuspendPartnership() if partnership.state is not PartnershipState.ACTIVE:
            raise PartnershipNotActive(state=partnership.state.value)
        case ResumePartnership() if partnership.state is not PartnershipState.SUSPENDED:
            raise PartnershipNotSuspended
        case TerminatePartnership(by=by) if by is not None:
            member_of(partnership, by)
            _after_notice(command.on, partnership, facts)
    happened(facts.now, turned.day)
    if last is not None and turned.day < last.day:
        raise PartnershipTurnOutOfOrder(last=last.day.isoformat())
    return [turned]


def notice(command: Noticing, partnership: Partnership, facts: Facts) -> list[Event]:
    match command:
        case AgreeNoticePeriod(days=days, on=on):
            if partnership.notice_days == days:
                return []
            goes_on(partnership)
            if partnership.notice is not None:
                raise NoticePeriodRuns(ends_on=partnership.notice.ends_on.isoformat())
            happened(facts.now, on)
            return [NoticePeriodAgreed(days=days, on=on)]
        case GiveNotice():
            return _give(command, partnership, facts)
        case WithdrawNotice():
            return _withdraw(command, partnership, facts)
        case _:
            assert_never(command)


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


def _notice_days(on: date, partnership: Partnership, facts: Facts) -> int:
    """Return what the partners have agreed, else what the programme lays down for that day."""
    if partnership.notice_days is not None:
        return partnership.notice_days
    for phase in (facts.programme.phases.get(id_) for id_ in partnership.phases):
        if phase and phase.plan.starts_on <= on <= phase.plan.ends_on:
            rules = phase.rules_on(on)
            return (rules.notice_days if rules else None) or 0
    return 0


def _after_notice(on: date, partnership: Partnership, facts: Facts) -> None:
    """Refuse to end the partnership before the notice, given by whichever side, is over."""
    if partnership.notice is not None:
        if on < partnership.notice.ends_on:
            raise TerminationBeforeNotice(ends_on=partnership.notice.ends_on.isoformat())
    elif days := _notice_days(on, partnership, facts):
        raise TerminationBeforeNotice(notice_days=days)


def _give(command: GiveNotice, partnership: Partnership, facts: Facts) -> list[Event]:
    happened(facts.now, command.on)
    earliest = command.on + timedelta(days=_notice_days(command.on, partnership, facts))
    given = NoticeGiven(
        by=command.by,
        on=command.on,
        ends_on=command.ends_on or earliest,
        reason=command.reason,
        on_behalf=command.on_behalf,
    )
    if (running := partnership.notice) is not None:
        if running == given:
            return []
        raise NoticeAlreadyGiven(by=str(running.by), ends_on=running.ends_on.isoformat())
    goes_on(partnership)
    member_of(partnership, command.by)
    if given.ends_on < earliest:
        raise TerminationBeforeNotice(ends_on=earliest.isoformat())
    return [given]


def _withdraw(command: WithdrawNotice, partnership: Partnership, facts: Facts) -> list[Event]:
    withdrawn = NoticeWithdrawn(by=command.by, on=command.on, on_behalf=command.on_behalf)
    if partnership.notice is None and partnership.withdrawn == withdrawn:
        return []
    goes_on(partnership)
    if partnership.notice is None or partnership.notice.by != command.by:
        raise NoNoticeGiven(by=str(command.by))
    happened(facts.now, command.on)
    return [withdrawn]
