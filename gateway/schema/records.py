"""The events behind an object, as its unit recorded them."""

from datetime import datetime

import strawberry

from gateway.plans.fields import col
from gateway.plans.mapping import Paged

DEMONSTRATION = "True when it was made up to show the platform; never a real act."
PROVENANCE = "Where a statement that is not official comes from."


@strawberry.type(description="An event that a unit published; all that is shown rests on such.")
class Record:
    id: strawberry.ID = col("id", description="The CloudEvents id.")
    type: str = col("type", description="The wire type, as cic.partnerships.CouncilRatified.v1.")
    service: str = col("service")
    position: str = col(
        "position", text=True, description="In the order in which the service recorded its events."
    )
    recorded_at: datetime = col("recorded_at", instant=True)
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)


RECORDS = Paged(
    "rm.record",
    child=("country_code", "subject"),
    parent=("country_code", "id"),
    order=("recorded_at", "service", "position"),
)
"""What happened to the object itself, oldest first."""
