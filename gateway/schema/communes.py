"""Communes and similar bodies, with what they take part in across countries."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, items, relation, words
from gateway.plans.mapping import Paged, Rel, Via
from gateway.schema.enums import CommuneKind
from gateway.schema.names import LaterCountry, LaterCountryProgramme, LaterPartnership
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
    region: str | None = col("region")
    codes: list[CommuneCode] = items("codes", description="All it bears or has borne.")
    coordinates: Coordinates | None = items("coordinates")
    since: date | None = col("since")
    sources: list[Source] = items("sources")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(Rel("rm.country", child="code", parent="country_code", scope="code"))
    def registered_by(self) -> LaterCountry | None:
        """The country whose unit gives these particulars."""

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
