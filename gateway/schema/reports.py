"""Reports on joint action plans, with the figures that they are made of."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, relation
from gateway.plans.mapping import Paged, Rel, Via
from gateway.schema.action_plans import ActionPlan
from gateway.schema.belonging import ITS_PARTNERSHIP
from gateway.schema.communes import Commune
from gateway.schema.enums import ReportState
from gateway.schema.figures import FigureSource
from gateway.schema.partnerships import Partnership
from gateway.schema.programmes import Phase
from gateway.schema.records import DEMONSTRATION, PROVENANCE, RECORDS, UUID, Record
from gateway.schema.results import Indicator
from gateway.schema.reviews import ReportReview


def version_of(column: str) -> Rel:
    return Rel(
        "rm.report_version",
        child=("country_code", "report_id", "version"),
        parent=("country_code", "id", column),
    )


def figures_of(kind: str) -> Paged:
    return Paged(
        "rm.figure_source",
        child=("country_code", "report_id"),
        parent=("country_code", "id"),
        where={"kind": kind},
        order=("version", "item_id"),
        filters={"version": "version", "included": "included"},
    )


@strawberry.type(description="A report on a joint action plan.")
class Report(Node):
    uuid: strawberry.ID = col("id", description=UUID)
    state: ReportState = col("state")
    version: int = col("version", description="The one that is open, under review or accepted.")
    starts_on: date = col("starts_on")
    ends_on: date = col("ends_on", description="The last day of the time it is about.")
    due_on: date | None = col("due_on")
    accepted_on: date | None = col(
        "accepted_on", description="The version that counts; null while none does."
    )
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(
        Rel(
            "rm.action_plan",
            child=("country_code", "id"),
            parent=("country_code", "action_plan_id"),
        )
    )
    def action_plan(self) -> ActionPlan | None: ...

    @relation(ITS_PARTNERSHIP)
    def partnership(self) -> Partnership | None: ...

    @relation(Rel("rm.phase", child=("country_code", "id"), parent=("country_code", "phase_id")))
    def phase(self) -> Phase | None: ...

    @relation(
        Rel(
            "rm.commune",
            child=("country_code", "id"),
            parent=("country_code", "id"),
            via=Via(
                "rm.report_party",
                ("country_code", "report_id"),
                ("country_code", "commune_id"),
            ),
            order=("name", "id"),
            limit=100,
        )
    )
    def parties(self) -> list[Commune]:
        """The communes that are to sign it."""

    @relation(
        Rel(
            "rm.indicator",
            child=("country_code", "id"),
            parent=("country_code", "action_plan_id"),
            via=Via(
                "rm.action_plan_indicator",
                ("country_code", "action_plan_id"),
                ("country_code", "indicator_id"),
            ),
            where={"shown": True},
            order=("place", "id"),
            limit=100,
        )
    )
    def due(self) -> list[Indicator]:
        """The indicators of which it is to have values."""

    @relation(version_of("version"))
    def latest(self) -> ReportReview | None: ...

    @relation(version_of("accepted_version"))
    def accepted(self) -> ReportReview | None:
        """The version whose figures count."""

    @relation(
        Rel(
            "rm.report_version",
            child=("country_code", "report_id"),
            parent=("country_code", "id"),
            order=("version",),
            limit=100,
        )
    )
    def versions(self) -> list[ReportReview]:
        """The oldest first; a return or a reopening opens the next."""

    @relation(figures_of("INDICATOR"))
    def values(
        self,
        first: int = 50,
        after: str | None = None,
        version: int | None = None,
        included: bool | None = None,
    ) -> Connection[FigureSource]:
        """Every value that was submitted with any of its versions."""

    @relation(figures_of("EXPENSE"))
    def expenses(
        self,
        first: int = 50,
        after: str | None = None,
        version: int | None = None,
        included: bool | None = None,
    ) -> Connection[FigureSource]:
        """Every expense that was submitted with any of its versions, in its own currency."""

    @relation(RECORDS)
    def records(self, first: int = 20, after: str | None = None) -> Connection[Record]:
        """The events behind it, oldest first."""
