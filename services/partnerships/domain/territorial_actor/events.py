"""What happens to a territorial actor, as it is stored."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Source
from vocabulary.communes import ActorKind
from vocabulary.identifiers import CommuneId
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritorialActorRegistered:
    commune: CommuneId
    kind: ActorKind
    names: Text
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritorialActorRenamed:
    names: Text
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritorialActorNamesCorrected:
    """The names recorded from `recorded_since` were wrong: these hold, from `since` on."""

    recorded_since: date | None
    names: Text
    since: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritorialActorEnded:
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritorialActorReinstated:
    reason: str


Event: TypeAlias = (
    TerritorialActorRegistered
    | TerritorialActorRenamed
    | TerritorialActorNamesCorrected
    | TerritorialActorEnded
    | TerritorialActorReinstated
)
