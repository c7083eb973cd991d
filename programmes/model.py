"""What a pack says, once it has been read as a whole and found right.

A `mark` says what of a statement is not official: `inferred`, `memory`, `planned` or `candidate`,
with the reason after a colon. It travels as the provenance of the commands that state it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from vocabulary.acts import Source
from vocabulary.communes import Code, CommuneKind, Coordinates, MemberRole
from vocabulary.money import Money
from vocabulary.terms import Term


class Mark(StrEnum):
    INFERRED = "inferred"
    MEMORY = "memory"
    PLANNED = "planned"
    CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    id: UUID
    country: str
    kind: CommuneKind
    names: Mapping[str, str]
    region: str | None
    codes: tuple[Code, ...]
    coordinates: Coordinates | None
    sources: tuple[Source, ...]
    origin: str

    @property
    def name(self) -> str:
        return self.names["fr"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseStep:
    """`verb` is open, suspend, resume, begin-closing or close."""

    verb: str
    on: date
    reason: str | None
    note: str | None
    mark: str | None
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    id: UUID
    code: str
    starts_on: date
    ends_on: date
    sources: tuple[Source, ...]
    steps: tuple[PhaseStep, ...]
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    id: UUID
    names: Mapping[str, str]
    funder: str
    associations: tuple[str, ...]
    pillars: tuple[Term, ...]
    principles: tuple[Term, ...]
    sectors: Mapping[str, Term]
    prior_deliberation_of: tuple[str, ...]
    phases: Mapping[str, Phase]
    cited: Mapping[str, str]
    sources: tuple[Source, ...]
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """How many partnerships a source states; None where it states none."""

    partnerships: int | None
    source: str
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryProgramme:
    id: UUID
    country: str
    phase: str
    sectors: tuple[Term, ...]
    goal: Term | None
    results: tuple[Term, ...]
    operational_costs: Money | None
    stated: Stated | None
    sources: tuple[Source, ...]
    mark: str | None
    origin: str


@dataclass(frozen=True, slots=True)
class Stay:
    """A part taken in a phase."""

    phase: str
    mark: Mark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One row of partnerships.csv: two members of a partnership, which may have several rows."""

    partnership: UUID
    country: str
    belgian: Commune
    belgian_role: MemberRole
    partner: Commune
    partner_role: MemberRole
    stays: tuple[Stay, ...]
    mark: Mark | None
    predecessor: str | None
    ending: "Ending | None"
    sources: tuple[Source, ...]
    confidence: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    on: date
    by: Commune | None
    reason: str
    mark: Mark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    id: UUID
    country: str
    pairs: tuple[Pair, ...]
    predecessor: UUID | None

    @property
    def members(self) -> dict[UUID, tuple[Commune, MemberRole]]:
        """The members, Belgian ones first, each once."""
        belgian = {pair.belgian.id: (pair.belgian, pair.belgian_role) for pair in self.pairs}
        partners = {pair.partner.id: (pair.partner, pair.partner_role) for pair in self.pairs}
        return belgian | partners


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A commune that takes part in a country while no source names its counterpart."""

    country: str
    commune: Commune
    stays: tuple[Stay, ...]
    sources: tuple[Source, ...]
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """All that a programme's pack says."""

    programme: Programme
    country_programmes: tuple[CountryProgramme, ...]
    communes: Mapping[str, Commune]
    partnerships: tuple[Partnership, ...]
    participants: tuple[Participant, ...]
