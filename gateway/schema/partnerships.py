"""Partnerships between communes of two countries."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date, datetime

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, items, relation, words
from gateway.plans.mapping import Paged, Rel, Within
from gateway.schema import lists
from gateway.schema.belonging import ITS_COUNTRY
from gateway.schema.communes import Commune
from gateway.schema.enums import (
    ActionPlanState,
    ConventionState,
    MemberRole,
    PartnershipState,
    ProtocolState,
    ReportState,
    SuspensionReason,
)
from gateway.schema.names import (
    LaterActionPlan,
    LaterConvention,
    LaterCountry,
    LaterGroupMembership,
    LaterProtocol,
    LaterReport,
)
from gateway.schema.programmes import Phase, Programme
from gateway.schema.records import DEMONSTRATION, PROVENANCE, RECORDS, UUID, Record, timeline
from gateway.schema.values import Source


@strawberry.type(description="A commune in a partnership; there are two or more.")
class Member:
    role: MemberRole = col("role")
    since: date | None = col("since", description="Null where no source gives the day.")
    until: date | None = col("until", description="The first day on which it no longer was one.")
    reason: str | None = col("reason", description="Why it left.")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(
        Rel("rm.commune", child=("country_code", "id"), parent=("country_code", "commune_id"))
    )
    def commune(self) -> Commune | None: ...


@strawberry.type(description="A partnership takes part in a phase.")
class PartnershipPhase:
    sources: list[Source] = items("sources")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(Rel("rm.phase", child=("country_code", "id"), parent=("country_code", "phase_id")))
    def phase(self) -> Phase | None: ...


@strawberry.type(description="A time in which the partnership rested; nothing is lost by it.")
class Suspension:
    reason: SuspensionReason = col("reason")
    note: str | None = col("note")
    since: date = col("since")
    until: date | None = col("until", description="The day it was resumed.")


@strawberry.type(description="Communes of two sides that work together, from phase to phase.")
class Partnership(Node):
    uuid: strawberry.ID = col("id", description=UUID)
    title: str = words("titles", description="The present members' names, in the order of joining.")
    state: PartnershipState = col("state")
    state_since: date | None = col("state_since")
    state_reason: str | None = col(
        "state_reason", description="Why it ended, or what is noted of the present suspension."
    )
    suspension_reason: SuspensionReason | None = col("suspension_reason")
    suspensions: list[Suspension] = items("suspensions", description="All, the oldest first.")
    since: date | None = col("since", description="Null where no source gives the day.")
    ended_on_behalf: bool = col(
        "terminated_on_behalf",
        description="True when the unit recorded the end on behalf of a commune, with evidence.",
    )
    sources: list[Source] = items("sources")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(ITS_COUNTRY)
    def country(self) -> LaterCountry | None:
        """The partner country, whose unit keeps the record."""

    @relation(
        Rel("rm.programme", child=("country_code", "id"), parent=("country_code", "programme_id"))
    )
    def programme(self) -> Programme | None: ...

    @relation(
        Rel(
            "rm.member",
            child=("country_code", "partnership_id"),
            parent=("country_code", "id"),
            order=("seat", "commune_id"),
            filters={"on": Within("since", "until")},
            limit=100,
        )
    )
    def members(self, on: date | None = None) -> list[Member]:
        """Present and former, in the order of joining; `on` a day only those of that day."""

    @relation(
        Rel(
            "rm.partnership_phase",
            child=("country_code", "partnership_id"),
            parent=("country_code", "id"),
            order=("starts_on", "phase_id"),
            limit=100,
        )
    )
    def phases(self) -> list[PartnershipPhase]:
        """Those it takes or took part in, the oldest first."""

    @relation(
        Rel(
            "rm.group_membership",
            child=("country_code", "partnership_id"),
            parent=("country_code", "id"),
            order=("regional_group_id", "seat"),
            filters={"on": Within("since", "until")},
            limit=100,
        )
    )
    def regional_groups(self, on: date | None = None) -> list[LaterGroupMembership]:
        """The groups it belongs or belonged to; `on` a day only that of that day."""

    @relation(
        Rel(
            "rm.partnership",
            child=("country_code", "id"),
            parent=("country_code", "predecessor_id"),
        )
    )
    def predecessor(self) -> "Partnership | None":
        """The partnership whose work it took over."""

    @relation(
        Rel(
            "rm.partnership",
            child=("country_code", "predecessor_id"),
            parent=("country_code", "id"),
            order=("title", "id"),
            limit=100,
        )
    )
    def successors(self) -> "list[Partnership]":
        """Those that took over its work."""

    @relation(
        Rel("rm.commune", child=("country_code", "id"), parent=("country_code", "terminated_by"))
    )
    def ended_by(self) -> Commune | None:
        """The member that ended it, null where it is active or no source names one."""

    @relation(
        Paged(
            "rm.protocol",
            child=("country_code", "partnership_id"),
            parent=("country_code", "id"),
            order=("-proposed_on", "id"),
            filters={"state": "state", "phase": "phase_code", "demonstration": "demonstration"},
        )
    )
    def protocols(
        self,
        first: int = 20,
        after: str | None = None,
        state: list[ProtocolState] | None = None,
        phase: str | None = None,
        demonstration: bool | None = None,
    ) -> Connection[LaterProtocol]:
        """One for each phase, the latest first."""

    @relation(RECORDS)
    def records(self, first: int = 20, after: str | None = None) -> Connection[Record]:
        """The events behind it, oldest first."""

    @relation(lists.conventions(("country_code", "partnership_id"), ("country_code", "id")))
    def conventions(
        self,
        first: int = 20,
        after: str | None = None,
        state: list[ConventionState] | None = None,
        demonstration: bool | None = None,
    ) -> Connection[LaterConvention]:
        """Specific conventions, the latest first."""

    @relation(lists.action_plans(("country_code", "partnership_id"), ("country_code", "id")))
    def action_plans(
        self,
        first: int = 20,
        after: str | None = None,
        state: list[ActionPlanState] | None = None,
        not_yet_annexed: bool | None = None,
        demonstration: bool | None = None,
    ) -> Connection[LaterActionPlan]:
        """Joint action plans, the latest first."""

    @relation(lists.reports(("country_code", "partnership_id"), ("country_code", "id")))
    def reports(
        self,
        first: int = 20,
        after: str | None = None,
        state: list[ReportState] | None = None,
        demonstration: bool | None = None,
    ) -> Connection[LaterReport]:
        """Reports on joint action plans, the latest first."""

    @relation(timeline(("country_code", "partnership_id"), ("country_code", "id")))
    def timeline(
        self,
        first: int = 50,
        after: str | None = None,
        since: datetime | None = None,
        types: list[str] | None = None,
        service: str | None = None,
        demonstration: bool | None = None,
    ) -> Connection[Record]:
        """Everything that happened to it and to what belongs to it, in the order of recording.

        `types` are wire types, such as cic.partnerships.CouncilRatified.v1.
        """
