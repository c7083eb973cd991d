"""One row of the SCDL as a deliberation. Source: SCDL "délibérations" 2.1.2."""

from datetime import date
from typing import Final

from services.partnerships.domain.deliberation.cells import Cells
from vocabulary.acts import Evidence, Votes
from vocabulary.deliberations import (
    BudgetConcerned,
    DeliberationContent,
    LegalityControl,
    Matter,
    Organ,
)

VOTES: Final = ("VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION")


def content_of(row: Cells, organ: Organ, body: str) -> DeliberationContent | None:
    """Return what the row says, None where it has faults, which it then names."""
    row.needed("COLL_NOM")
    row.matching("COLL_SIRET", r"[0-9]{14}", "siret")
    reference, adopted_on = row.needed("DELIB_ID"), _adopted_on(row)
    content = DeliberationContent(
        organ=organ,
        body=body,
        reference=reference,
        adopted_on=adopted_on or date.min,
        object=row.needed("DELIB_OBJET"),
        votes=_votes(row),
        seats=row.count("VOTE_EFFECTIF"),
        present=row.count("VOTE_REEL"),
        matter=_matter(row),
        budget=_budget(row),
        control=_control(row),
        evidence=_evidence(row, reference),
    )
    _adds_up(row, content)
    return None if row.faults else content


def _adopted_on(row: Cells) -> date | None:
    return row.day("DELIB_DATE") if row.needed("DELIB_DATE") else None


def _votes(row: Cells) -> Votes | None:
    counted = {column: row.count(column) for column in VOTES}
    if not any(row.text(column) for column in VOTES):
        return None
    for column in VOTES:
        if row.text(column) is None:
            row.fault(column, "votes")
    in_favour, against, abstentions = (count or 0 for count in counted.values())
    return Votes(in_favour=in_favour, against=against, abstentions=abstentions)


def _adds_up(row: Cells, content: DeliberationContent) -> None:
    votes, present, seats = content.votes, content.present, content.seats
    cast = votes.in_favour + votes.against + votes.abstentions if votes else 0
    if present is not None and present < cast:
        row.fault("VOTE_REEL", "sum")
    if seats is not None and seats < max(cast, present or 0):
        row.fault("VOTE_EFFECTIF", "sum")


def _matter(row: Cells) -> Matter | None:
    code = row.matching("DELIB_MATIERE_CODE", r"[0-9]\.[0-9]{1,2}", "matter_code")
    name = row.text("DELIB_MATIERE_NOM")
    if name is None:
        if code is not None:
            row.fault("DELIB_MATIERE_CODE", "alone")
        return None
    return Matter(name=name, code=code)


def _budget(row: Cells) -> BudgetConcerned | None:
    years = row.matching("BUDGET_ANNEE", r"[0-9]{4}(/[0-9]{4})?", "years")
    name = row.text("BUDGET_NOM")
    if years is None:
        if name is not None:
            row.fault("BUDGET_NOM", "alone")
        return None
    return BudgetConcerned(years=years, name=name)


def _control(row: Cells) -> LegalityControl | None:
    authority, registered_on = row.text("PREF_ID"), row.day("PREF_DATE")
    if authority is None:
        if row.text("PREF_DATE") is not None:
            row.fault("PREF_DATE", "alone")
        return None
    return LegalityControl(authority=authority, registered_on=registered_on)


def _evidence(row: Cells, reference: str) -> Evidence | None:
    url = row.matching("DELIB_URL", r"https?://[^\s/]+\.?[^\s]*", "url")
    return Evidence(reference=reference, url=url) if url else None
