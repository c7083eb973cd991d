"""Totals that can be opened: what is added up, and all that stands behind it."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, items, relation
from gateway.plans.mapping import Paged, Rel
from gateway.schema.belonging import ITS_COUNTRY, ITS_PARTNERSHIP
from gateway.schema.communes import Commune
from gateway.schema.enums import CostClass, FigureKind, LeftOut
from gateway.schema.names import LaterCountry, LaterReport
from gateway.schema.partnerships import Partnership
from gateway.schema.records import DEMONSTRATION, PROVENANCE, Record
from gateway.schema.results import Indicator
from gateway.schema.reviews import ReportReview

INDICATOR = Rel(
    "rm.indicator",
    child=("country_code", "id"),
    parent=("country_code", "indicator_id"),
    where={"shown": True},
    order=("strategic_plan_id",),
)


@strawberry.type(description="One dimension of a part, such as sex: female.")
class PartBy:
    dimension: str = col("dimension")
    part: str = col("part")


@strawberry.type(description="A part of a value by the indicator's dimensions.")
class ValuePart:
    value: str = col("value", description="An exact decimal, as text.")
    by: list[PartBy] = items("by")


@strawberry.type(
    description="A value or an expense that was submitted with a version of a report, and whether "
    "the figure counts it. Only what stands in the latest accepted version does."
)
class FigureSource:
    kind: FigureKind = col("kind")
    included: bool = col("included")
    reason: LeftOut | None = col("reason", description="Why it is not counted.")
    value: str | None = col(
        "value", text=True, description="An exact decimal, as text; null where not measured."
    )
    unit: str = col("unit", description="Of an expense, its currency (ISO 4217).")
    year: int = col("year")
    correction: int = col("correction", description="How often it was written, from 1 on.")
    not_measured: str | None = col("not_measured", description="Why there is no value.")
    parts: list[ValuePart] = items("slices")
    cost_class: CostClass | None = col("cost_class")
    spent_on: date | None = col("spent_on")
    document: str | None = col("document", description="Reference of what proves the expense.")
    budget_line: strawberry.ID | None = col("budget_line_id")
    warnings: list[str] = col("warnings", description="What is unusual, though not against a rule.")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(INDICATOR)
    def indicator(self) -> Indicator | None: ...

    @relation(
        Rel("rm.commune", child=("country_code", "id"), parent=("country_code", "commune_id"))
    )
    def commune(self) -> Commune | None:
        """Whose value it is; null where it is that of the whole partnership."""

    @relation(ITS_PARTNERSHIP)
    def partnership(self) -> Partnership | None: ...

    @relation(Rel("rm.report", child=("country_code", "id"), parent=("country_code", "report_id")))
    def report(self) -> LaterReport | None: ...

    @relation(
        Rel(
            "rm.report_version",
            child=("country_code", "report_id", "version"),
            parent=("country_code", "report_id", "version"),
        )
    )
    def report_version(self) -> ReportReview | None:
        """The version with which it was submitted, and what became of it."""

    @relation(
        Rel(
            "rm.record",
            child=("country_code", "position"),
            parent=("country_code", "position"),
            where={"service": "reporting"},
        )
    )
    def event(self) -> Record | None:
        """The event with which the unit told it."""


@strawberry.type(
    description="A total of accepted values in one year. What differs in unit, in currency, or in "
    "being made up for demonstration is never added up: it is a figure of its own."
)
class Figure(Node):
    kind: FigureKind = col("kind")
    year: int = col("year")
    unit: str = col("unit", description="Of expenses, the currency (ISO 4217).")
    value: str | None = col(
        "value",
        text=True,
        description="An exact decimal, as text: the sum of the sources that are included. Null "
        "while nothing is accepted; that is not 0.",
    )
    expected: int | None = col(
        "expected", description="How many reports are to have it; null for expenses."
    )
    received: int = col("received", description="How many reports it comes from.")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)

    @relation(ITS_COUNTRY)
    def country(self) -> LaterCountry | None: ...

    @relation(INDICATOR)
    def indicator(self) -> Indicator | None:
        """As the applicable strategic plan has it; null for expenses."""

    @relation(
        Paged(
            "rm.figure_source",
            child=("country_code", "figure_id"),
            parent=("country_code", "id"),
            order=("report_id", "version", "item_id"),
            filters={"included": "included", "reason": "reason"},
        )
    )
    def sources(
        self,
        first: int = 20,
        after: str | None = None,
        included: bool | None = None,
        reason: list[LeftOut] | None = None,
    ) -> Connection[FigureSource]:
        """All that was ever submitted of it, counted or not."""
