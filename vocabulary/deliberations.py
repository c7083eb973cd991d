"""What is recorded of a deliberation (délibération) of a council or an executive.

Source: SCDL "délibérations" 2.1.2 (schema.data.gouv.fr), whose column names stand at each field.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from vocabulary.acts import Count, Evidence, Votes
from vocabulary.checks import Checked, Wrong
from vocabulary.text import Words


def budget_years_problem(years: str) -> Wrong | None:
    if re.fullmatch(r"[0-9]{4}(/[0-9]{4})?", years):
        return None
    return Wrong(
        'is neither a year, as "2017", nor two, as "2017/2018"',
        fr="n'est ni une année, comme « 2017 », ni deux, comme « 2017/2018 »",
    )


class Organ(StrEnum):
    """Which kind of organ of the commune decided; its own words for it are the `body`."""

    COUNCIL = "council"
    EXECUTIVE = "executive"
    SPECIAL_DELEGATION = "special-delegation"
    """Sits in the place of a council that was dissolved (délégation spéciale)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What the deliberation is about: DELIB_MATIERE_CODE where there is one, DELIB_MATIERE_NOM."""

    name: Words
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetConcerned:
    """The budget that the decision weighs on: BUDGET_ANNEE, BUDGET_NOM."""

    years: Annotated[str, Checked(budget_years_problem)]
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalityControl:
    """The authority that controls legality (préfecture, tutelle): PREF_ID, PREF_DATE."""

    authority: Words
    registered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliberationContent:
    """A deliberation as its commune keeps it; what no source gives is left out.

    `reference` (DELIB_ID) is the commune's own and unique to the organ; `seats` (VOTE_EFFECTIF)
    are those who may vote, `present` (VOTE_REEL) those who took part. `evidence` has the address
    where the deliberation is published (DELIB_URL).
    """

    organ: Organ
    body: Words
    reference: Words
    adopted_on: date
    object: Words
    votes: Votes | None = None
    seats: Count | None = None
    present: Count | None = None
    matter: Matter | None = None
    budget: BudgetConcerned | None = None
    control: LegalityControl | None = None
    evidence: Evidence | None = None
