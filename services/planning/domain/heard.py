"""What partnerships has said, as far as rules of planning depend on it.

Each piece names the last event that changed it: a decision records the latest it relied on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.communes import PartnershipState
from vocabulary.identifiers import (
    CommuneId,
    CountryProgrammeId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
    ProtocolId,
)
from vocabulary.programmes import PhaseState
from vocabulary.reliance import Reliance
from vocabulary.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryProgramme:
    """`communes` are those that take part now, in the order of their admission."""

    id: CountryProgrammeId
    programme: ProgrammeId
    phase: PhaseId
    country: str
    communes: tuple[CommuneId, ...]
    heard: Reliance


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRules:
    """What the programme lays down from a day on."""

    since: date
    rules: Rules


def holding(laid_down: Iterable[DatedRules], day: date) -> Rules:
    """Return the rules that hold on the day, of those in the order of their days."""
    return next((each.rules for each in [*laid_down][::-1] if each.since <= day), Rules())


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """`rules` are in the order of their days."""

    id: PhaseId
    code: str
    starts_on: date
    ends_on: date
    state: PhaseState
    rules: tuple[DatedRules, ...] = ()
    heard: Reliance

    def rules_on(self, day: date) -> Rules:
        """Return what the programme lays down on that day; nothing where it has not said."""
        return holding(self.rules, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    id: PartnershipId
    programme: ProgrammeId
    country: str
    members: tuple[CommuneId, ...]
    phases: tuple[PhaseId, ...]
    state: PartnershipState
    heard: Reliance


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """`ratified` are the parties whose council has ratified the text last tabled.

    `in_force_since` is the first day on which any version binds, null while none does.
    """

    id: ProtocolId
    parties: tuple[CommuneId, ...]
    ratified: tuple[CommuneId, ...]
    in_force_since: date | None
    expired_on: date | None
    heard: Reliance

    @property
    def awaiting(self) -> tuple[CommuneId, ...]:
        """The parties whose council has still to ratify."""
        return tuple(party for party in self.parties if party not in self.ratified)

    def binds(self, on: date) -> bool:
        """Whether it is in force on that day."""
        begun = self.in_force_since is not None and self.in_force_since <= on
        return begun and (self.expired_on is None or on <= self.expired_on)


Heard: TypeAlias = CountryProgramme | Phase | Partnership | Protocol


def relied_on(*pieces: Heard | None) -> tuple[Reliance, ...]:
    """Return the latest event of each source that the pieces rest on."""
    latest: dict[str, int] = {}
    for piece in pieces:
        if piece is not None:
            source, position = piece.heard.source, piece.heard.position
            latest[source] = max(position, latest.get(source, 0))
    return tuple(Reliance(source=source, position=latest[source]) for source in sorted(latest))
