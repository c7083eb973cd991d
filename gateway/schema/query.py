"""What can be asked.

`asOf` asks what was known at a moment: the same question gets the same answer for ever.
"""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import datetime

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, relation
from gateway.plans.mapping import Either, Filter, Nodes, Paged, Rel
from gateway.schema.action_plans import ActionPlan
from gateway.schema.communes import Commune
from gateway.schema.countries import Country
from gateway.schema.enums import PartnershipState, ProtocolState
from gateway.schema.figures import Figure
from gateway.schema.partnerships import Partnership
from gateway.schema.protocols import Protocol
from gateway.schema.reports import Report


def by_id(table: str, *order: str, id_: Filter = "gid") -> Rel:
    """Return the relation to the one row with this id that the caller may see."""
    return Rel(table, filters={"id": id_}, order=order, as_of="as_of", scope="country_code")


GIVEN = Either("gid", "id")
"""Who comes from an event or a unit's service has the `uuid` and no global id."""


# A commune has a row of each unit that works with it; that of its own country goes first.
ANY_ROW = ("precedence", "country_code", "id")


@strawberry.type
class Query:
    @relation(Paged("rm.country", order=("code",), as_of="as_of", scope="code"))
    def countries(
        self, first: int = 20, after: str | None = None, as_of: datetime | None = None
    ) -> Connection[Country]:
        """Every country whose unit has been heard; one that is down is shown as stale."""

    @relation(
        Rel("rm.country", order=("code",), filters={"code": "code"}, as_of="as_of", scope="code")
    )
    def country(self, code: str, as_of: datetime | None = None) -> Country | None:
        """The view of one country; `code` is ISO 3166-1 alpha-2, such as MA."""

    @relation(by_id("rm.partnership", "country_code", id_=GIVEN))
    def partnership(self, id: strawberry.ID, as_of: datetime | None = None) -> Partnership | None:
        """One partnership, by its `id` or `uuid`."""

    @relation(by_id("rm.protocol", "country_code", id_=GIVEN))
    def protocol(self, id: strawberry.ID, as_of: datetime | None = None) -> Protocol | None:
        """One protocol, by its `id` or `uuid`."""

    @relation(by_id("rm.action_plan", "country_code", id_=GIVEN))
    def action_plan(self, id: strawberry.ID, as_of: datetime | None = None) -> ActionPlan | None:
        """One joint action plan, by its `id` or `uuid`."""

    @relation(by_id("rm.report", "country_code", id_=GIVEN))
    def report(self, id: strawberry.ID, as_of: datetime | None = None) -> Report | None:
        """One report, by its `id` or `uuid`."""

    @relation(by_id("rm.figure"))
    def figure(self, id: strawberry.ID, as_of: datetime | None = None) -> Figure | None:
        """One total, with everything that stands behind it."""

    @relation(by_id("rm.commune", *ANY_ROW, id_=GIVEN))
    def commune(self, id: strawberry.ID, as_of: datetime | None = None) -> Commune | None:
        """One commune with its partnerships in every country, by its `id` or `uuid`."""

    @relation(
        Paged(
            "rm.partnership",
            order=("title", "country_code", "id"),
            filters={
                "state": "state",
                "countries": "country_code",
                "demonstration": "demonstration",
            },
            as_of="as_of",
            scope="country_code",
        )
    )
    def partnerships(
        self,
        first: int = 20,
        after: str | None = None,
        countries: list[str] | None = None,
        state: list[PartnershipState] | None = None,
        demonstration: bool | None = None,
        as_of: datetime | None = None,
    ) -> Connection[Partnership]:
        """Across countries, by name.

        Those made up for demonstration are listed and counted too unless `demonstration: false`.
        """

    @relation(
        Paged(
            "rm.protocol",
            order=("-proposed_on", "country_code", "id"),
            filters={
                "state": "state",
                "countries": "country_code",
                "phase": "phase_code",
                "awaiting": "awaiting",
                "demonstration": "demonstration",
            },
            as_of="as_of",
            scope="country_code",
        )
    )
    def protocols(
        self,
        first: int = 20,
        after: str | None = None,
        countries: list[str] | None = None,
        state: list[ProtocolState] | None = None,
        phase: str | None = None,
        awaiting: bool | None = None,
        demonstration: bool | None = None,
        as_of: datetime | None = None,
    ) -> Connection[Protocol]:
        """Across countries, the latest first; `awaiting` where a council has still to vote.

        Those made up for demonstration are listed and counted too unless `demonstration: false`.
        """

    @relation(
        Nodes(
            {
                "Partnership": by_id("rm.partnership"),
                "Protocol": by_id("rm.protocol"),
                "Commune": by_id("rm.commune", *ANY_ROW),
                "CountryProgramme": by_id("rm.country_programme"),
                "Programme": by_id("rm.programme"),
                "Phase": by_id("rm.phase"),
                "StrategicPlan": by_id("rm.strategic_plan"),
                "Result": by_id("rm.result"),
                "Indicator": by_id("rm.indicator"),
                "ActionPlan": by_id("rm.action_plan"),
                "Convention": by_id("rm.convention"),
                "TerritorialActor": by_id("rm.territorial_actor"),
                "RegionalGroup": by_id("rm.regional_group"),
                "Report": by_id("rm.report"),
                "Figure": by_id("rm.figure"),
            }
        )
    )
    def node(self, id: strawberry.ID, as_of: datetime | None = None) -> Node | None:
        """Anything by its id alone."""
