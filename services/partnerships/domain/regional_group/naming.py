"""The names of a group: other ones from a day on, and those that were recorded wrongly."""

from datetime import date

from services.partnerships.domain.regional_group.commands import CorrectNames, RenameRegionalGroup
from services.partnerships.domain.regional_group.events import (
    Event,
    RegionalGroupNamesCorrected,
    RegionalGroupRenamed,
)
from services.partnerships.domain.regional_group.refusals import (
    BeforeGroupWasFounded,
    GroupDissolved,
    GroupNamesUnknown,
    GroupRenamedThatDay,
)
from services.partnerships.domain.regional_group.state import RegionalGroup


def rename(command: RenameRegionalGroup, group: RegionalGroup) -> list[Event]:
    if group.names.get(command.since) == command.names:
        return []
    if command.since in group.names:
        raise GroupRenamedThatDay(since=command.since.isoformat())
    there_on(command.since, group)
    return [RegionalGroupRenamed(names=command.names, since=command.since)]


def correct(command: CorrectNames, group: RegionalGroup) -> list[Event]:
    wrong, since, names = command.recorded_since, command.since, group.names
    moves = wrong != since
    if names.get(since) == command.names and not (moves and wrong in names):
        return []
    if wrong not in names:
        raise GroupNamesUnknown(days=[day.isoformat() if day else None for day in names])
    if moves and since in names:
        raise GroupRenamedThatDay(since=since.isoformat() if since else None)
    if wrong == group.first_day:
        _nothing_before(since, group)
    else:
        there_on(since or date.min, group)
    corrected = RegionalGroupNamesCorrected(
        recorded_since=wrong, names=command.names, since=since, reason=command.reason
    )
    return [corrected]


def there_on(day: date | None, group: RegionalGroup) -> None:
    """Refuse a day on which the group does not exist."""
    since = group.first_day
    if day is not None and since is not None and day < since:
        raise BeforeGroupWasFounded(since=since.isoformat())
    if group.dissolution is not None and (day is None or day >= group.dissolution.on):
        raise GroupDissolved(on=group.dissolution.on.isoformat())


def _nothing_before(first: date | None, group: RegionalGroup) -> None:
    if first is None:
        return
    if group.dissolution is not None and first >= group.dissolution.on:
        raise GroupDissolved(on=group.dissolution.on.isoformat())
    later = [day for day in group.names if day != group.first_day]
    days = [*later, *group.coordinators, *(stay.since for stay in group.stays)]
    if earlier := sorted(day for day in days if day is not None and day < first):
        raise BeforeGroupWasFounded(since=first.isoformat(), recorded=earlier[0].isoformat())
