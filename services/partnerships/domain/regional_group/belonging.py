"""Which partnerships belong to a group, and when: to one group at a time."""

from services.partnerships.domain.partnership.refusals import (
    PartnershipHasEnded,
    PartnershipUnknown,
)
from services.partnerships.domain.partnership.state import Partnership
from services.partnerships.domain.regional_group.commands import (
    JoinRegionalGroup,
    LeaveRegionalGroup,
)
from services.partnerships.domain.regional_group.events import (
    Event,
    PartnershipJoinedGroup,
    PartnershipLeftGroup,
)
from services.partnerships.domain.regional_group.refusals import (
    MembershipEndsBeforeItStarts,
    OverlappingMembership,
    PartnershipNotInGroup,
    PartnershipOfElsewhere,
)
from services.partnerships.domain.regional_group.state import RegionalGroup, Stay
from vocabulary.communes import PartnershipState


def join(
    command: JoinRegionalGroup,
    group: RegionalGroup,
    partnership: Partnership,
    elsewhere: tuple[Stay, ...],
) -> list[Event]:
    stay = Stay(partnership=command.partnership, since=command.since, until=command.until)
    if stay in group.stays:
        return []
    _fits(command, group, partnership)
    first, end = stay.days
    if end <= first:
        raise MembershipEndsBeforeItStarts(since=first.isoformat())
    for other in (*group.of(command.partnership), *elsewhere):
        if stay.overlaps(other):
            raise OverlappingMembership(
                group=str(other.group) if other.group else None,
                since=other.since.isoformat() if other.since else None,
                until=other.until.isoformat() if other.until else None,
            )
    return [
        PartnershipJoinedGroup(
            partnership=command.partnership,
            since=command.since,
            until=command.until,
            sources=command.sources,
        )
    ]


def _fits(command: JoinRegionalGroup, group: RegionalGroup, partnership: Partnership) -> None:
    established, founding = partnership.establishment, group.founding
    if established is None or founding is None:
        raise PartnershipUnknown(partnership=str(command.partnership))
    own = (founding.country, founding.programme)
    if (established.country, established.programme) != own:
        raise PartnershipOfElsewhere(partnership=str(command.partnership))
    if partnership.state is PartnershipState.TERMINATED and command.until is None:
        raise PartnershipHasEnded


def leave(command: LeaveRegionalGroup, group: RegionalGroup) -> list[Event]:
    left = PartnershipLeftGroup(
        partnership=command.partnership, until=command.until, reason=command.reason
    )
    if group.departures.get(command.partnership) == left:
        return []
    present = [stay for stay in group.of(command.partnership) if stay.until is None]
    if not present:
        raise PartnershipNotInGroup(partnership=str(command.partnership))
    if present[0].since is not None and command.until <= present[0].since:
        raise MembershipEndsBeforeItStarts(since=present[0].since.isoformat())
    return [left]
