"""Regional groups (groupes régionaux), which partnerships belong to them, and when."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, items, relation, words
from gateway.plans.mapping import Rel, Within
from gateway.schema.belonging import ITS_COUNTRY, ITS_PARTNERSHIP
from gateway.schema.names import LaterCountry, LaterPartnership, LaterRegionalGroup
from gateway.schema.programmes import Programme
from gateway.schema.records import DEMONSTRATION, PROVENANCE, RECORDS, UUID, Record
from gateway.schema.values import DatedName, Source


@strawberry.type(description="A time for which a partnership belongs to a regional group.")
class GroupMembership:
    since: date | None = col("since", description="Null where no source gives the day.")
    until: date | None = col("until", description="The first day on which it no longer belongs.")
    reason: str | None = col("reason", description="Why it left.")
    sources: list[Source] = items("sources")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(ITS_PARTNERSHIP)
    def partnership(self) -> LaterPartnership | None: ...

    @relation(
        Rel(
            "rm.regional_group",
            child=("country_code", "id"),
            parent=("country_code", "regional_group_id"),
        )
    )
    def regional_group(self) -> LaterRegionalGroup | None: ...


@strawberry.type(description="From a day on a partnership coordinates a regional group.")
class GroupCoordination:
    since: date = col("since")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(ITS_PARTNERSHIP)
    def partnership(self) -> LaterPartnership | None: ...


@strawberry.type(
    description="Partnerships of a country that plan activities together (groupe régional)."
)
class RegionalGroup(Node):
    uuid: strawberry.ID = col("id", description=UUID)
    name: str = words("names", description="The latest, in a language, else French, else any.")
    names: list[DatedName] = items("all_names", description="All it bears or has borne.")
    since: date | None = col("since", description="Null where no source gives the day.")
    dissolved_on: date | None = col("dissolved_on")
    reason: str | None = col("reason", description="Why it was dissolved.")
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
            "rm.group_membership",
            child=("country_code", "regional_group_id"),
            parent=("country_code", "id"),
            order=("seat",),
            filters={"on": Within("since", "until")},
            limit=100,
        )
    )
    def memberships(self, on: date | None = None) -> list[GroupMembership]:
        """In the order in which they were recorded; `on` a day only those of that day."""

    @relation(
        Rel(
            "rm.group_coordination",
            child=("country_code", "regional_group_id"),
            parent=("country_code", "id"),
            order=("since",),
            limit=100,
        )
    )
    def coordinators(self) -> list[GroupCoordination]:
        """The oldest first; each until the next."""

    @relation(RECORDS)
    def records(self, first: int = 20, after: str | None = None) -> Connection[Record]:
        """The events behind it, oldest first."""
