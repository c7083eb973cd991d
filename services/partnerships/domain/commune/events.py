"""What happens to a commune, as it is stored."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Source
from vocabulary.communes import Code, CommuneKind, Coordinates, OrganKind
from vocabulary.identifiers import CommuneId
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneRegistered:
    kind: CommuneKind
    country: str
    names: Text
    region: str | None = None
    codes: tuple[Code, ...] = ()
    coordinates: Coordinates | None = None
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneRenamed:
    names: Text
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneNamesCorrected:
    """The names recorded from `recorded_since` were wrong: these hold, from `since` on."""

    recorded_since: date | None
    names: Text
    since: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneCodeAssigned:
    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneCodeRetired:
    scheme: str
    value: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneCodeCorrected:
    """The commune never bore the code of that scheme and value: it bears this one."""

    scheme: str
    value: str
    code: Code
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneOrganInstalled:
    kind: OrganKind
    names: Text
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneOrganCorrected:
    """The organ recorded from `recorded_since` was wrong: this one decides, from `since` on."""

    recorded_since: date | None
    kind: OrganKind
    names: Text
    since: date | None
    reason: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunePlacedInRegion:
    region: str
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunePlaceCorrected:
    coordinates: Coordinates | None
    region: str | None
    reason: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneCeased:
    on: date
    successors: tuple[CommuneId, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneReinstated:
    """`successors` are those that had been named and take over no longer."""

    reason: str
    successors: tuple[CommuneId, ...] = ()


OfItsStanding: TypeAlias = (
    CommuneOrganInstalled
    | CommuneOrganCorrected
    | CommunePlacedInRegion
    | CommunePlaceCorrected
    | CommuneCeased
    | CommuneReinstated
)
OfItsCodes: TypeAlias = CommuneCodeAssigned | CommuneCodeRetired | CommuneCodeCorrected
Event: TypeAlias = (
    CommuneRegistered | CommuneRenamed | CommuneNamesCorrected | OfItsCodes | OfItsStanding
)
