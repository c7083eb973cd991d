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


Event: TypeAlias = (
    RegionalGroupFounded
    | RegionalGroupRenamed
    | PartnershipJoinedGroup
    | PartnershipLeftGroup
    | GroupCoordinatorAppointed
    | RegionalGroupDissolved
)
