"""Communes and similar bodies, with what they take part in across countries."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, items, relation, words
from gateway.plans.mapping import Paged, Rel, Via, Within
from gateway.schema.belonging import ITS_COUNTRY
from gateway.schema.enums import ActorKind, CommuneKind, OrganKind
from gateway.schema.names import (
    LaterCountry,
    LaterCountryProgramme,
    LaterPartnership,
    LaterTerritorialActor,
)
from gateway.schema.records import DEMONSTRATION, PROVENANCE, RECORDS, UUID, Record
from gateway.schema.values import Source


@strawberry.type(description="A name in one language, and the days between which it holds.")
class CommuneName:
    language: str = col("language", description="A BCP 47 tag, such as fr or nl.")
    text: str = col("text")
    since: date | None = col("since", description="Null where no source gives the day.")
    until: date | None = col("until", description="The first day on which it no longer holds.")


@strawberry.type(description="A code in a scheme, and the days between which it holds.")
class CommuneCode:
    scheme: str = col("scheme", description="Such as refnis, kbo, pcode, geonames, postal.")
    value: str = col("value")
    since: date | None = col("since", description="Null where no source gives the day.")
    until: date | None = col("until", description="The first day on which it no longer holds.")


@strawberry.type(description="What decides for the commune, and the days between which it does.")
class Organ:
    kind: OrganKind = col("kind")
    name: str = words("names", description="In a language, else in French, else in any.")
    since: date | None = col("since", description="Null where no source gives the day.")
    until: date | None = col("until", description="The first day on which another one decides.")


@strawberry.type(description="A region, and the days between which the commune lies in it.")
class CommuneRegion:
    region: str = col("region")
    since: date | None = col("since", description="Null where no source gives the day.")
    until: date | None = col("until", description="The first day on which it lies in another one.")


@strawberry.type(description="WGS 84 decimal degrees.")
class Coordinates:
    latitude: float = col("latitude")
    longitude: float = col("longitude")


@strawberry.type(
    description="A commune or similar body. One that works in several countries is one commune."
)
class Commune(Node):
    uuid: strawberry.ID = col("id", description=UUID)
    name: str = words("names", description="The latest, in a language, else French, else any.")
    names: list[CommuneName] = items("all_names", description="All it bears or has borne.")
    kind: CommuneKind = col("kind")
    country_code: str = col("country", description="The country it lies in, ISO 3166-1 alpha-2.")
    region: str | None = col("region", description="The latest.")
    regions: list[CommuneRegion] = items("regions", description="All it lies or lay in.")
    organs: list[Organ] = items(
        "organs", description="What decides for it: councils and special delegations, oldest first."
    )
    codes: list[CommuneCode] = items("codes", description="All it bears or has borne.")
    coordinates: Coordinates | None = items("coordinates")
    since: date | None = col("since")
    ceased_on: date | None = col("ceased_on", description="The first day on which it is no more.")
    sources: list[Source] = items("sources")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(ITS_COUNTRY)
    def registered_by(self) -> LaterCountry | None:
        """The country whose unit gives these particulars."""

    @relation(
        Rel(
            "rm.commune",
            child=("country_code", "id"),
            parent=("country_code", "id"),
            via=Via(
                "rm.commune_successor",
                ("country_code", "commune_id"),
                ("country_code", "successor_id"),
            ),
            order=("name", "id"),
            limit=100,
        )
    )
    def successors(self) -> "list[Commune]":
        """Those that took over from it when it ceased."""

    @relation(
        Rel(
            "rm.commune",
            child=("country_code", "id"),
            parent=("country_code", "id"),
            via=Via(
                "rm.commune_successor",
                ("country_code", "successor_id"),
                ("country_code", "commune_id"),
            ),
            order=("name", "id"),
            limit=100,
        )
    )
    def predecessors(self) -> "list[Commune]":
        """Those it took over from."""

    @relation(
        Paged(
            "rm.territorial_actor",
            child=("country_code", "commune_id"),
            parent=("country_code", "id"),
            order=("name", "id"),
            filters={
                "kind": "kind",
                "on": Within("since", "until"),
                "demonstration": "demonstration",
            },
        )
    )
    def territorial_actors(
        self,
        first: int = 20,
        after: str | None = None,
        kind: list[ActorKind] | None = None,
        on: date | None = None,
        demonstration: bool | None = None,
    ) -> Connection[LaterTerritorialActor]:
        """Organisations at work in its territory, by name; `on` a day only those of that day."""

    @relation(
        Paged(
            "rm.partnership",
            child=("country_code", "id"),
            parent="id",
            via=Via("rm.member", "commune_id", ("country_code", "partnership_id")),
            order=("country_code", "title", "id"),
            scope="country_code",
        )
    )
    def partnerships(
        self, first: int = 20, after: str | None = None
    ) -> Connection[LaterPartnership]:
        """All it is or was a member of, in every country."""

    @relation(
        Rel(
            "rm.country_programme",
            child=("country_code", "id"),
            parent="id",
            via=Via("rm.participation", "commune_id", ("country_code", "country_programme_id")),
            order=("country_code", "starts_on", "id"),
            limit=100,
            scope="country_code",
        )
    )
    def country_programmes(self) -> list[LaterCountryProgramme]:
        """Those it takes or took part in, in every country."""

    @relation(RECORDS)
    def records(self, first: int = 20, after: str | None = None) -> Connection[Record]:
        """The events behind these particulars, oldest first."""
