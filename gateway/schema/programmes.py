"""Programmes and their phases."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, items, relation, words
from gateway.plans.mapping import Paged, Rel, Via
from gateway.schema.belonging import ITS_COUNTRY
from gateway.schema.enums import PhaseState, SuspensionReason
from gateway.schema.names import LaterCountry, LaterPartnership
from gateway.schema.records import DEMONSTRATION, PROVENANCE, RECORDS, UUID, Record
from gateway.schema.values import LocalizedText, Source, Term


@strawberry.type(description="A period of a programme with its own funding and rules.")
class Phase(Node):
    uuid: strawberry.ID = col("id", description=UUID)
    code: str = col("code", description="Such as 2022-2026.")
    starts_on: date = col("starts_on")
    ends_on: date = col("ends_on", description="The last day.")
    state: PhaseState = col("state")
    state_since: date | None = col("state_since")
    suspension_reason: SuspensionReason | None = col("suspension_reason")
    suspension_note: str | None = col("suspension_note")
    sources: list[Source] = items("sources")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(
        Rel(
            "rm.programme",
            child=("country_code", "id"),
            parent=("country_code", "programme_id"),
        )
    )
    def programme(self) -> "Programme | None":
        """The programme it is a phase of."""

    @relation(
        Paged(
            "rm.partnership",
            child=("country_code", "id"),
            parent=("country_code", "id"),
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
        self, first: int = 20, after: str | None = None, demonstration: bool | None = None
    ) -> Connection[LaterPartnership]:
        """Those of this country that take part in the phase."""


@strawberry.type(description="A programme as a country's unit runs it.")
class Programme(Node):
    uuid: strawberry.ID = col("id", description=UUID)
    name: str = words("names", description="In a language, else in French, else in any.")
    names: list[LocalizedText] = items("all_names")
    funder: str = col("funder")
    associations: list[str] = col("associations", description="Who accompanies the communes.")
    pillars: list[Term] = items("pillars", description="Inseparable: a protocol covers them all.")
    principles: list[Term] = items("principles", description="What every protocol recites.")
    prior_deliberation_of: list[str] = col(
        "prior_deliberation_of",
        description="Countries whose communes decide to cooperate before they sign.",
    )
    sources: list[Source] = items("sources")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(ITS_COUNTRY)
    def country(self) -> LaterCountry | None:
        """The country whose unit runs it."""

    @relation(
        Rel(
            "rm.phase",
            child=("country_code", "programme_id"),
            parent=("country_code", "id"),
            order=("starts_on", "id"),
            limit=100,
        )
    )
    def phases(self) -> list[Phase]:
        """The oldest first."""

    @relation(RECORDS)
    def records(self, first: int = 20, after: str | None = None) -> Connection[Record]:
        """The events behind the programme and its phases, oldest first."""
