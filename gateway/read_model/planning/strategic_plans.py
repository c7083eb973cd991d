"""Strategic plans of country programmes: versions, and what each commune says to them."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import partial
from typing import ClassVar

import msgspec

from gateway.read_model.dossiers import WORDS, Part, Seated, seated
from gateway.read_model.ids import gid
from gateway.read_model.marks import MARK_COLUMNS, Mark
from gateway.read_model.noted import Noted
from gateway.read_model.planning import chains
from kernel.postgres.rows import Row, Table
from vocabulary.acts import Source
from vocabulary.results import Result

SPEAKER = "planning"

STRATEGIC_PLAN = Table(
    "rm.strategic_plan",
    ("country_code", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "country_programme_id": f"{WORDS} NOT NULL",
        "phase_id": f"{WORDS} NOT NULL",
        "state": "text NOT NULL",
        "version": "int NOT NULL",
        "applicable_version": "int",
        "submitted_on": "date NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
VERSION = Table(
    "rm.strategic_plan_version",
    ("country_code", "strategic_plan_id", "version"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "strategic_plan_id": f"{WORDS} NOT NULL",
        "version": "int NOT NULL",
        "state": "text NOT NULL",
        "content_hash": "text NOT NULL",
        "submitted_on": "date NOT NULL",
        "validated_on": "date",
        "sources": "json NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
POSITION = Table(
    "rm.validation",
    ("country_code", "strategic_plan_id", "version", "commune_id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "strategic_plan_id": f"{WORDS} NOT NULL",
        "version": "int NOT NULL",
        "commune_id": f"{WORDS} NOT NULL",
        "seat": "int NOT NULL",
        "outcome": "text NOT NULL",
        "decided_on": "date",
        "reason": "text",
        "recorded_on_behalf": "boolean NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
TABLES = (STRATEGIC_PLAN, VERSION, POSITION, *chains.TABLES)
INDEXES = (
    "rm.strategic_plan (gid)",
    "rm.strategic_plan (country_code, submitted_on DESC, id)",
    "rm.strategic_plan (country_code, country_programme_id)",
    "rm.validation (country_code, strategic_plan_id, version, seat, commune_id)",
    *chains.INDEXES,
)


class ValidationOutcome(StrEnum):
    """What a commune says to a version; one that objects sends it back to draft."""

    PENDING = "pending"
    VALIDATED = "validated"
    OBJECTED = "objected"


class PlanVersionState(StrEnum):
    """Where a version stands; a superseded one applied until the next was validated."""

    UNDER_VALIDATION = "under_validation"
    OBJECTED_TO = "objected_to"
    VALIDATED = "validated"
    SUPERSEDED = "superseded"


class Position(Noted, frozen=True, kw_only=True):
    """What one commune says to a version."""

    outcome: ValidationOutcome = ValidationOutcome.PENDING
    on: date | None = None
    reason: str | None = None
    recorded_on_behalf: bool = False
    mark: Mark


class PlanVersion(Noted, frozen=True, kw_only=True):
    number: int
    content_hash: str
    chain: tuple[Result, ...]
    submitted_on: date
    sources: tuple[Source, ...]
    positions: Mapping[str, Position]
    """One for each commune that is asked, in their order; later ones join at the end."""
    validated_on: date | None = None
    mark: Mark

    @property
    def progress(self) -> PlanVersionState:
        if self.validated_on:
            return PlanVersionState.VALIDATED
        outcomes = {position.outcome for position in self.positions.values()}
        objected = ValidationOutcome.OBJECTED in outcomes
        return PlanVersionState.OBJECTED_TO if objected else PlanVersionState.UNDER_VALIDATION


class StrategicPlan(Noted, frozen=True, kw_only=True):
    kind: ClassVar[str] = "strategic_plan"
    service: ClassVar[str] = SPEAKER

    country: str
    id: str
    country_programme: str
    phase: str
    versions: Mapping[str, PlanVersion] = msgspec.field(default_factory=dict)
    """By number, as text; the oldest first."""
    mark: Mark

    @property
    def latest(self) -> PlanVersion:
        return list(self.versions.values())[-1]

    @property
    def applicable(self) -> PlanVersion | None:
        """The latest version that every commune has validated."""
        validated = [version for version in self.versions.values() if version.validated_on]
        return validated[-1] if validated else None

    def standing(self, version: PlanVersion) -> PlanVersionState:
        applicable = self.applicable
        passed = version.validated_on and applicable and version.number < applicable.number
        return PlanVersionState.SUPERSEDED if passed else version.progress

    def parts(self) -> Iterable[Part]:
        yield Part(STRATEGIC_PLAN, {None: self}, _row)
        place = {"country_code": self.country, "strategic_plan_id": self.id}
        shown = self.applicable or self.latest
        yield Part(
            VERSION,
            {v.number: (v, self.standing(v)) for v in self.versions.values()},
            partial(_version, place),
        )
        positions = {
            (version.number, commune): at
            for version in self.versions.values()
            for commune, at in seated(version.positions).items()
        }
        yield Part(POSITION, positions, partial(_position, place))
        versions = {v.number: (v.chain, v is shown, v.mark) for v in self.versions.values()}
        yield from chains.parts(place, versions)


def _row(_place: None, plan: StrategicPlan) -> Row:
    latest, applicable = plan.latest, plan.applicable
    return STRATEGIC_PLAN.row(
        country_code=plan.country,
        id=plan.id,
        gid=gid("StrategicPlan", plan.country, plan.id),
        country_programme_id=plan.country_programme,
        phase_id=plan.phase,
        state=latest.progress.name,
        version=latest.number,
        applicable_version=applicable.number if applicable else None,
        submitted_on=latest.submitted_on,
        **plan.mark.columns,
    )


def _version(place: Row, number: int, standing: tuple[PlanVersion, PlanVersionState]) -> Row:
    version, state = standing
    return {
        **place,
        "version": number,
        "state": state.name,
        "content_hash": version.content_hash,
        "submitted_on": version.submitted_on,
        "validated_on": version.validated_on,
        "sources": version.sources,
        **version.mark.columns,
    }


def _position(place: Row, which: tuple[int, str], at: Seated[Position]) -> Row:
    (number, commune), (seat, position) = which, at
    return {
        **place,
        "version": number,
        "commune_id": commune,
        "seat": seat,
        "outcome": position.outcome.name,
        "decided_on": position.on,
        "reason": position.reason,
        "recorded_on_behalf": position.recorded_on_behalf,
        **position.mark.columns,
    }
