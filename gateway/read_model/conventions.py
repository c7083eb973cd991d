"""Specific conventions (convention spécifique): versions, signatures, annexed action plans."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import ClassVar, TypeAlias

import msgspec

from gateway.read_model.budgets import budget_lines
from gateway.read_model.dossiers import SPEAKER, WORDS, Part, Seated, seated
from gateway.read_model.ids import gid
from gateway.read_model.marks import MARK_COLUMNS, Mark
from gateway.read_model.noted import Noted
from kernel.postgres.rows import Row, Table
from vocabulary.acts import Evidence
from vocabulary.budgets import BudgetLine
from vocabulary.conventions import ConventionState, FinancialTerms
from vocabulary.money import Money

CONVENTION = Table(
    "rm.convention",
    ("country_code", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "partnership_id": f"{WORDS} NOT NULL",
        "protocol_id": WORDS,
        "state": "text NOT NULL",
        "version": "int NOT NULL",
        "begun_on": "date NOT NULL",
        "concluded_on": "date",
        "closed_on": "date",
        "abandonment": "json",
        "budget_lines": "json NOT NULL",
        "allotments": "json NOT NULL",
        "advances": "json NOT NULL",
        "shares": "json NOT NULL",
        "eligible_cost_classes": "text[] NOT NULL",
        "data_protection": "json",
        **MARK_COLUMNS,
    },
    history=True,
)
VERSION = Table(
    "rm.convention_version",
    ("country_code", "convention_id", "version"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "convention_id": f"{WORDS} NOT NULL",
        "version": "int NOT NULL",
        "state": "text NOT NULL",
        "content_hash": "text NOT NULL",
        "concluded_on": "date",
        "budget_lines": "json NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
SIGNATURE = Table(
    "rm.convention_signature",
    ("country_code", "convention_id", "version", "commune_id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "convention_id": f"{WORDS} NOT NULL",
        "version": "int NOT NULL",
        "commune_id": f"{WORDS} NOT NULL",
        "seat": "int NOT NULL",
        "function": "text NOT NULL",
        "acting_for": "text NOT NULL",
        "place": "text NOT NULL",
        "signed_on": "date NOT NULL",
        "content_hash": "text NOT NULL",
        "recorded_on_behalf": "boolean NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
ANNEX = Table(
    "rm.annex",
    ("country_code", "convention_id", "version", "action_plan_id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "convention_id": f"{WORDS} NOT NULL",
        "version": "int NOT NULL",
        "action_plan_id": f"{WORDS} NOT NULL",
        "seat": "int NOT NULL",
        "commune_id": WORDS,
        "annexed_on": "date NOT NULL",
        "content_hash": "text NOT NULL",
        "recorded_on_behalf": "boolean NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
TABLES = (CONVENTION, VERSION, SIGNATURE, ANNEX)
INDEXES = (
    "rm.convention (gid)",
    "rm.convention (country_code, begun_on DESC, id)",
    "rm.convention (country_code, partnership_id, begun_on DESC, id)",
    "rm.annex (country_code, action_plan_id, annexed_on, convention_id, version)",
)

_Act: TypeAlias = tuple[int, str]


class ConventionSignature(Noted, frozen=True, kw_only=True):
    function: str
    acting_for: str
    place: str
    on: date
    content_hash: str
    recorded_on_behalf: bool
    mark: Mark


class Annex(Noted, frozen=True, kw_only=True):
    """A joint action plan, annexed by its content hash."""

    party: str | None
    on: date
    content_hash: str
    recorded_on_behalf: bool
    mark: Mark


class ConventionVersion(Noted, frozen=True, kw_only=True):
    number: int
    content_hash: str
    signatures: Mapping[str, ConventionSignature] = msgspec.field(default_factory=dict)
    budget_lines: tuple[BudgetLine, ...] = ()
    terms: FinancialTerms | None = None
    concluded_on: date | None = None
    annexes: Mapping[str, Annex] = msgspec.field(default_factory=dict)
    mark: Mark

    @property
    def state(self) -> ConventionState:
        if self.concluded_on:
            return ConventionState.CONCLUDED
        return ConventionState.PARTLY_SIGNED if self.signatures else ConventionState.DRAFT


class Abandonment(Noted, frozen=True, kw_only=True):
    """The convention was given up before all had signed it."""

    on: date
    reason: str
    party: str
    recorded_on_behalf: bool


class Receipt(Noted, frozen=True, kw_only=True):
    """An advance as it arrived."""

    amount: Money
    on: date
    party: str


class DataProtection(Noted, frozen=True, kw_only=True):
    """The rules on personal data, annexed as a document."""

    document: Evidence
    version: int
    on: date
    party: str
    recorded_on_behalf: bool


class Convention(Noted, frozen=True, kw_only=True):
    """It is shown from the first signature on; its budget once it is concluded.

    `received` are advances by their code.
    """

    kind: ClassVar[str] = "convention"
    service: ClassVar[str] = SPEAKER

    country: str
    id: str
    partnership: str
    protocol: str | None = None
    begun_on: date
    versions: Mapping[str, ConventionVersion] = msgspec.field(default_factory=dict)
    """By number, as text; the oldest first."""
    closed_on: date | None = None
    abandonment: Abandonment | None = None
    data_protection: DataProtection | None = None
    received: Mapping[str, Receipt] = msgspec.field(default_factory=dict)
    mark: Mark

    @property
    def state(self) -> ConventionState:
        if self.abandonment:
            return ConventionState.ABANDONED
        return ConventionState.CLOSED if self.closed_on else self.current.state

    @property
    def current(self) -> ConventionVersion:
        """The latest version that is concluded, else the latest."""
        versions = list(self.versions.values())
        concluded = [version for version in versions if version.concluded_on]
        return (concluded or versions)[-1]

    def parts(self) -> Iterable[Part]:
        if not self.versions:  # of a draft nothing is heard but what is annexed to it
            return
        yield Part(CONVENTION, {None: self}, _row)
        place = {"country_code": self.country, "convention_id": self.id}
        versions = self.versions.values()
        yield Part(VERSION, {v.number: v for v in versions}, partial(_version, place))
        signatures = {
            (version.number, party): at
            for version in versions
            for party, at in seated(version.signatures).items()
        }
        yield Part(SIGNATURE, signatures, partial(_signature, place))
        annexes = {
            (version.number, plan): at
            for version in versions
            for plan, at in seated(version.annexes).items()
        }
        yield Part(ANNEX, annexes, partial(_annex, place))


def _row(_place: None, convention: Convention) -> Row:
    current = convention.current
    return CONVENTION.row(
        country_code=convention.country,
        id=convention.id,
        gid=gid("Convention", convention.country, convention.id),
        partnership_id=convention.partnership,
        protocol_id=convention.protocol,
        state=convention.state.name,
        version=current.number,
        begun_on=convention.begun_on,
        concluded_on=current.concluded_on,
        closed_on=convention.closed_on,
        abandonment=convention.abandonment,
        budget_lines=budget_lines(current.budget_lines),
        **_terms(convention),
        data_protection=convention.data_protection,
        **convention.mark.columns,
    )


def _terms(convention: Convention) -> Row:
    terms = convention.current.terms or FinancialTerms()
    return {
        "allotments": [
            {
                "line": each.line,
                "year": each.year,
                "cost_class": each.cost_class.name,
                "amount": each.amount,
            }
            for each in terms.allotments
        ],
        "advances": [
            {
                "code": each.code,
                "due_on": each.due_on,
                "amount": each.amount,
                "condition": each.condition,
                "received": convention.received.get(each.code),
            }
            for each in terms.advances
        ],
        "shares": terms.shares,
        "eligible_cost_classes": [each.name for each in terms.eligible_cost_classes],
    }


def _version(place: Row, number: int, version: ConventionVersion) -> Row:
    return {
        **place,
        "version": number,
        "state": version.state.name,
        "content_hash": version.content_hash,
        "concluded_on": version.concluded_on,
        "budget_lines": budget_lines(version.budget_lines),
        **version.mark.columns,
    }


def _signature(place: Row, act: _Act, at: Seated[ConventionSignature]) -> Row:
    (number, commune), (seat, signature) = act, at
    return {
        **place,
        "version": number,
        "commune_id": commune,
        "seat": seat,
        "function": signature.function,
        "acting_for": signature.acting_for,
        "place": signature.place,
        "signed_on": signature.on,
        "content_hash": signature.content_hash,
        "recorded_on_behalf": signature.recorded_on_behalf,
        **signature.mark.columns,
    }


def _annex(place: Row, act: _Act, at: Seated[Annex]) -> Row:
    (number, plan), (seat, annex) = act, at
    return {
        **place,
        "version": number,
        "action_plan_id": plan,
        "seat": seat,
        "commune_id": annex.party,
        "annexed_on": annex.on,
        "content_hash": annex.content_hash,
        "recorded_on_behalf": annex.recorded_on_behalf,
        **annex.mark.columns,
    }
