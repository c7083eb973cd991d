"""Territorial actors (acteurs territoriaux): organisations with a voice in the evaluation."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, items, relation, words
from gateway.plans.mapping import Rel
from gateway.schema.enums import ActorKind
from gateway.schema.names import LaterCommune
from gateway.schema.records import DEMONSTRATION, PROVENANCE, RECORDS, UUID, Record
from gateway.schema.values import DatedName, Source


@strawberry.type(
    description="An organisation at work in a commune's territory (acteur territorial); it has a "
    "voice of its own in the evaluation. Persons are not shown."
)
class TerritorialActor(Node):
    uuid: strawberry.ID = col("id", description=UUID)
    name: str = words("names", description="The latest, in a language, else French, else any.")
    names: list[DatedName] = items("all_names", description="All it bears or has borne.")
    kind: ActorKind = col("kind")
    since: date | None = col("since", description="Null where no source gives the day.")
    until: date | None = col(
        "until", description="The first day on which it is active no longer, null while it is."
    )
    reason: str | None = col("reason", description="Why it is active no longer.")
    sources: list[Source] = items("sources")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(
        Rel("rm.commune", child=("country_code", "id"), parent=("country_code", "commune_id"))
    )
    def commune(self) -> LaterCommune | None:
        """The commune in whose territory it works."""

    @relation(RECORDS)
    def records(self, first: int = 20, after: str | None = None) -> Connection[Record]:
        """The events behind it, oldest first."""
