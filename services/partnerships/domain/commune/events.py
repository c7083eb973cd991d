"""What happens to a commune, as it is stored."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Source
from vocabulary.communes import Code, CommuneKind, Coordinates
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
class CommuneCodeAssigned:
    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneCodeRetired:
    scheme: str
    value: str
    until: date


Event: TypeAlias = CommuneRegistered | CommuneRenamed | CommuneCodeAssigned | CommuneCodeRetired
