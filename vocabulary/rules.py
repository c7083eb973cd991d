"""What a programme lays down for a phase: its legal basis, who takes part, how long, how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, TypeAlias

from vocabulary.acts import Count
from vocabulary.checks import Checked, Wrong
from vocabulary.codes import CountryCode, Currency
from vocabulary.percentages import Percentage
from vocabulary.terms import PerhapsTerms
from vocabulary.text import LANGUAGE, Text, Words

UNANIMITY: Final = "100"
"""Source: "les communes ont validé"; no quorum is named."""
YEARLY: Final = 12
"""Months between joint action plans: "au moins une fois par an" (article 4)."""


def months_problem(months: int) -> Wrong | None:
    if months >= 1:
        return None
    return Wrong("is a number of months, from 1 on", fr="est un nombre de mois, à partir de 1")


def language_problem(tag: str) -> Wrong | None:
    if LANGUAGE.fullmatch(tag):
        return None
    return Wrong("is not a BCP 47 language tag", fr="n'est pas une étiquette de langue BCP 47")


Months: TypeAlias = Annotated[int, Checked(months_problem)]
Language: TypeAlias = Annotated[str, Checked(language_problem)]
"""BCP 47."""


class TextKind(StrEnum):
    LAW = "law"
    POLICY = "policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoverningText:
    """A law or a policy on which the phase rests, with the days between which it holds."""

    kind: TextKind
    title: Text
    reference: Words
    url: str | None = None
    holds_from: date | None = None
    holds_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """A country whose communes may take part; those of these regions only, where any are named."""

    country: CountryCode
    regions: tuple[Words, ...] = ()


class PlanKind(StrEnum):
    STRATEGIC = "strategic"
    OPERATIONAL = "operational"
    JOINT_ACTION = "joint-action"


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """How many months a plan covers: in one country or in all, the first of its kind or any."""

    plan: PlanKind
    months: Months
    country: CountryCode | None = None
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """The share of a country's communes that must validate its strategic plan; 100 is all."""

    share: Percentage = UNANIMITY
    country: CountryCode | None = None


class Milestone(StrEnum):
    """What days are counted from."""

    PERIOD_END = "period-end"
    PHASE_START = "phase-start"
    PHASE_END = "phase-end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Something due a number of days after a milestone."""

    code: Words
    text: Text
    after: Milestone
    days: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All of it is data of the programme; what no source gives is left out, never guessed.

    Without territories communes of any place may take part; without a quorum all communes of the
    country must validate. `notice_days` is the notice that either side of a partnership gives.
    """

    governing_texts: tuple[GoverningText, ...] = ()
    territories: tuple[Territory, ...] = ()
    levels: PerhapsTerms = ()
    languages: tuple[Language, ...] = ()
    currencies: tuple[Currency, ...] = ()
    cost_classes: PerhapsTerms = ()
    ineligible_costs: PerhapsTerms = ()
    quorums: tuple[Quorum, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    horizons: tuple[Horizon, ...] = ()
    notice_days: Count | None = None

    def territory_of(self, country: str) -> Territory | None:
        return next((each for each in self.territories if each.country == country), None)

    def quorum_of(self, country: str) -> str:
        """Return the share of a country's communes that must validate, unanimity by default."""
        shares = {each.country: each.share for each in self.quorums}
        return shares.get(country) or shares.get(None) or UNANIMITY

    def months_of(self, plan: PlanKind, country: str, *, first: bool = False) -> int | None:
        """Return how many months a plan covers, by the rule that fits best; None without one."""
        fitting = [
            each
            for each in self.horizons
            if each.plan is plan and each.country in {country, None} and (first or not each.first)
        ]
        fitting.sort(key=lambda each: (each.first, each.country is not None))
        return fitting[-1].months if fitting else None


def rules_problem(rules: Rules) -> Wrong | None:
    """Return which statement stands twice, so that two of them could differ."""
    listed: dict[tuple[str, str], Sequence[object]] = {
        ("a country of territories", "un pays des territoires"): [
            each.country for each in rules.territories
        ],
        ("a language", "une langue"): rules.languages,
        ("a currency", "une monnaie"): rules.currencies,
        ("the country of a quorum", "le pays d'un quorum"): [
            each.country for each in rules.quorums
        ],
        ("the code of a deadline", "le code d'une échéance"): [
            each.code for each in rules.deadlines
        ],
        ("a horizon", "un horizon"): [
            (each.plan, each.country, each.first) for each in rules.horizons
        ],
    }
    for (what, en_francais), values in listed.items():
        if len(set(values)) < len(values):
            return Wrong(f"names {what} twice", fr=f"nomme deux fois {en_francais}")
    return None


PhaseRules: TypeAlias = Annotated[Rules, Checked(rules_problem)]
"""Nothing in it stands twice."""
