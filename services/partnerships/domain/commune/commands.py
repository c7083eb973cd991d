"""What can be asked of a commune."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Source
from vocabulary.codes import CountryCode
from vocabulary.communes import Code, CommuneKind, Coordinates, OrganKind, Successors
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
class CorrectNames:
    """Put right names that were misspelt or wrongly dated, and say why; no change of name happened.

    `recorded_since` is the day from which they are recorded, null where none is; `names` and
    `since` are what holds instead. Where they are the first, the commune is there from `since` on.
    """

    recorded_since: date | None
    names: Text
    since: date | None
    reason: Words


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectCode:
    """Put another code in the place of one that was recorded wrongly, and say why.

    `scheme` and `value` are those of the wrong one; a code that was right and ended is retired.
    """

    scheme: Words
    value: Words
    code: Code
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallOrgan:
    """Record which organ decides for the commune from a day on, under the name it bears.

    Leave `since` out for the organ that was there from the first day known. A special delegation
    (délégation spéciale) that takes the place of a council is installed like the council after it.
    """

    kind: OrganKind
    names: Text
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectOrgan:
    """Put right the organ recorded from the day `recorded_since`, and say why.

    `kind`, `names` and `since` are what holds instead, all three, also where only one was wrong.
    """

    recorded_since: date | None
    kind: OrganKind
    names: Text
    since: date | None
    reason: Words
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceInRegion:
    """Record in which region the commune lies, from a day on where that changed."""

    region: Words
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectPlace:
    """Put right where the commune lies, as both are to stand from now on, and say why.

    The region is that of the latest days; null takes away what no source gives.
    """

    coordinates: Coordinates | None
    region: Words | None
    reason: Words
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CeaseCommune:
    """Record that the commune exists no longer from the day `on`, and who takes over from it.

    Communes that merge each name the new one; a commune that is absorbed names the one that
    absorbs it; one that is divided names all parts. What it took part in stays readable.
    """

    on: date
    successors: Successors = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinstateCommune:
    """Undo an end that was recorded by mistake, and say why."""

    reason: Words


Correction: TypeAlias = CorrectNames | CorrectCode | CorrectOrgan | CorrectPlace
Command: TypeAlias = (
    RegisterCommune
    | RenameCommune
    | AssignCode
    | RetireCode
    | InstallOrgan
    | PlaceInRegion
    | Correction
    | CeaseCommune
    | ReinstateCommune
)
