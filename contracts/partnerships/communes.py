"""Communes and bodies like them: what is published of the register."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, TypeAlias

from vocabulary.acts import Source
from vocabulary.communes import (
    Code,
    Coordinates,
    OrganKind,
)
from vocabulary.identifiers import (
    CommuneId,
)
from vocabulary.text import Text


class ListedKind(StrEnum):
    """The kinds of bodies that version 1 has promised; another one goes as the nearest of them."""

    COMMUNE = "commune"
    VILLE = "ville"
    ARRONDISSEMENT = "arrondissement"
    COLLECTIVITE = "collectivite"
    GROUPING = "grouping"
    PROVINCE = "province"
    INTERMEDIARY = "intermediary"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneRegistered:
    """A commune or a body like it is entered in the register, with its names and codes.

    `exact_kind` says what it is where `kind` has no word for it: `region` beside province,
    `delegated-operator` beside intermediary. Further words may come.
    """

    wire_type: ClassVar[str] = "cic.partnerships.CommuneRegistered.v1"

    commune: CommuneId
    kind: ListedKind
    country: str
    names: Text
    region: str | None = None
    codes: tuple[Code, ...] = ()
    coordinates: Coordinates | None = None
    since: date | None = None
    sources: tuple[Source, ...] = ()
    exact_kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneRenamed:
    """The commune bears the new names from that day; its identity stays."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneRenamed.v1"

    commune: CommuneId
    names: Text
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneNamesCorrected:
    """The names recorded from `recorded_since` were wrong: these hold, from `since` on.

    Where they are the first, the commune is there from `since` on.
    """

    wire_type: ClassVar[str] = "cic.partnerships.CommuneNamesCorrected.v1"

    commune: CommuneId
    recorded_since: date | None
    names: Text
    since: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneCodeAssigned:
    """The commune bears a code of a scheme, from the day named in it where one is."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneCodeAssigned.v1"

    commune: CommuneId
    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneCodeRetired:
    """The code no longer stands for the commune from that day on."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneCodeRetired.v1"

    commune: CommuneId
    scheme: str
    value: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneCodeCorrected:
    """The commune never bore the code of that scheme and value: it bears this one."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneCodeCorrected.v1"

    commune: CommuneId
    scheme: str
    value: str
    code: Code
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneOrganInstalled:
    """From that day this organ decides for the commune, in the names it bears itself."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneOrganInstalled.v1"

    commune: CommuneId
    kind: OrganKind
    names: Text
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneOrganCorrected:
    """The organ recorded from `recorded_since` was wrong: this one decides, from `since` on."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneOrganCorrected.v1"

    commune: CommuneId
    recorded_since: date | None
    kind: OrganKind
    names: Text
    since: date | None
    reason: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunePlacedInRegion:
    """The commune lies in the region, from that day on where a day is known."""

    wire_type: ClassVar[str] = "cic.partnerships.CommunePlacedInRegion.v1"

    commune: CommuneId
    region: str
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunePlaceCorrected:
    """Where the commune lies was recorded wrongly; this is how it stands."""

    wire_type: ClassVar[str] = "cic.partnerships.CommunePlaceCorrected.v1"

    commune: CommuneId
    coordinates: Coordinates | None
    region: str | None
    reason: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneCeased:
    """The commune exists no longer from that day on; the successors take over from it."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneCeased.v1"

    commune: CommuneId
    on: date
    successors: tuple[CommuneId, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneReinstated:
    """The end was recorded by mistake; those that had been named take over no longer."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneReinstated.v1"

    commune: CommuneId
    reason: str
    successors: tuple[CommuneId, ...] = ()


Event: TypeAlias = (
    CommuneRegistered
    | CommuneRenamed
    | CommuneNamesCorrected
    | CommuneCodeAssigned
    | CommuneCodeRetired
    | CommuneCodeCorrected
    | CommuneOrganInstalled
    | CommuneOrganCorrected
    | CommunePlacedInRegion
    | CommunePlaceCorrected
    | CommuneCeased
    | CommuneReinstated
)
