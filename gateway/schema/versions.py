"""Versions of a protocol's text, and what each party has done with them."""
# Signatures and docstrings here are the fields of the GraphQL schema.
# mypy: disable-error-code="empty-body"

from datetime import date

import strawberry

from gateway.plans.fields import col, items, relation
from gateway.plans.mapping import Rel
from gateway.schema.communes import Commune
from gateway.schema.enums import VersionKind, VersionState, VoteOutcome
from gateway.schema.records import DEMONSTRATION, PROVENANCE
from gateway.schema.values import Adjournment, Deliberation, Evidence, Term

ON_BEHALF = "True when the country unit recorded it on behalf of the commune, with evidence."
PARTY = Rel("rm.commune", child=("country_code", "id"), parent=("country_code", "commune_id"))


def of_version(table: str, protocol: str) -> Rel:
    """Return the relation to the parties' acts from a row whose column `protocol` names it."""
    return Rel(
        table,
        child=("country_code", "protocol_id", "version"),
        parent=("country_code", protocol, "version"),
        order=("seat", "commune_id"),
        limit=100,
    )


@strawberry.type(description="A party has agreed to the text.")
class Agreement:
    on: date = col("agreed_on")
    recorded_on_behalf: bool = col("recorded_on_behalf", description=ON_BEHALF)
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(PARTY)
    def party(self) -> Commune | None: ...


@strawberry.type(
    description="A party has signed, under the condition precedent of its council's ratification."
)
class Signature:
    function: str = col("function", description="The signatory's; persons are not shown.")
    acting_for: str = col("acting_for", description="The body, such as Collège communal.")
    place: str = col("place")
    on: date = col("signed_on")
    prior_deliberation: Deliberation | None = items(
        "prior_deliberation", description="The decision to cooperate that the protocol recites."
    )
    recorded_on_behalf: bool = col("recorded_on_behalf", description=ON_BEHALF)
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(PARTY)
    def party(self) -> Commune | None: ...


@strawberry.type(description="What one party's council has decided on one version.")
class Vote:
    outcome: VoteOutcome = col("outcome")
    body: str | None = col("body", description="The organ, such as Conseil communal.")
    reference: str | None = col("reference", description="Of the deliberation.")
    adopted_on: date | None = col("adopted_on")
    object: str | None = col("object", description="Of the deliberation.")
    votes_for: int | None = col("votes_for", description="Null where they are not known.")
    votes_against: int | None = col("votes_against")
    votes_abstentions: int | None = col("votes_abstentions")
    evidence: Evidence | None = items("evidence")
    until: date | None = col("until", description="The day an adjourned decision was put off to.")
    reason: str | None = col("reason", description="Why the council refused.")
    recorded_on_behalf: bool = col("recorded_on_behalf", description=ON_BEHALF)
    confirmed: bool | None = col(
        "confirmed",
        description="Whether the commune has confirmed what was recorded on its behalf; "
        "null where there is nothing to confirm.",
    )
    warnings: list[str] = col("warnings", description="Such as ratified-before-signature.")
    correction: str | None = col(
        "correction", description="Why the record of this vote was last corrected or withdrawn."
    )
    adjournments: list[Adjournment] = items("adjournments", description="Those before the outcome.")
    awaited_since: date | None = col(
        "awaiting_since", description="The day all had signed, while the council is awaited."
    )
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(PARTY)
    def party(self) -> Commune | None: ...


@strawberry.type(description="A council that has still to vote.")
class Awaited:
    version: int = col("version", description="The version of the text it is to vote on.")
    since: date | None = col("awaiting_since", description="The day all parties had signed.")
    outcome: VoteOutcome = col("outcome", description="PENDING or ADJOURNED.")
    until: date | None = col("until", description="The day an adjourned decision was put off to.")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)

    @relation(PARTY)
    def party(self) -> Commune | None: ...


@strawberry.type(description="A text on the table, by its hash.")
class ProtocolVersion:
    version: int = col("version")
    kind: VersionKind = col("kind")
    state: VersionState = col("state")
    proposed_on: date = col("proposed_on")
    revised_on: date | None = col("revised_on", description="The last change while negotiated.")
    reason: str | None = col("reason", description="Why an amendment was proposed.")
    text_hash: str = col("text_hash", description="The algorithm and the digest of the text.")
    pillars: list[str] = col("pillars", description="Codes of the programme's pillars it covers.")
    domains: list[Term] = items("domains", description="Domains of action it names.")
    agreed_on: date | None = col("agreed_on", description="The day every party had agreed to it.")
    signed_on: date | None = col("signed_on", description="The day of the last signature.")
    in_force_since: date | None = col("in_force_since")
    demonstration: bool = col("demonstration", description=DEMONSTRATION)
    provenance: str | None = col("provenance", description=PROVENANCE)

    @relation(
        Rel("rm.commune", child=("country_code", "id"), parent=("country_code", "proposed_by"))
    )
    def proposed_by(self) -> Commune | None: ...

    @relation(
        Rel("rm.commune", child=("country_code", "id"), parent=("country_code", "revised_by"))
    )
    def revised_by(self) -> Commune | None: ...

    @relation(of_version("rm.agreement", "protocol_id"))
    def agreements(self) -> list[Agreement]: ...

    @relation(of_version("rm.signature", "protocol_id"))
    def signatures(self) -> list[Signature]: ...

    @relation(of_version("rm.vote", "protocol_id"))
    def votes(self) -> list[Vote]:
        """One for each party, also where its council has not decided."""
