"""Strategic plans of country programmes, and what each commune says to them."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, items, relation
from gateway.plans.mapping import Paged, Rel
from gateway.schema.belonging import ITS_COUNTRY
from gateway.schema.communes import Commune
from gateway.schema.country_programmes import CountryProgramme
from gateway.schema.enums import PlanVersionState, ResultLevel, ValidationOutcome
from gateway.schema.names import LaterCountry
from gateway.schema.programmes import Phase
from gateway.schema.records import DEMONSTRATION, PROVENANCE, RECORDS, UUID, Record
from gateway.schema.results import Result
from gateway.schema.values import Source
from gateway.schema.versions import ON_BEHALF, PARTY


@strawberry.type(description="What a commune of the country programme says to a version.")
class Validation:
    outcome: ValidationOutcome = col("outcome")
    on: date | None = col("decided_on", description="Null while it is pending.")
    reason: str | None = col("reason", description="Why it objects.")
    recorded_on_behalf: bool = col("recorded_on_behalf", description=ON_BEHALF)
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(PARTY)
    def commune(self) -> Commune | None: ...


@strawberry.type(description="A version of the plan, with its whole results chain.")
class StrategicPlanVersion:
    version: int = col("version")
    state: PlanVersionState = col("state")
    content_hash: str = col("content_hash", description="Of the chain that is validated.")
    submitted_on: date = col("submitted_on")
    validated_on: date | None = col(
        "validated_on", description="The day on which every commune had validated it."
    )
    sources: list[Source] = items("sources")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(
        Paged(
            "rm.validation",
            child=("country_code", "strategic_plan_id", "version"),
            parent=("country_code", "strategic_plan_id", "version"),
            order=("seat", "commune_id"),
            filters={"outcome": "outcome"},
        )
    )
    def validations(
        self,
        first: int = 100,
        after: str | None = None,
        outcome: list[ValidationOutcome] | None = None,
    ) -> Connection[Validation]:
        """One for each commune that is asked: who validated, who objected, who has still to."""

    @relation(
        Paged(
            "rm.result",
            child=("country_code", "strategic_plan_id", "version"),
            parent=("country_code", "strategic_plan_id", "version"),
            order=("place", "id"),
            filters={"level": "level"},
        )
    )
    def results(
        self, first: int = 100, after: str | None = None, level: ResultLevel | None = None
    ) -> Connection[Result]:
        """The chain, in the order of the plan."""


def version_of(column: str) -> Rel:
    return Rel(
        "rm.strategic_plan_version",
        child=("country_code", "strategic_plan_id", "version"),
        parent=("country_code", "id", column),
    )


@strawberry.type(
    description="What a country programme is to reach in a phase; every commune validates it."
)
class StrategicPlan(Node):
    uuid: strawberry.ID = col("id", description=UUID)
    state: PlanVersionState = col("state", description="That of the latest version.")
    version: int = col("version", description="The latest one.")
    submitted_on: date = col("submitted_on", description="The latest version.")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(ITS_COUNTRY)
    def country(self) -> LaterCountry | None: ...

    @relation(
        Rel(
            "rm.country_programme",
            child=("country_code", "id"),
            parent=("country_code", "country_programme_id"),
        )
    )
    def country_programme(self) -> CountryProgramme | None: ...

    @relation(Rel("rm.phase", child=("country_code", "id"), parent=("country_code", "phase_id")))
    def phase(self) -> Phase | None: ...

    @relation(version_of("applicable_version"))
    def applicable(self) -> StrategicPlanVersion | None:
        """The latest version that every commune has validated: action plans derive from it."""

    @relation(version_of("version"))
    def latest(self) -> StrategicPlanVersion | None: ...

    @relation(
        Rel(
            "rm.strategic_plan_version",
            child=("country_code", "strategic_plan_id"),
            parent=("country_code", "id"),
            order=("version",),
            limit=100,
        )
    )
    def versions(self) -> list[StrategicPlanVersion]:
        """Every version that was submitted, the oldest first."""

    @relation(RECORDS)
    def records(self, first: int = 20, after: str | None = None) -> Connection[Record]:
        """The events behind it, oldest first."""
