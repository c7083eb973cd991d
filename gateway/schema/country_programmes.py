"""What the communes of a country share in a phase."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, items, relation
from gateway.plans.mapping import Paged, Rel, Via, Within
from gateway.schema.belonging import ITS_COUNTRY
from gateway.schema.communes import Commune
from gateway.schema.names import LaterCountry, LaterPartnership, LaterStrategicPlan
from gateway.schema.programmes import Phase, Programme
from gateway.schema.records import DEMONSTRATION, PROVENANCE, RECORDS, UUID, Record
from gateway.schema.values import Coverage, Money, Source, Term


@strawberry.type(description="Sectors and goal were revised.")
class Revision:
    reason: str = col("reason")
    recorded_at: str = col("recorded_at", description="An ISO 8601 moment.")


@strawberry.type(description="A commune takes part in a country programme.")
class Participation:
    since: date | None = col("since", description="Null where no source gives the day.")
    until: date | None = col("until", description="The first day on which it no longer took part.")
    reason: str | None = col("reason", description="Why it withdrew.")
    sources: list[Source] = items("sources")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(
        Rel("rm.commune", child=("country_code", "id"), parent=("country_code", "commune_id"))
    )
    def commune(self) -> Commune | None: ...


@strawberry.type(
    description="The communes of a country share these sectors and this goal in a phase."
)
class CountryProgramme(Node):
    uuid: strawberry.ID = col("id", description=UUID)
    sectors: list[Term] = items("sectors")
    goal: Term | None = items("goal")
    results: list[Term] = items("results", description="What is to be reached together.")
    operational_costs: Money | None = items("operational_costs", description="Null where unknown.")
    coverage: Coverage | None = items(
        "coverage", description="How complete the list of partnerships is known to be."
    )
    revisions: list[Revision] = items("revisions", description="Why it was changed, oldest first.")
    sources: list[Source] = items("sources")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(ITS_COUNTRY)
    def country(self) -> LaterCountry | None: ...

    @relation(
        Rel("rm.programme", child=("country_code", "id"), parent=("country_code", "programme_id"))
    )
    def programme(self) -> Programme | None: ...

    @relation(Rel("rm.phase", child=("country_code", "id"), parent=("country_code", "phase_id")))
    def phase(self) -> Phase | None: ...

    @relation(
        Paged(
            "rm.participation",
            child=("country_code", "country_programme_id"),
            parent=("country_code", "id"),
            order=("seat", "commune_id"),
            filters={"on": Within("since", "until")},
        )
    )
    def communes(
        self, first: int = 50, after: str | None = None, on: date | None = None
    ) -> Connection[Participation]:
        """Who takes or took part, in the order of admission; `on` a day only those of that day."""

    @relation(
        Paged(
            "rm.partnership",
            child=("country_code", "id"),
            parent=("country_code", "phase_id"),
            via=Via(
                "rm.partnership_phase",
                ("country_code", "phase_id"),
                ("country_code", "partnership_id"),
            ),
            order=("title", "id"),
            filters={"demonstration": "demonstration"},
        )
    )
    def partnerships(
        self, first: int = 50, after: str | None = None, demonstration: bool | None = None
    ) -> Connection[LaterPartnership]:
        """Those that take part in its phase."""

    @relation(
        Rel(
            "rm.strategic_plan",
            child=("country_code", "country_programme_id"),
            parent=("country_code", "id"),
            order=("-submitted_on", "id"),
        )
    )
    def strategic_plan(self) -> LaterStrategicPlan | None:
        """What it is to reach, seen once it is submitted."""

    @relation(RECORDS)
    def records(self, first: int = 20, after: str | None = None) -> Connection[Record]:
        """The events behind it, oldest first."""
