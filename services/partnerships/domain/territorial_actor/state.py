"""What is known of a territorial actor, from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.partnerships.domain.territorial_actor.events import (
    Event,
    TerritorialActorEnded,
    TerritorialActorNamesCorrected,
    TerritorialActorRegistered,
    TerritorialActorReinstated,
    TerritorialActorRenamed,
)
from vocabulary.identifiers import CommuneId
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritorialActor:
    """`names` by the day from which they are borne, None where the first day is unknown."""

    registration: TerritorialActorRegistered | None = None
    names: Mapping[date | None, Text] = field(default_factory=dict)
    last: TerritorialActorEnded | TerritorialActorReinstated | None = None

    @property
    def commune(self) -> CommuneId | None:
        return self.registration.commune if self.registration else None

    @property
    def first_day(self) -> date | None:
        """The day from which it is registered, None where no source gives it."""
        return min(self.names, key=lambda day: day or date.min, default=None)

    @property
    def end(self) -> TerritorialActorEnded | None:
        return self.last if isinstance(self.last, TerritorialActorEnded) else None


INITIAL = TerritorialActor()


def evolve(actor: TerritorialActor, event: Event) -> TerritorialActor:
    match event:
        case TerritorialActorRegistered(names=names, since=since):
            return replace(actor, registration=event, names={since: names})
        case TerritorialActorRenamed(names=names, since=since):
            return replace(actor, names={**actor.names, since: names})
        case TerritorialActorNamesCorrected(recorded_since=wrong, names=names, since=since):
            others = {day: each for day, each in actor.names.items() if day != wrong}
            return replace(actor, names={**others, since: names})
        case TerritorialActorEnded() | TerritorialActorReinstated():
            return replace(actor, last=event)
