"""Joint action plans (plan d'action commun): agreed by all parties over one content."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, items, relation, words
from gateway.plans.mapping import Rel, Via
from gateway.schema.belonging import ITS_PARTNERSHIP
from gateway.schema.budgets import BudgetLine
from gateway.schema.communes import Commune
from gateway.schema.conventions import Annex
from gateway.schema.enums import ActionPlanState
from gateway.schema.names import LaterReport
from gateway.schema.partnerships import Partnership
from gateway.schema.programmes import Phase
from gateway.schema.protocols import Protocol
from gateway.schema.records import DEMONSTRATION, PROVENANCE, RECORDS, UUID, Record
from gateway.schema.results import Indicator
from gateway.schema.strategic_plans import StrategicPlanVersion
from gateway.schema.versions import ON_BEHALF, PARTY


@strawberry.type(description="A party has agreed to the present content.")
class ActionPlanAgreement:
    on: date = col("agreed_on")
    content_hash: str = col("content_hash")
    recorded_on_behalf: bool = col("recorded_on_behalf", description=ON_BEHALF)
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(PARTY)
    def party(self) -> Commune | None: ...


@strawberry.type(description="What the parties set out to do.")
class Action:
    code: str = col("code")
    text: str = words("text")
    results: list[strawberry.ID] = col(
        "results", description="Ids of the results of the strategic plan that it serves."
    )


@strawberry.type(
    description="A joint action plan (plan d'action commun). Its content is seen once all parties "
    "have agreed to it and it is submitted."
)
class ActionPlan(Node):
    uuid: strawberry.ID = col("id", description=UUID)
    state: ActionPlanState = col("state")
    state_since: date = col("state_since")
    not_yet_annexed: bool = col(
        "not_yet_annexed",
        description="Warning: it is submitted, and no convention is known to hold it.",
    )
    content_hash: str = col("content_hash", description="Of what is agreed on.")
    title: str | None = words("titles", description="Null until it is submitted.")
    starts_on: date | None = col("starts_on")
    ends_on: date | None = col("ends_on")
    actions: list[Action] = items("actions")
    budget_lines: list[BudgetLine] = items("budget_lines")
    submitted_on: date | None = col("submitted_on")
    adopted_on: date | None = col("adopted_on")
    ended_on: date | None = col("ended_on", description="Superseded or completed.")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(ITS_PARTNERSHIP)
    def partnership(self) -> Partnership | None: ...

    @relation(
        Rel("rm.protocol", child=("country_code", "id"), parent=("country_code", "protocol_id"))
    )
    def protocol(self) -> Protocol | None:
        """The protocol in force under which it was submitted."""

    @relation(Rel("rm.phase", child=("country_code", "id"), parent=("country_code", "phase_id")))
    def phase(self) -> Phase | None: ...

    @relation(
        Rel(
            "rm.strategic_plan_version",
            child=("country_code", "strategic_plan_id", "version"),
            parent=("country_code", "strategic_plan_id", "strategic_plan_version"),
        )
    )
    def strategic_plan(self) -> StrategicPlanVersion | None:
        """The version of the strategic plan that it derives from."""

    @relation(
        Rel(
            "rm.action_plan_agreement",
            child=("country_code", "action_plan_id"),
            parent=("country_code", "id"),
            order=("seat", "commune_id"),
            limit=100,
        )
    )
    def agreements(self) -> list[ActionPlanAgreement]:
        """Who has agreed to the present content; a change of it voids them."""

    @relation(
        Rel(
            "rm.indicator",
            child=("country_code", "id"),
            parent=("country_code", "id"),
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
    def indicators(self) -> list[Indicator]: ...

    @relation(
        Rel(
            "rm.annex",
            child=("country_code", "action_plan_id"),
            parent=("country_code", "id"),
            order=("annexed_on", "convention_id", "version"),
            limit=100,
        )
    )
    def annexed_to(self) -> list[Annex]:
        """The versions of the specific convention that hold it."""

    @relation(
        Rel(
            "rm.action_plan",
            child=("country_code", "id"),
            parent=("country_code", "superseded_by_id"),
        )
    )
    def superseded_by(self) -> "ActionPlan | None": ...

    @relation(
        Rel(
            "rm.report",
            child=("country_code", "action_plan_id"),
            parent=("country_code", "id"),
            order=("-starts_on", "id"),
            limit=100,
        )
    )
    def reports(self) -> list[LaterReport]: ...

    @relation(RECORDS)
    def records(self, first: int = 20, after: str | None = None) -> Connection[Record]:
        """The events behind it, oldest first."""
