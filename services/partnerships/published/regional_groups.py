"""Regional groups, as others hear of them."""

from contracts.partnerships import regional_groups as contracts
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
from vocabulary.identifiers import RegionalGroupId


def regional_group_contract(id_: RegionalGroupId, event: Event) -> contracts.Event:
    match event:
        case RegionalGroupFounded():
            return contracts.RegionalGroupFounded(
                regional_group=id_,
                programme=event.programme,
                country=event.country,
                names=event.names,
                since=event.since,
                sources=event.sources,
            )
        case RegionalGroupRenamed() | RegionalGroupNamesCorrected():
            return _named(id_, event)
        case PartnershipJoinedGroup():
            return contracts.PartnershipJoinedGroup(
                regional_group=id_,
                partnership=event.partnership,
                since=event.since,
                until=event.until,
                sources=event.sources,
            )
        case PartnershipLeftGroup(partnership=partnership, until=until, reason=reason):
            return contracts.PartnershipLeftGroup(
                regional_group=id_, partnership=partnership, until=until, reason=reason
            )
        case GroupCoordinatorAppointed(partnership=partnership, since=since):
            return contracts.GroupCoordinatorAppointed(
                regional_group=id_, partnership=partnership, since=since
            )
        case RegionalGroupDissolved(on=on, reason=reason):
            return contracts.RegionalGroupDissolved(regional_group=id_, on=on, reason=reason)


def _named(id_: RegionalGroupId, event: OfNames) -> contracts.Event:
    match event:
        case RegionalGroupRenamed(names=names, since=since):
            return contracts.RegionalGroupRenamed(regional_group=id_, names=names, since=since)
        case RegionalGroupNamesCorrected():
            return contracts.RegionalGroupNamesCorrected(
                regional_group=id_,
                recorded_since=event.recorded_since,
                names=event.names,
                since=event.since,
                reason=event.reason,
            )
