"""Groups of partnerships that plan activities together: what is published of them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from vocabulary.acts import Source
from vocabulary.identifiers import PartnershipId, ProgrammeId, RegionalGroupId
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalGroupFounded:
    """A group of partnerships of the country; `since` is null where no source gives the day."""

    wire_type: ClassVar[str] = "cic.partnerships.RegionalGroupFounded.v1"

    regional_group: RegionalGroupId
    programme: ProgrammeId
    country: str
    names: Text
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalGroupRenamed:
    """The group bears the new names from that day."""

    wire_type: ClassVar[str] = "cic.partnerships.RegionalGroupRenamed.v1"

    regional_group: RegionalGroupId
    names: Text
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalGroupNamesCorrected:
    """The names recorded from `recorded_since` were wrong: these hold, from `since` on.

    Where they are the first, the group is there from `since` on.
    """

    wire_type: ClassVar[str] = "cic.partnerships.RegionalGroupNamesCorrected.v1"

    regional_group: RegionalGroupId
    recorded_since: date | None
    names: Text
    since: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipJoinedGroup:
    """The partnership belongs to the group from `since` on and no longer on `until`.

    It belongs to one group of its programme at a time.
    """

    wire_type: ClassVar[str] = "cic.partnerships.PartnershipJoinedGroup.v1"

    regional_group: RegionalGroupId
    partnership: PartnershipId
    since: date | None = None
    until: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipLeftGroup:
    """The partnership belongs to the group no longer from that day on."""

    wire_type: ClassVar[str] = "cic.partnerships.PartnershipLeftGroup.v1"

    regional_group: RegionalGroupId
    partnership: PartnershipId
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCoordinatorAppointed:
    """The partnership coordinates the group from that day on, in the place of another."""

    wire_type: ClassVar[str] = "cic.partnerships.GroupCoordinatorAppointed.v1"

    regional_group: RegionalGroupId
    partnership: PartnershipId
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalGroupDissolved:
    """The group ends on that day."""

    wire_type: ClassVar[str] = "cic.partnerships.RegionalGroupDissolved.v1"

    regional_group: RegionalGroupId
    on: date
    reason: str


Event: TypeAlias = (
    RegionalGroupFounded
    | RegionalGroupRenamed
    | RegionalGroupNamesCorrected
    | PartnershipJoinedGroup
    | PartnershipLeftGroup
    | GroupCoordinatorAppointed
    | RegionalGroupDissolved
)
