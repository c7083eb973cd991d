"""Communes and bodies like them: what is published of the register."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from vocabulary.acts import Source
from vocabulary.communes import (
    Code,
    CommuneKind,
    Coordinates,
)
from vocabulary.identifiers import (
    CommuneId,
)
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneRegistered:
    """A commune or a body like it is entered in the register, with its names and codes."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneRegistered.v1"

    commune: CommuneId
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
    """The commune bears the new names from that day; its identity stays."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneRenamed.v1"

    commune: CommuneId
    names: Text
    since: date


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


Event: TypeAlias = CommuneRegistered | CommuneRenamed | CommuneCodeAssigned | CommuneCodeRetired
