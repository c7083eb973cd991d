"""Compose a protocol of collaboration from its model and what is recorded of one version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.partnerships.domain.protocol.events import (
    CouncilAdjourned,
    CouncilRatified,
    CouncilVoted,
)
from services.partnerships.domain.protocol.state import Version
from services.partnerships.papers.composing import composed, days, terms
from services.partnerships.papers.filling import Values, everywhere, gap, in_languages
from services.partnerships.papers.paper import Block, Grid, Manner, Paper, Piece, Signatures
from services.partnerships.papers.parties import Party, together
from services.partnerships.papers.signing import Signed, places
from services.partnerships.papers.wording import day, label, number
from vocabulary.acts import Deliberation
from vocabulary.identifiers import CommuneId
from vocabulary.templates import Insert, Wording
from vocabulary.terms import Term
from vocabulary.text import Text, read


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolRecord:
    """What is recorded of one version of a protocol; `on` is the day it was put on the table.

    `deciding` are the parties whose council decides to cooperate before they sign (P1).
    """

    programme: Text
    phase: str
    pillars: tuple[Term, ...]
    principles: tuple[Term, ...]
    parties: tuple[Party, ...]
    deciding: tuple[CommuneId, ...]
    prior: Mapping[CommuneId, Deliberation]
    number: int
    version: Version
    on: date
    ends_on: date
    demonstration: bool


def protocol_paper(record: ProtocolRecord, wording: Wording, languages: Sequence[str]) -> Paper:
    """Return the paper; the parties' acts stand in it as far as they are recorded."""
    first = languages[0]
    values = _values(record, wording, languages)
    inserts: Mapping[Insert, Iterable[Block]] = {
        Insert.PILLARS: terms(_chosen(record.pillars, record.version.text.pillars), languages),
        Insert.PRINCIPLES: terms(
            _chosen(record.principles, record.version.text.principles), languages
        ),
        Insert.DOMAINS: terms(record.version.text.domains, languages),
        Insert.SIGNATURES: [_signatures(record, wording, first)],
        Insert.RATIFICATIONS: [_ratifications(record, wording, first)],
    }
    return composed(
        wording,
        languages,
        values,
        inserts,
        parties=record.parties,
        deciding=[each for each in record.parties if each.id in record.deciding],
        of_each=lambda party: _of_party(record, party, languages),
        programme=record.programme,
        number=record.number,
        hash_=record.version.text.text_hash,
        on=record.on,
        demonstration=record.demonstration,
    )


def _chosen(known: Sequence[Term], codes: Sequence[str]) -> list[Term]:
    """Return the terms that the text takes up; a code the programme lacks speaks for itself."""
    by_code = {term.code: term for term in known}
    return [by_code.get(code) or Term(code=code, text={"fr": code}) for code in codes]


def _values(record: ProtocolRecord, wording: Wording, languages: Sequence[str]) -> Values:
    text = record.version.text
    return {
        "parties": together(record.parties, wording, languages),
        "count": {each: number(len(record.parties), each) for each in languages},
        "phase": everywhere(record.phase),
        "programme": in_languages(record.programme, languages),
        "ties": in_languages(text.ties, languages),
        "domains": {
            each: ", ".join(read(term.text, each) for term in text.domains) for each in languages
        },
        "effective_on": days(text.effective_on, languages),
        "ends_on": days(record.ends_on, languages),
    }


def _of_party(record: ProtocolRecord, party: Party, languages: Sequence[str]) -> Values:
    signature = record.version.signatures.get(party.id)
    prior, vote = record.prior.get(party.id), record.version.votes.get(party.id)
    return {
        "prior_body": everywhere(prior.body if prior else None),
        "prior_reference": everywhere(prior.reference if prior else None),
        "prior_date": days(prior.adopted_on if prior else None, languages),
        "executive": everywhere(signature.signatory.acting_for if signature else None),
        "function": everywhere(signature.signatory.function if signature else None),
        "council": everywhere(vote.deliberation.body if vote else prior.body if prior else None),
    }


def _signatures(record: ProtocolRecord, wording: Wording, language: str) -> Signatures:
    signed = {
        party: Signed(each.signatory, each.place, each.on)
        for party, each in record.version.signatures.items()
    }
    return places(record.parties, signed, wording, language)


def _ratifications(record: ProtocolRecord, wording: Wording, language: str) -> Grid:
    rows = tuple(
        (
            (Piece(together([party], wording, [language]).get(language, read(party.names))),),
            *_vote(record.version.votes.get(party.id), language),
        )
        for party in record.parties
    )
    return Grid(
        title=label("ratifications", language),
        head=tuple(
            label(name, language) for name in ("party", "council", "deliberation", "outcome")
        ),
        rows=rows,
    )


def _vote(vote: CouncilVoted | None, language: str) -> tuple[tuple[Piece, ...], ...]:
    if vote is None:
        return tuple((gap(name, language),) for name in ("council", "prior_reference", "outcome"))
    match vote:
        case CouncilRatified():
            outcome = "ratified"
        case CouncilAdjourned():
            outcome = "adjourned"
        case _:
            outcome = "refused"
    decided = vote.deliberation
    words = (
        decided.body,
        f"{decided.reference}, {day(decided.adopted_on, language)}",
        label(outcome, language),
    )
    return tuple((Piece(each, Manner.FILLED),) for each in words)
