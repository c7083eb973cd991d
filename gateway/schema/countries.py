"""The view of one country, and how old it is."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import datetime

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import col, count, inline, relation
from gateway.plans.mapping import Compare, Count, Paged, Rel
from gateway.schema import lists
from gateway.schema.action_plans import ActionPlan
from gateway.schema.communes import Commune
from gateway.schema.conventions import Convention
from gateway.schema.country_programmes import CountryProgramme
from gateway.schema.enums import (
    ActionPlanState,
    CommuneKind,
    ConventionState,
    FigureKind,
    PartnershipState,
    ProtocolState,
    ReportState,
)
from gateway.schema.figures import Figure
from gateway.schema.partnerships import Partnership
from gateway.schema.programmes import Programme
from gateway.schema.protocols import Protocol
from gateway.schema.records import Record, timeline
from gateway.schema.regional_groups import RegionalGroup
from gateway.schema.reports import Report
from gateway.schema.results import Indicator
from gateway.schema.strategic_plans import StrategicPlan

KNOWN_UNTIL = "All that was recorded until this moment is shown; null before anything is heard."
HELD_BACK = "How many events could not be applied and wait for someone; what they say is missing."
LAG = "How many recorded events are known to exist and not yet shown, at most."
STALE = "True when it has sent no heartbeat for 30 seconds: what is shown may be out of date."


@strawberry.type(description="How far one service of a unit is known.")
class Feed:
    service: str = col("service")
    known_until: datetime | None = col("known_until", instant=True, description=KNOWN_UNTIL)
    lag_events: int = col("lag_events", description=LAG)
    held_back: int = col("held_back", description=HELD_BACK)
    last_heartbeat: datetime | None = col("last_heartbeat", instant=True)
    stale: bool = col("stale", description=STALE)


def counted(table: str, **where: bool) -> Count:
    return Count(Rel(table, child="country_code", parent="code", where=where))


@strawberry.type(description="What is real and what was made up, counted apart.")
class PartnershipCounts:
    @count(counted("rm.partnership", demonstration=False))
    def real(self) -> int: ...

    @count(counted("rm.partnership", demonstration=True))
    def demonstration(self) -> int: ...


@strawberry.type(description="What is real and what was made up, counted apart.")
class ProtocolCounts:
    @count(counted("rm.protocol", demonstration=False))
    def real(self) -> int: ...

    @count(counted("rm.protocol", demonstration=True))
    def demonstration(self) -> int: ...


@strawberry.type(
    description="A country as its coordination unit has recorded it. The age of the data is that "
    "of now, also where the view is asked as of an earlier moment."
)
class Country:
    code: str = col("code", description="ISO 3166-1 alpha-2.")
    known_until: datetime | None = col("known_until", instant=True, description=KNOWN_UNTIL)
    lag_events: int = col("lag_events", description=LAG)
    held_back: int = col("held_back", description=HELD_BACK)
    last_heartbeat: datetime | None = col(
        "last_heartbeat", instant=True, description="Of the service that was silent longest."
    )
    stale: bool = col("stale", description=STALE)
    partnership_counts: PartnershipCounts = inline()
    protocol_counts: ProtocolCounts = inline()

    @relation(
        Rel(
            "rm.source_state",
            child="country_code",
            parent="code",
            order=("service",),
            limit=100,
            history=False,
        )
    )
    def feeds(self) -> list[Feed]:
        """The services that the view rests on; its age is that of the oldest."""

    @relation(
        Rel("rm.programme", child="country_code", parent="code", order=("name", "id"), limit=100)
    )
    def programmes(self) -> list[Programme]: ...

    @relation(
        Rel(
            "rm.country_programme",
            child="country_code",
            parent="code",
            order=("-starts_on", "id"),
            filters={"phase": "phase_code"},
            limit=100,
        )
    )
    def country_programmes(self, phase: str | None = None) -> list[CountryProgramme]:
        """One for each phase, the latest first; `phase` is a code such as 2022-2026."""

    @relation(
        Paged(
            "rm.partnership",
            child="country_code",
            parent="code",
            order=("title", "id"),
            filters={
                "state": "state",
                "phase": Compare("phase_codes", "contains"),
                "search": Compare("title", "contains"),
                "demonstration": "demonstration",
            },
        )
    )
    def partnerships(
        self,
        first: int = 20,
        after: str | None = None,
        state: list[PartnershipState] | None = None,
        phase: str | None = None,
        search: str | None = None,
        demonstration: bool | None = None,
    ) -> Connection[Partnership]:
        """By name; `search` is a part of the members' French names, `phase` a phase's code.

        Those made up for demonstration are listed and counted too unless `demonstration: false`.
        """

    @relation(
        Paged(
            "rm.protocol",
            child="country_code",
            parent="code",
            order=("-proposed_on", "id"),
            filters={
                "state": "state",
                "phase": "phase_code",
                "awaiting": "awaiting",
                "demonstration": "demonstration",
            },
        )
    )
    def protocols(
        self,
        first: int = 20,
        after: str | None = None,
        state: list[ProtocolState] | None = None,
        phase: str | None = None,
        awaiting: bool | None = None,
        demonstration: bool | None = None,
    ) -> Connection[Protocol]:
        """The latest first; `awaiting: true` for those on which a council has still to vote.

        Those made up for demonstration are listed and counted too unless `demonstration: false`.
        """

    @relation(
        Paged(
            "rm.regional_group",
            child="country_code",
            parent="code",
            order=("name", "id"),
            filters={"demonstration": "demonstration"},
        )
    )
    def regional_groups(
        self, first: int = 20, after: str | None = None, demonstration: bool | None = None
    ) -> Connection[RegionalGroup]:
        """Groups of partnerships that plan activities together, by name."""

    @relation(
        Paged(
            "rm.commune",
            child="country_code",
            parent="code",
            order=("name", "id"),
            filters={
                "kind": "kind",
                "country_code": "country",
                "search": Compare("name", "contains"),
            },
        )
    )
    def communes(
        self,
        first: int = 20,
        after: str | None = None,
        kind: list[CommuneKind] | None = None,
        country_code: str | None = None,
        search: str | None = None,
    ) -> Connection[Commune]:
        """Those its unit has registered, of both sides, by name; `search` is a part of it."""

    @relation(
        Rel(
            "rm.strategic_plan",
            child="country_code",
            parent="code",
            order=("-submitted_on", "id"),
            limit=100,
        )
    )
    def strategic_plans(self) -> list[StrategicPlan]:
        """One for each country programme, the latest first."""

    @relation(
        Paged(
            "rm.indicator",
            child="country_code",
            parent="code",
            where={"shown": True},
            order=("place", "strategic_plan_id", "id"),
            filters={"demonstration": "demonstration"},
        )
    )
    def indicators(
        self, first: int = 50, after: str | None = None, demonstration: bool | None = None
    ) -> Connection[Indicator]:
        """Those of each plan's applicable version, else of its latest, in the plan's order."""

    @relation(
        Paged(
            "rm.figure",
            child="country_code",
            parent="code",
            order=("kind", "year", "id"),
            filters={"kind": "kind", "year": "year", "demonstration": "demonstration"},
        )
    )
    def figures(
        self,
        first: int = 50,
        after: str | None = None,
        kind: FigureKind | None = None,
        year: int | None = None,
        demonstration: bool | None = None,
    ) -> Connection[Figure]:
        """Totals of accepted values, by year; each can be opened.

        Those made up for demonstration are figures of their own, listed and counted too unless
        `demonstration: false`.
        """

    @relation(lists.conventions("country_code", "code"))
    def conventions(
        self,
        first: int = 20,
        after: str | None = None,
        state: list[ConventionState] | None = None,
        demonstration: bool | None = None,
    ) -> Connection[Convention]:
        """Specific conventions, the latest first."""

    @relation(lists.action_plans("country_code", "code"))
    def action_plans(
        self,
        first: int = 20,
        after: str | None = None,
        state: list[ActionPlanState] | None = None,
        not_yet_annexed: bool | None = None,
        demonstration: bool | None = None,
    ) -> Connection[ActionPlan]:
        """Joint action plans, the latest first."""

    @relation(lists.reports("country_code", "code"))
    def reports(
        self,
        first: int = 20,
        after: str | None = None,
        state: list[ReportState] | None = None,
        demonstration: bool | None = None,
    ) -> Connection[Report]:
        """Reports on joint action plans, the latest first."""

    @relation(timeline("country_code", "code"))
    def timeline(
        self,
        first: int = 50,
        after: str | None = None,
        since: datetime | None = None,
        types: list[str] | None = None,
        service: str | None = None,
        demonstration: bool | None = None,
    ) -> Connection[Record]:
        """Everything that its services have recorded, in the order of recording.

        `types` are wire types, such as cic.partnerships.CouncilRatified.v1.
        """
