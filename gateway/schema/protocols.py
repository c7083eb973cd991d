"""Protocols of collaboration, with each party's signature and each council's vote."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, items, relation
from gateway.plans.mapping import Rel, Via
from gateway.schema.belonging import ITS_COUNTRY, ITS_PARTNERSHIP
from gateway.schema.communes import Commune
from gateway.schema.enums import ProtocolState
from gateway.schema.names import LaterCountry
from gateway.schema.partnerships import Partnership
from gateway.schema.programmes import Phase
from gateway.schema.records import DEMONSTRATION, PROVENANCE, RECORDS, UUID, Record
from gateway.schema.values import Term
from gateway.schema.versions import (
    Agreement,
    Awaited,
    ProtocolVersion,
    Signature,
    Vote,
    of_version,
)


@strawberry.type(
    description="A protocol of collaboration (protocole de collaboration) of one partnership for "
    "one phase. Where a field speaks of the text, it is the version in force, else the latest."
)
class Protocol(Node):
    uuid: strawberry.ID = col("id", description=UUID)
    state: ProtocolState = col("state")
    version: int = col("version")
    may_act: bool = col(
        "may_act",
        description="True when it is in force, the partnership active and the phase open.",
    )
    text_hash: str = col("text_hash", description="The algorithm and the digest of the text.")
    pillars: list[str] = col("pillars", description="Codes of the programme's pillars it covers.")
    domains: list[Term] = items("domains", description="Domains of action it names.")
    proposed_on: date = col("proposed_on")
    agreed_on: date | None = col("agreed_on", description="The day every party had agreed to it.")
    signed_on: date | None = col("signed_on", description="The day of the last signature.")
    in_force_since: date | None = col("in_force_since")
    ends_on: date | None = col("ends_on", description="The last day of its phase.")
    expired_on: date | None = col("expired_on")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(ITS_COUNTRY)
    def country(self) -> LaterCountry | None: ...

    @relation(ITS_PARTNERSHIP)
    def partnership(self) -> Partnership | None: ...

    @relation(Rel("rm.phase", child=("country_code", "id"), parent=("country_code", "phase_id")))
    def phase(self) -> Phase | None: ...

    @relation(
        Rel(
            "rm.commune",
            child=("country_code", "id"),
            parent=("country_code", "id", "version"),
            via=Via(
                "rm.vote",
                ("country_code", "protocol_id", "version"),
                ("country_code", "commune_id"),
            ),
            order=("name", "id"),
            limit=100,
        )
    )
    def parties(self) -> list[Commune]:
        """The communes that bind themselves."""

    @relation(
        Rel("rm.commune", child=("country_code", "id"), parent=("country_code", "proposed_by"))
    )
    def proposed_by(self) -> Commune | None: ...

    @relation(of_version("rm.agreement", "id"))
    def agreements(self) -> list[Agreement]: ...

    @relation(of_version("rm.signature", "id"))
    def signatures(self) -> list[Signature]: ...

    @relation(of_version("rm.vote", "id"))
    def votes(self) -> list[Vote]:
        """One for each party, also where its council has not decided."""

    @relation(
        Rel(
            "rm.vote",
            child=("country_code", "protocol_id"),
            parent=("country_code", "id"),
            where={"awaiting": True},
            order=("version", "seat", "commune_id"),
            limit=100,
        )
    )
    def awaiting(self) -> list[Awaited]:
        """The councils that have still to vote, on the text itself or on an amendment."""

    @relation(
        Rel(
            "rm.protocol_version",
            child=("country_code", "protocol_id", "version"),
            parent=("country_code", "id", "amendment_version"),
        )
    )
    def amendment(self) -> ProtocolVersion | None:
        """A change on the table while the present text is in force."""

    @relation(
        Rel(
            "rm.protocol_version",
            child=("country_code", "protocol_id"),
            parent=("country_code", "id"),
            order=("version",),
            limit=100,
        )
    )
    def versions(self) -> list[ProtocolVersion]:
        """Every text that was on the table, the oldest first."""

    @relation(
        Rel("rm.protocol", child=("country_code", "id"), parent=("country_code", "renews_id"))
    )
    def renews(self) -> "Protocol | None":
        """The protocol of the phase before."""

    @relation(
        Rel(
            "rm.protocol",
            child=("country_code", "renews_id"),
            parent=("country_code", "id"),
            order=("proposed_on", "id"),
        )
    )
    def renewed_by(self) -> "Protocol | None":
        """The protocol that carries the partnership into the next phase."""

    @relation(RECORDS)
    def records(self, first: int = 20, after: str | None = None) -> Connection[Record]:
        """The events behind it, oldest first."""
