"""Who may ask what of a regional group, and what comes of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.authority import ForeignCountry, only_country_unit
from services.partnerships.domain.partnership.state import INITIAL as NO_PARTNERSHIP
from services.partnerships.domain.partnership.state import Partnership
from services.partnerships.domain.programme.refusals import ProgrammeUnknown
from services.partnerships.domain.programme.state import INITIAL as NO_PROGRAMME
from services.partnerships.domain.programme.state import Programme
from services.partnerships.domain.regional_group.belonging import join, leave
from services.partnerships.domain.regional_group.commands import (
    AppointCoordinator,
    Command,
    CorrectNames,
    DissolveRegionalGroup,
    FoundRegionalGroup,
    JoinRegionalGroup,
    LeaveRegionalGroup,
    RenameRegionalGroup,
)
from services.partnerships.domain.regional_group.events import (
    Event,
    GroupCoordinatorAppointed,
    RegionalGroupDissolved,
    RegionalGroupFounded,
)
from services.partnerships.domain.regional_group.naming import correct, rename, there_on
from services.partnerships.domain.regional_group.refusals import (
    AnotherCoordinatorThatDay,
    GroupAlreadyFounded,
    GroupDissolved,
    PartnershipNotInGroup,
)
from services.partnerships.domain.regional_group.state import RegionalGroup, Stay
from vocabulary.dates import happened


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`country` is the unit's own; `elsewhere` what other groups say of the partnership."""

    now: datetime
    country: str
    programme: Programme = NO_PROGRAMME
    partnership: Partnership = NO_PARTNERSHIP
    elsewhere: tuple[Stay, ...] = ()


def may(principal: Principal, _command: Command, _group: RegionalGroup, _facts: Facts) -> None:
    only_country_unit(principal)


def decide(command: Command, group: RegionalGroup, facts: Facts) -> list[Event]:
    match command:
        case FoundRegionalGroup():
            return _found(command, group, facts)
        case _ if group.founding is None:
            raise NotFound
        case JoinRegionalGroup() | LeaveRegionalGroup():
            return _belong(command, group, facts)
        case RenameRegionalGroup():
            happened(facts.now, command.since)
            return rename(command, group)
        case CorrectNames():
            happened(facts.now, command.since)
            return correct(command, group)
        case AppointCoordinator():
            return _appoint(command, group, facts)
        case DissolveRegionalGroup():
            return _dissolve(command, group, facts)
        case _:
            assert_never(command)


def _found(command: FoundRegionalGroup, group: RegionalGroup, facts: Facts) -> list[Event]:
    founded = RegionalGroupFounded(
        programme=command.programme,
        country=command.country,
        names=command.names,
        since=command.since,
        sources=command.sources,
    )
    if group.founding == founded:
        return []
    if group.founding is not None:
        raise GroupAlreadyFounded
    happened(facts.now, command.since)
    if command.country != facts.country:
        raise ForeignCountry(country=command.country)
    if facts.programme.definition is None:
        raise ProgrammeUnknown(programme=str(command.programme))
    return [founded]


def _belong(
    command: JoinRegionalGroup | LeaveRegionalGroup, group: RegionalGroup, facts: Facts
) -> list[Event]:
    match command:
        case JoinRegionalGroup():
            happened(facts.now, command.since, command.until)
            there_on(command.since, group)
            return join(command, group, facts.partnership, facts.elsewhere)
        case LeaveRegionalGroup():
            happened(facts.now, command.until)
            return leave(command, group)
        case _:
            assert_never(command)


def _appoint(command: AppointCoordinator, group: RegionalGroup, facts: Facts) -> list[Event]:
    happened(facts.now, command.since)
    match group.coordinators.get(command.since):
        case None:
            pass
        case already if already == command.partnership:
            return []
        case other:
            raise AnotherCoordinatorThatDay(coordinator=str(other))
    if not any(stay.holds(command.since) for stay in group.of(command.partnership)):
        raise PartnershipNotInGroup(
            partnership=str(command.partnership), on=command.since.isoformat()
        )
    there_on(command.since, group)
    return [GroupCoordinatorAppointed(partnership=command.partnership, since=command.since)]


def _dissolve(command: DissolveRegionalGroup, group: RegionalGroup, facts: Facts) -> list[Event]:
    dissolved = RegionalGroupDissolved(on=command.on, reason=command.reason)
    if group.dissolution == dissolved:
        return []
    if group.dissolution is not None:
        raise GroupDissolved(on=group.dissolution.on.isoformat())
    happened(facts.now, command.on)
    there_on(command.on, group)
    return [dissolved]
