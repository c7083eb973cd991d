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
from vocabulary.results import Indicator, Result
from vocabulary.rules import Rules
from vocabulary.templates import DocumentKind, Wording
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
    mark: str | None
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The wording of a kind of document, as the programme has it from a day on."""

    id: UUID
    document: DocumentKind
    adopted_on: date
    wording: Wording
    sources: tuple[Source, ...]
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesOfPhase:
    """`since` is empty where they hold from the first day of the phase."""

    phase: str
    since: date | None
    rules: Rules
    sources: tuple[Source, ...]
    mark: str | None
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

    def enters(self, phase: str) -> bool:
        return any(stay.phase == phase for stay in self.pairs[0].stays)


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """A commune that exists no longer; its successor goes on in the partnerships `continued`."""

    ceased: Commune
    on: date
    successor: Commune
    continued: tuple[Partnership, ...]
    sources: tuple[Source, ...]
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A commune that takes part in a country while no source names its counterpart."""

    country: str
    commune: Commune
    stays: tuple[Stay, ...]
    sources: tuple[Source, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Validation:
    """A commune's validation of a strategic plan, and what proves it."""

    commune: Commune
    on: date
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategicPlan:
    """The results framework of a country programme; results and indicators go by their codes.

    `submitted_on` is empty where it stays a draft. `validations` are those of version 1.
    """

    id: UUID
    programme: CountryProgramme
    chain: tuple[Result, ...]
    drafted_on: date
    submitted_on: date | None
    validations: tuple[Validation, ...]
    sources: tuple[Source, ...]
    mark: str | None
    origin: str

    @property
    def results(self) -> dict[str, Result]:
        return {result.code: result for result in self.chain}

    @property
    def indicators(self) -> dict[str, Indicator]:
        return {each.code: each for result in self.chain for each in result.indicators}


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMembership:
    """A partnership in a regional group; days where a source gives them."""

    partnership: Partnership
    since: date | None
    until: date | None
    sources: tuple[Source, ...]
    mark: str | None
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalGroup:
    """Partnerships of a country that plan activities together."""

    id: UUID
    country: str
    names: dict[str, str]
    since: date | None
    memberships: tuple[GroupMembership, ...]
    sources: tuple[Source, ...]
    mark: str | None
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """All that a programme's pack says."""

    programme: Programme
    country_programmes: tuple[CountryProgramme, ...]
    communes: Mapping[str, Commune]
    partnerships: tuple[Partnership, ...]
    participants: tuple[Participant, ...]
    strategic_plans: tuple[StrategicPlan, ...] = ()
    models: tuple[Model, ...] = ()
    phase_rules: tuple[RulesOfPhase, ...] = ()
    successions: tuple[Succession, ...] = ()
    regional_groups: tuple[RegionalGroup, ...] = ()

    def partnership(self, belgian: str, partner: str) -> Partnership | None:
        """Return the partnership of which these two are members."""
        for partnership in self.partnerships:
            for pair in partnership.pairs:
                if (pair.belgian.name, pair.partner.name) == (belgian, partner):
                    return partnership
        return None

    def country_programme(self, country: str, phase: str) -> CountryProgramme | None:
        for each in self.country_programmes:
            if (each.country, each.phase) == (country, phase):
                return each
        return None

    def taking_part(self, programme: CountryProgramme) -> tuple[Commune, ...]:
        """Return the communes that the pack admits to the country programme, each once."""
        found: dict[UUID, Commune] = {}
        for partnership in self.partnerships:
            if partnership.country == programme.country and partnership.enters(programme.phase):
                found |= {id_: commune for id_, (commune, _) in partnership.members.items()}
        for each in self.participants:
            phases = {stay.phase for stay in each.stays}
            if each.country == programme.country and programme.phase in phases:
                found[each.commune.id] = each.commune
        return tuple(found.values())
