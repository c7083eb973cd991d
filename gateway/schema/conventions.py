"""Specific conventions (convention spécifique), and the action plans that they hold."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, items, relation, words
from gateway.plans.mapping import Rel
from gateway.schema.belonging import ITS_PARTNERSHIP
from gateway.schema.budgets import BudgetLine
from gateway.schema.communes import Commune
from gateway.schema.enums import ConventionState, CostClass
from gateway.schema.names import LaterActionPlan, LaterConvention
from gateway.schema.partnerships import Partnership
from gateway.schema.protocols import Protocol
from gateway.schema.records import DEMONSTRATION, PROVENANCE, RECORDS, UUID, Record
from gateway.schema.values import Evidence, Money
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


@strawberry.type(description="What of a budget line is meant for one year and class of cost.")
class Allotment:
    line: strawberry.ID = col("line", description="The budget line's id.")
    year: int = col("year")
    cost_class: CostClass = col("cost_class")
    amount: str = col("amount", description="In the line's currency; an exact decimal, as text.")


@strawberry.type(description="An advance that has arrived.")
class AdvanceReceipt:
    amount: Money | None = items("amount")
    on: date = col("on")


@strawberry.type(description="A payment in advance, as the convention schedules it.")
class Advance:
    code: str = col("code")
    due_on: date = col("due_on")
    amount: Money | None = items("amount")
    condition: str | None = words("condition", description="Where one is agreed.")
    received: AdvanceReceipt | None = items("received", description="Null until it has arrived.")


@strawberry.type(description="How much of the budget a source of money carries.")
class BudgetShare:
    source: str = col("source")
    percentage: str = col("percentage", description="An exact decimal, as text.")
    party: strawberry.ID | None = col(
        "party", description="The commune's uuid, where the source is a party."
    )


@strawberry.type(description="The rules on personal data, annexed as a document.")
class DataProtectionAnnex:
    document: Evidence | None = items("document")
    version: int = col("version", description="Of the convention; it goes on with those after.")
    on: date = col("on")
    recorded_on_behalf: bool = col("recorded_on_behalf", description=ON_BEHALF)


@strawberry.type(description="Given up before every party had signed.")
class Abandonment:
    on: date = col("on")
    reason: str = col("reason")
    recorded_on_behalf: bool = col("recorded_on_behalf", description=ON_BEHALF)


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
    closed_on: date | None = col("closed_on", description="All under it is settled.")
    abandonment: Abandonment | None = items("abandonment")
    budget_lines: list[BudgetLine] = items("budget_lines")
    allotments: list[Allotment] = items(
        "allotments", description="The budget by line, year and class of cost, where agreed."
    )
    advances: list[Advance] = items("advances", description="The schedule, and what arrived of it.")
    shares: list[BudgetShare] = items("shares", description="Who bears which part, where agreed.")
    eligible_cost_classes: list[CostClass] = col(
        "eligible_cost_classes", description="Empty where every class of the programme may be used."
    )
    data_protection: DataProtectionAnnex | None = items(
        "data_protection", description="Null as long as it is missing."
    )
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(ITS_PARTNERSHIP)
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
