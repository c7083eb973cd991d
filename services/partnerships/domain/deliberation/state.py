"""What is known of a deliberation, from its events."""

from dataclasses import dataclass, replace

from services.partnerships.domain.deliberation.events import (
    DeliberationCorrected,
    DeliberationRecorded,
    DeliberationWithdrawn,
    Event,
)
from vocabulary.deliberations import DeliberationContent
from vocabulary.identifiers import CommuneId


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliberation:
    """`content` is the latest; `by_commune` whether the commune itself stands by it."""

    recorded: DeliberationRecorded | None = None
    content: DeliberationContent | None = None
    by_commune: bool = False
    withdrawn: bool = False

    @property
    def commune(self) -> CommuneId | None:
        return self.recorded.commune if self.recorded else None


INITIAL = Deliberation()


def evolve(deliberation: Deliberation, event: Event) -> Deliberation:
    match event:
        case DeliberationRecorded(content=content, on_behalf=on_behalf):
            return Deliberation(recorded=event, content=content, by_commune=on_behalf is None)
        case DeliberationCorrected(content=content, by_commune=by_commune):
            return replace(deliberation, content=content, by_commune=by_commune)
        case DeliberationWithdrawn():
            return replace(deliberation, withdrawn=True)
