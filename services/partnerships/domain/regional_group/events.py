"""What happens to a regional group, as it is stored."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Source
from vocabulary.identifiers import PartnershipId, ProgrammeId
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalGroupFounded:
    programme: ProgrammeId
    country: str
    names: Text
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalGroupRenamed:
    names: Text
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalGroupNamesCorrected:
    """The names recorded from `recorded_since` were wrong: these hold, from `since` on."""

    recorded_since: date | None
    names: Text
    since: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipJoinedGroup:
    partnership: PartnershipId
    since: date | None = None
    until: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipLeftGroup:
    partnership: PartnershipId
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCoordinatorAppointed:
    partnership: PartnershipId
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalGroupDissolved:
    on: date
    reason: str


OfNames: TypeAlias = RegionalGroupRenamed | RegionalGroupNamesCorrected
Event: TypeAlias = (
    RegionalGroupFounded
    | OfNames
    | PartnershipJoinedGroup
    | PartnershipLeftGroup
    | GroupCoordinatorAppointed
    | RegionalGroupDissolved
)
