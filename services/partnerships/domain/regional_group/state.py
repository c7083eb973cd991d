"""What is known of a regional group, from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.partnerships.domain.regional_group.events import (
    Event,
    GroupCoordinatorAppointed,
    OfNames,
    PartnershipJoinedGroup,
    PartnershipLeftGroup,
    RegionalGroupDissolved,
    RegionalGroupFounded,
    RegionalGroupNamesCorrected,
    RegionalGroupRenamed,
)
from vocabulary.identifiers import PartnershipId, RegionalGroupId
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A time in a group: from `since` on and no longer on `until`, null where unknown or open.

    `group` is another one than the group that has it, else None.
    """

    partnership: PartnershipId
    since: date | None
    until: date | None
    group: RegionalGroupId | None = None

    @property
    def days(self) -> tuple[date, date]:
        return self.since or date.min, self.until or date.max

    def holds(self, day: date) -> bool:
        first, end = self.days
        return first <= day < end

    def overlaps(self, other: "Stay") -> bool:
        (first, end), (start, stop) = self.days, other.days
        return first < stop and start < end


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalGroup:
    """`coordinators` by the day from which they coordinate."""

    founding: RegionalGroupFounded | None = None
    names: Mapping[date | None, Text] = field(default_factory=dict)
    stays: tuple[Stay, ...] = ()
    coordinators: Mapping[date, PartnershipId] = field(default_factory=dict)
    departures: Mapping[PartnershipId, PartnershipLeftGroup] = field(default_factory=dict)
    dissolution: RegionalGroupDissolved | None = None

    @property
    def first_day(self) -> date | None:
        """The day from which it exists, None where no source gives it."""
        return min(self.names, key=lambda day: day or date.min, default=None)

    def of(self, partnership: PartnershipId) -> tuple[Stay, ...]:
        return tuple(stay for stay in self.stays if stay.partnership == partnership)


INITIAL = RegionalGroup()


def evolve(group: RegionalGroup, event: Event) -> RegionalGroup:
    match event:
        case RegionalGroupFounded(names=names, since=since):
            return replace(group, founding=event, names={since: names})
        case RegionalGroupRenamed() | RegionalGroupNamesCorrected():
            return replace(group, names=_names(group.names, event))
        case PartnershipJoinedGroup(partnership=joined, since=since, until=until):
            stay = Stay(partnership=joined, since=since, until=until)
            return replace(group, stays=(*group.stays, stay))
        case PartnershipLeftGroup():
            return _left(group, event)
        case GroupCoordinatorAppointed(partnership=partnership, since=since):
            return replace(group, coordinators={**group.coordinators, since: partnership})
        case RegionalGroupDissolved():
            return replace(group, dissolution=event)


def _names(names: Mapping[date | None, Text], event: OfNames) -> Mapping[date | None, Text]:
    match event:
        case RegionalGroupRenamed():
            others = names
        case RegionalGroupNamesCorrected(recorded_since=wrong):
            others = {day: each for day, each in names.items() if day != wrong}
    return {**others, event.since: event.names}


def _left(group: RegionalGroup, event: PartnershipLeftGroup) -> RegionalGroup:
    stays = tuple(
        replace(stay, until=event.until)
        if stay.partnership == event.partnership and stay.until is None
        else stay
        for stay in group.stays
    )
    departures = {**group.departures, event.partnership: event}
    return replace(group, stays=stays, departures=departures)
