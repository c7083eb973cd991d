"""What became of a version of a report."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.fields import col, relation
from gateway.plans.mapping import Rel
from gateway.schema.communes import Commune
from gateway.schema.enums import ReportVersionState
from gateway.schema.records import DEMONSTRATION, PROVENANCE, Record
from gateway.schema.versions import ON_BEHALF, PARTY


def told(position: str) -> Rel:
    return Rel(
        "rm.record",
        child=("country_code", "position"),
        parent=("country_code", position),
        where={"service": "reporting"},
    )


@strawberry.type(description="A party has signed a version of the report.")
class ReportSignature:
    function: str = col("function", description="The signatory's; persons are not shown.")
    on: date = col("signed_on")
    content_hash: str = col("content_hash", description="Of what was signed.")
    recorded_on_behalf: bool = col("recorded_on_behalf", description=ON_BEHALF)
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(PARTY)
    def party(self) -> Commune | None: ...


@strawberry.type(description="A version of a report: signed by every party, then reviewed.")
class ReportReview:
    version: int = col("version")
    state: ReportVersionState = col("state")
    content_hash: str | None = col("content_hash", description="Null until it is submitted.")
    submitted_on: date | None = col("submitted_on")
    decided_on: date | None = col("decided_on", description="Accepted or returned.")
    comments: str | None = col("comments", description="The reviewer's, on its return.")
    reopened_on: date | None = col("reopened_on", description="A correction after acceptance.")
    reopened_because: str | None = col("reopened_because")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(
        Rel(
            "rm.report_signature",
            child=("country_code", "report_id", "version"),
            parent=("country_code", "report_id", "version"),
            order=("seat", "commune_id"),
            limit=100,
        )
    )
    def signatures(self) -> list[ReportSignature]: ...

    @relation(told("submitted_at_position"))
    def submission(self) -> Record | None:
        """The event with which it was submitted."""

    @relation(told("decided_at_position"))
    def decision(self) -> Record | None:
        """The event with which it was accepted or returned."""
