"""The results chain: what is aimed at, how it is measured, and what was reached."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

import strawberry

from gateway.plans.fields import Node, col, inline, items, relation, words
from gateway.plans.mapping import Rel
from gateway.schema.enums import ResultLevel
from gateway.schema.names import LaterFigure, LaterStrategicPlan
from gateway.schema.records import DEMONSTRATION, PROVENANCE

UNOFFICIAL = "Languages whose text is a translation of ours, not of the source."
PLAN = Rel(
    "rm.strategic_plan", child=("country_code", "id"), parent=("country_code", "strategic_plan_id")
)


@strawberry.type(description="What is to be reached in a year.")
class Target:
    year: int = col("year")
    value: str = col("value", description="An exact decimal, as text.")


@strawberry.type(description="Where things stood. Unknown is not 0.")
class Baseline:
    known: bool = col("baseline_known")
    value: str | None = col("baseline_value", description="An exact decimal, as text.")
    year: int | None = col("baseline_year")
    note: str | None = col("baseline_note", description="How it is to be collected, if unknown.")


@strawberry.type(description="An objectively verifiable indicator in one version of the plan.")
class Indicator(Node):
    version: int = col("version", description="Of the strategic plan.")
    code: str = col("code")
    text: str = words("texts")
    unofficial: list[str] = col("unofficial", description=UNOFFICIAL)
    unit: str = col("unit")
    baseline: Baseline = inline()
    targets: list[Target] = items("targets", description="One a year, in the order of years.")
    source_of_verification: str = col("source_of_verification")
    responsible: str | None = col("responsible")
    dimensions: list[str] = col("dimensions", description="How values are broken down.")
    lowest: str | None = col("lowest", description="No value lies below.")
    highest: str | None = col("highest", description="No value lies above.")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(PLAN)
    def strategic_plan(self) -> LaterStrategicPlan | None: ...

    @relation(
        Rel(
            "rm.result",
            child=("country_code", "strategic_plan_id", "version", "id"),
            parent=("country_code", "strategic_plan_id", "version", "result_id"),
        )
    )
    def result(self) -> "Result | None": ...

    @relation(
        Rel(
            "rm.figure",
            child=("country_code", "indicator_id"),
            parent=("country_code", "id"),
            order=("year", "id"),
            filters={"year": "year", "demonstration": "demonstration"},
            limit=100,
        )
    )
    def figures(
        self, year: int | None = None, demonstration: bool | None = None
    ) -> list[LaterFigure]:
        """What was accepted, by year and unit; the real and what was made up are apart."""


@strawberry.type(description="One link of the results chain, in one version of the plan.")
class Result(Node):
    version: int = col("version", description="Of the strategic plan.")
    level: ResultLevel = col("level")
    code: str = col("code")
    text: str = words("texts")
    unofficial: list[str] = col("unofficial", description=UNOFFICIAL)
    assumptions: list[str] = col("assumptions")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(PLAN)
    def strategic_plan(self) -> LaterStrategicPlan | None: ...

    @relation(
        Rel(
            "rm.result",
            child=("country_code", "strategic_plan_id", "version", "id"),
            parent=("country_code", "strategic_plan_id", "version", "parent_id"),
        )
    )
    def parent(self) -> "Result | None":
        """The result it contributes to."""

    @relation(
        Rel(
            "rm.result",
            child=("country_code", "strategic_plan_id", "version", "parent_id"),
            parent=("country_code", "strategic_plan_id", "version", "id"),
            order=("place", "id"),
            limit=100,
        )
    )
    def parts(self) -> "list[Result]":
        """The results that contribute to it."""

    @relation(
        Rel(
            "rm.indicator",
            child=("country_code", "strategic_plan_id", "version", "result_id"),
            parent=("country_code", "strategic_plan_id", "version", "id"),
            order=("place", "id"),
            limit=100,
        )
    )
    def indicators(self) -> list[Indicator]: ...
