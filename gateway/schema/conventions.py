"""Specific conventions (convention spécifique), and the action plans that they hold."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, items, relation
from gateway.plans.mapping import Rel
from gateway.schema.budgets import BudgetLine
from gateway.schema.communes import Commune
from gateway.schema.enums import ConventionState
from gateway.schema.names import LaterActionPlan, LaterConvention
from gateway.schema.partnerships import Partnership
from gateway.schema.protocols import Protocol
from gateway.schema.records import DEMONSTRATION, PROVENANCE, RECORDS, UUID, Record
from gateway.schema.versions import ON_BEHALF, PARTY


@strawberry.type(description="A party has signed a version of the convention.")
class ConventionSignature:
    function: str = col("function", description="The signatory's; persons are not shown.")
    acting_for: str = col("acting_for", description="The body, such as Collège communal.")
    place: str = col("place")
    on: date = col("signed_on")
    content_hash: str = col("content_hash")
    recorded_on_behalf: bool = col("recorded_on_behalf", description=ON_BEHALF)
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(PARTY)
    def party(self) -> Commune | None: ...


@strawberry.type(description="An action plan is annexed, by its content, to a version.")
class Annex:
    version: int = col("version", description="Of the convention.")
    on: date = col("annexed_on")
    content_hash: str = col("content_hash", description="Of the action plan.")
    recorded_on_behalf: bool = col("recorded_on_behalf", description=ON_BEHALF)
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(PARTY)
    def party(self) -> Commune | None:
        """Who annexed it; all parties had agreed to the plan."""

    @relation(
        Rel("rm.convention", child=("country_code", "id"), parent=("country_code", "convention_id"))
    )
    def convention(self) -> LaterConvention | None: ...

    @relation(
        Rel(
            "rm.action_plan",
            child=("country_code", "id"),
            parent=("country_code", "action_plan_id"),
        )
    )
    def action_plan(self) -> LaterActionPlan | None: ...


@strawberry.type(description="A version of the convention, signed again by every party.")
class ConventionVersion:
    version: int = col("version")
    state: ConventionState = col("state")
    content_hash: str = col("content_hash")
    concluded_on: date | None = col("concluded_on")
    budget_lines: list[BudgetLine] = items(
        "budget_lines", description="Seen once the version is concluded."
    )
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(
        Rel(
            "rm.convention_signature",
            child=("country_code", "convention_id", "version"),
            parent=("country_code", "convention_id", "version"),
            order=("seat", "commune_id"),
            limit=100,
        )
    )
    def signatures(self) -> list[ConventionSignature]: ...

    @relation(
        Rel(
            "rm.annex",
            child=("country_code", "convention_id", "version"),
            parent=("country_code", "convention_id", "version"),
            order=("seat", "action_plan_id"),
            limit=100,
        )
    )
    def annexes(self) -> list[Annex]:
        """In the order in which they were annexed."""


@strawberry.type(
    description="A specific convention (convention spécifique) of a partnership. Where a field "
    "speaks of the text, it is the latest version that is concluded, else the latest."
)
class Convention(Node):
    uuid: strawberry.ID = col("id", description=UUID)
    state: ConventionState = col("state")
    version: int = col("version")
    concluded_on: date | None = col("concluded_on")
    budget_lines: list[BudgetLine] = items("budget_lines")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(
        Rel(
            "rm.partnership",
            child=("country_code", "id"),
            parent=("country_code", "partnership_id"),
        )
    )
    def partnership(self) -> Partnership | None: ...

    @relation(
        Rel("rm.protocol", child=("country_code", "id"), parent=("country_code", "protocol_id"))
    )
    def protocol(self) -> Protocol | None: ...

    @relation(
        Rel(
            "rm.convention_version",
            child=("country_code", "convention_id"),
            parent=("country_code", "id"),
            order=("version",),
            limit=100,
        )
    )
    def versions(self) -> list[ConventionVersion]:
        """The oldest first."""

    @relation(RECORDS)
    def records(self, first: int = 20, after: str | None = None) -> Connection[Record]:
        """The events behind it, oldest first."""
