"""What can be asked of a regional group."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Source
from vocabulary.codes import CountryCode
from vocabulary.identifiers import PartnershipId, ProgrammeId
from vocabulary.text import Text, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRegionalGroup:
    """Enter a group of partnerships of the country that plan activities together."""

    programme: ProgrammeId
    country: CountryCode
    names: Text
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameRegionalGroup:
    """Record that the group bears other names from a day on."""

    names: Text
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectNames:
    """Put right names that were misspelt or wrongly dated, and say why; no change of name happened.

    `recorded_since` is the day from which they are recorded, null where none is; `names` and
    `since` are what holds instead. Where they are the first, the group exists from `since` on.
    """

    recorded_since: date | None
    names: Text
    since: date | None
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRegionalGroup:
    """Record that a partnership belongs to the group, from a day on and to a day where known.

    A partnership belongs to one group of its programme at a time.
    """

    partnership: PartnershipId
    since: date | None = None
    until: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveRegionalGroup:
    """Record that a partnership belongs to the group no longer from the day `until` on."""

    partnership: PartnershipId
    until: date
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointCoordinator:
    """Record which partnership of the group coordinates it from a day on."""

    partnership: PartnershipId
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DissolveRegionalGroup:
    """Record that the group ends on a day, and why; what it did stays readable."""

    on: date
    reason: Words


Command: TypeAlias = (
    FoundRegionalGroup
    | RenameRegionalGroup
    | CorrectNames
    | JoinRegionalGroup
    | LeaveRegionalGroup
    | AppointCoordinator
    | DissolveRegionalGroup
)
