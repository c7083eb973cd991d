"""What can be asked of a territorial actor."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Source
from vocabulary.communes import ActorKind
from vocabulary.identifiers import CommuneId
from vocabulary.text import Text, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterTerritorialActor:
    """Enter an organisation at work in the commune, under the names it bears `since` a day.

    The commune itself does so, or its country unit. Names are those of the organisation, never
    of a person.
    """

    commune: CommuneId
    kind: ActorKind
    names: Text
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameTerritorialActor:
    """Record that the organisation bears other names from a day on."""

    names: Text
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectNames:
    """Put right names that were misspelt or wrongly dated, and say why; no change of name happened.

    `recorded_since` is the day from which they are recorded, null where none is; `names` and
    `since` are what holds instead. Where they are the first, the actor is there from `since` on.
    """

    recorded_since: date | None
    names: Text
    since: date | None
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class EndTerritorialActor:
    """Record that the organisation is active no longer from the day `until` on, and why."""

    until: date
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinstateTerritorialActor:
    """Undo an end that was recorded by mistake, and say why."""

    reason: Words


Command: TypeAlias = (
    RegisterTerritorialActor
    | RenameTerritorialActor
    | CorrectNames
    | EndTerritorialActor
    | ReinstateTerritorialActor
)
