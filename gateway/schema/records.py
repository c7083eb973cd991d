"""The events behind an object, as its unit recorded them."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date, datetime

import strawberry

from gateway.plans.fields import col, relation
from gateway.plans.mapping import Columns, Compare, Paged, Rel
from gateway.schema.belonging import ITS_PARTNERSHIP
from gateway.schema.names import LaterCommune, LaterPartnership

DEMONSTRATION = "True when it was made up to show the platform; never a real act."
PROVENANCE = "Where a statement that is not official comes from."
UUID = "Its id in events and in its unit's services."


@strawberry.type(description="An event that a unit published; all that is shown rests on such.")
class Record:
    id: strawberry.ID = col("id", description="The CloudEvents id.")
    type: str = col("type", description="The wire type, as cic.partnerships.CouncilRatified.v1.")
    service: str = col("service")
    position: str = col(
        "position", text=True, description="In the order in which the service recorded its events."
    )
    recorded_at: datetime = col("recorded_at", instant=True)
    on: date | None = col("acted_on", description="The day of the act, where it has one.")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(ITS_PARTNERSHIP)
    def partnership(self) -> LaterPartnership | None:
        """The partnership that it is about, null where it is about none or many."""

    @relation(
        Rel("rm.commune", child=("country_code", "id"), parent=("country_code", "commune_id"))
    )
    def commune(self) -> LaterCommune | None:
        """The commune that acted or is spoken of, null where none is named."""


RECORDS = Paged(
    "rm.record",
    child=("country_code", "subject"),
    parent=("country_code", "id"),
    order=("recorded_at", "service", "position"),
)
"""What happened to the object itself, oldest first."""


def timeline(child: Columns, parent: Columns) -> Paged:
    """Return the relation to everything that happened, in the order in which it was recorded."""
    return Paged(
        "rm.record",
        child=child,
        parent=parent,
        order=("recorded_at", "service", "position"),
        filters={
            "since": Compare("recorded_at", ">="),
            "types": "type",
            "service": "service",
            "demonstration": "demonstration",
        },
    )
