"""What can be asked of a commune."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Source
from vocabulary.codes import CountryCode
from vocabulary.communes import Code, CommuneKind, Coordinates
from vocabulary.text import Text, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCommune:
    """Enter a commune or a similar body, under the names and codes it bears `since` a day.

    Leave out what no source gives: an unknown day or place is not guessed.
    """

    kind: CommuneKind
    country: CountryCode
    names: Text
    region: Words | None = None
    codes: tuple[Code, ...] = ()
    coordinates: Coordinates | None = None
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameCommune:
    """Record that the commune bears other names from a day on; its identity stays."""

    names: Text
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCode:
    """Record a code of the commune; a scheme gives it one code at a time."""

    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireCode:
    """Record that a code no longer holds from the day `until` on."""

    scheme: Words
    value: Words
    until: date


Command: TypeAlias = RegisterCommune | RenameCommune | AssignCode | RetireCode
