"""Rows of a protocol's versions and of each party's agreement, signature and vote."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from gateway.read_model.dossiers import WORDS, Part
from gateway.read_model.marks import MARK_COLUMNS
from gateway.read_model.terms import terms
from gateway.read_model.versions import (
    Adjournment,
    Agreement,
    Signature,
    Version,
    VersionState,
    Vote,
)
from kernel.postgres.rows import Row, Table
from vocabulary.acts import Deliberation

VERSION = Table(
    "rm.protocol_version",
    ("country_code", "protocol_id", "version"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "protocol_id": f"{WORDS} NOT NULL",
        "version": "int NOT NULL",
        "kind": "text NOT NULL",
        "state": "text NOT NULL",
        "proposed_by": f"{WORDS} NOT NULL",
        "proposed_on": "date NOT NULL",
        "revised_by": WORDS,
        "revised_on": "date",
        "reason": "text",
        "text_hash": "text NOT NULL",
        "pillars": "text[] NOT NULL",
        "domains": "json NOT NULL",
        "agreed_on": "date",
        "signed_on": "date",
        "in_force_since": "date",
        **MARK_COLUMNS,
    },
    history=True,
)

ACT = ("country_code", "protocol_id", "version", "commune_id")
"""The key of what one party did with one version."""

ACT_COLUMNS = {
    "country_code": f"{WORDS} NOT NULL",
    "protocol_id": f"{WORDS} NOT NULL",
    "version": "int NOT NULL",
    "commune_id": f"{WORDS} NOT NULL",
    "seat": "int NOT NULL",
    "recorded_on_behalf": "boolean NOT NULL",
    **MARK_COLUMNS,
}

AGREEMENT = Table("rm.agreement", ACT, {**ACT_COLUMNS, "agreed_on": "date NOT NULL"}, history=True)
SIGNATURE = Table(
    "rm.signature",
    ACT,
    {
        **ACT_COLUMNS,
        "function": "text NOT NULL",
        "acting_for": "text NOT NULL",
        "place": "text NOT NULL",
        "signed_on": "date NOT NULL",
        "prior_deliberation": "json",
    },
    history=True,
)
VOTE = Table(
    "rm.vote",
    ACT,
    {
        **ACT_COLUMNS,
        "outcome": "text NOT NULL",
        "body": "text",
        "reference": "text",
        "adopted_on": "date",
        "object": "text",
        "votes_for": "int",
        "votes_against": "int",
        "votes_abstentions": "int",
        "evidence": "json",
        "until": "date",
        "reason": "text",
        "confirmed": "boolean",
        "warnings": "text[] NOT NULL",
        "correction": "text",
        "adjournments": "json NOT NULL",
        "awaiting": "boolean NOT NULL",
        "awaiting_since": "date",
    },
    history=True,
)
TABLES = (VERSION, AGREEMENT, SIGNATURE, VOTE)

_Act: TypeAlias = tuple[int, int, str]
"""Number of the version, seat and id of the party."""


class Standing(NamedTuple):
    """A version as it stands; `awaited` is the day from which undecided councils are awaited."""

    version: Version
    state: VersionState
    awaited: date | None


def parts(protocol: Row, standing: Iterable[Standing]) -> Iterable[Part]:
    """Return the rows of a protocol's versions and of what its parties did with them."""
    versions: dict[int, tuple[Version, VersionState]] = {}
    agreements: dict[_Act, Agreement] = {}
    signatures: dict[_Act, Signature] = {}
    votes: dict[_Act, tuple[Vote, date | None]] = {}
    for version, state, awaited in standing:
        number = version.number
        versions[number] = version, state
        for seat, (party, vote) in enumerate(version.votes.items(), 1):
            act = (number, seat, party)
            votes[act] = vote, awaited if vote.open else None
            if agreed := version.agreements.get(party):
                agreements[act] = agreed
            if signed := version.signatures.get(party):
                signatures[act] = signed
    yield Part(VERSION, versions, partial(_version, protocol))
    yield Part(AGREEMENT, agreements, partial(_agreement, protocol))
    yield Part(SIGNATURE, signatures, partial(_signature, protocol))
    yield Part(VOTE, votes, partial(_vote, protocol))


def deliberation(made: Deliberation) -> dict[str, Any]:
    """Return a deliberation as the JSON that views read."""
    return {
        "body": made.body,
        "reference": made.reference,
        "adopted_on": made.adopted_on,
        "object": made.object,
        "evidence": made.evidence,
    }


def _act(protocol: Row, act: _Act) -> dict[str, Any]:
    number, seat, party = act
    return {**protocol, "version": number, "commune_id": party, "seat": seat}


def _version(protocol: Row, number: int, standing: tuple[Version, VersionState]) -> Row:
    version, state = standing
    return {
        **protocol,
        "version": number,
        "state": state.name,
        "kind": version.kind.name,
        "proposed_by": version.proposed_by,
        "proposed_on": version.proposed_on,
        "revised_by": version.revised_by,
        "revised_on": version.revised_on,
        "reason": version.reason,
        "text_hash": version.wording.text_hash,
        "pillars": list(version.wording.pillars),
        "domains": terms(version.wording.domains),
        "agreed_on": version.agreed_on,
        "signed_on": version.signed_on,
        "in_force_since": version.in_force_since,
        **version.mark.columns,
    }


def _agreement(protocol: Row, act: _Act, agreed: Agreement) -> Row:
    return {
        **_act(protocol, act),
        "agreed_on": agreed.on,
        "recorded_on_behalf": agreed.recorded_on_behalf,
        **agreed.mark.columns,
    }


def _signature(protocol: Row, act: _Act, signature: Signature) -> Row:
    prior = signature.prior_deliberation
    return {
        **_act(protocol, act),
        "function": signature.function,
        "acting_for": signature.acting_for,
        "place": signature.place,
        "signed_on": signature.on,
        "prior_deliberation": deliberation(prior) if prior else None,
        "recorded_on_behalf": signature.recorded_on_behalf,
        **signature.mark.columns,
    }


def _vote(protocol: Row, act: _Act, standing: tuple[Vote, date | None]) -> Row:
    vote, awaited = standing
    made = vote.deliberation
    counted = made.votes if made else None
    return {
        **_act(protocol, act),
        "outcome": vote.outcome.name,
        "body": made.body if made else None,
        "reference": made.reference if made else None,
        "adopted_on": made.adopted_on if made else None,
        "object": made.object if made else None,
        "votes_for": counted.in_favour if counted else None,
        "votes_against": counted.against if counted else None,
        "votes_abstentions": counted.abstentions if counted else None,
        "evidence": made.evidence if made else None,
        "until": vote.until,
        "reason": vote.reason,
        "recorded_on_behalf": vote.recorded_on_behalf,
        "confirmed": vote.confirmed,
        "warnings": list(vote.warnings),
        "correction": vote.correction,
        "adjournments": [_adjournment(one) for one in vote.adjournments],
        "awaiting": awaited is not None,
        "awaiting_since": awaited,
        **vote.mark.columns,
    }


def _adjournment(adjourned: Adjournment) -> dict[str, Any]:
    return {**deliberation(adjourned.deliberation), "until": adjourned.until}
