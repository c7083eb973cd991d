"""Versions of a report: signed by every party, then accepted or returned by the reviewer."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from gateway.read_model.marks import Mark
from gateway.read_model.noted import Noted
from vocabulary.budgets import CostClass
from vocabulary.reports import Slice


class ReportState(StrEnum):
    """Where a report stands; what is drafted is seen once a party has signed it."""

    EXPECTED = "expected"
    PARTLY_SIGNED = "partly_signed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REOPENED = "reopened"


class ReportVersionState(StrEnum):
    """Where a version stands; a superseded one counted until the next was accepted."""

    OPEN = "open"
    PARTLY_SIGNED = "partly_signed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"


class Opening(StrEnum):
    """Why there is a version after the first."""

    RETURN = "return"
    REOPENING = "reopening"


class ReportSignature(Noted, frozen=True, kw_only=True):
    function: str
    on: date
    content_hash: str
    recorded_on_behalf: bool
    mark: Mark


class Measured(Noted, frozen=True, kw_only=True):
    """A value of an indicator, null where it was not measured for a reason."""

    indicator: str
    commune: str | None
    not_measured: str | None
    slices: tuple[Slice, ...]


class Spent(Noted, frozen=True, kw_only=True):
    budget_line: str
    cost_class: CostClass
    on: date
    document: str
    warnings: tuple[str, ...]


class Item(Noted, frozen=True, kw_only=True):
    """A value or an expense that was submitted; `correction` counts how often it was changed."""

    correction: int
    year: int
    unit: str
    """The unit of a value, the currency of an expense."""
    value: Decimal | None
    measured: Measured | None = None
    spent: Spent | None = None


class SubmittedFigures(Noted, frozen=True, kw_only=True):
    """What all parties have signed; `position` is that of the event that said so."""

    content_hash: str
    on: date
    items: Mapping[str, Item]
    """By the id of the measurement or the expense."""
    position: int


class ReportVersion(Noted, frozen=True, kw_only=True):
    number: int
    opened_by: Opening | None = None
    opened_on: date | None = None
    opened_because: str | None = None
    signatures: Mapping[str, ReportSignature] = msgspec.field(default_factory=dict)
    submission: SubmittedFigures | None = None
    returned_on: date | None = None
    comments: str | None = None
    accepted_on: date | None = None
    decided_at_position: int | None = None
    mark: Mark

    @property
    def progress(self) -> ReportVersionState:
        if self.accepted_on:
            return ReportVersionState.ACCEPTED
        if self.returned_on:
            return ReportVersionState.RETURNED
        if self.submission:
            return ReportVersionState.SUBMITTED
        signed = bool(self.signatures)
        return ReportVersionState.PARTLY_SIGNED if signed else ReportVersionState.OPEN
