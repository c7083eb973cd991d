"""Versions of a protocol's text and what each party has done with them.

A version's state follows from what the parties have done with it, so that a withdrawn vote
leaves nothing behind but its reason.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import msgspec

from gateway.read_model.marks import Mark
from gateway.read_model.noted import Noted
from vocabulary.acts import Deliberation
from vocabulary.terms import Term


class VoteOutcome(StrEnum):
    """Where a council's decision on one version stands."""

    PENDING = "pending"
    RATIFIED = "ratified"
    ADJOURNED = "adjourned"
    REFUSED = "refused"


class VersionKind(StrEnum):
    """Why a version of the text was put on the table."""

    FIRST = "first"
    RESUBMISSION = "resubmission"
    AMENDMENT = "amendment"


class VersionState(StrEnum):
    """Where a version of the text stands; a superseded one was in force until the next was."""

    NEGOTIATING = "negotiating"
    AGREED = "agreed"
    PARTLY_SIGNED = "partly_signed"
    SIGNED = "signed"
    PARTLY_RATIFIED = "partly_ratified"
    IN_FORCE = "in_force"
    LAPSED = "lapsed"
    ABANDONED = "abandoned"
    SUPERSEDED = "superseded"


class Wording(Noted, frozen=True, kw_only=True):
    """The text on the table, as far as it is public."""

    text_hash: str
    pillars: tuple[str, ...]
    domains: tuple[Term, ...]


class Agreement(Noted, frozen=True, kw_only=True):
    on: date
    recorded_on_behalf: bool = False
    mark: Mark


class Signature(Noted, frozen=True, kw_only=True):
    function: str
    acting_for: str
    place: str
    on: date
    prior_deliberation: Deliberation | None
    recorded_on_behalf: bool
    mark: Mark


class Adjournment(Noted, frozen=True, kw_only=True):
    deliberation: Deliberation
    until: date | None


class Vote(Noted, frozen=True, kw_only=True):
    """`adjournments` are those before the present outcome."""

    outcome: VoteOutcome = VoteOutcome.PENDING
    deliberation: Deliberation | None = None
    until: date | None = None
    reason: str | None = None
    recorded_on_behalf: bool = False
    confirmed: bool | None = None
    """Null where there is nothing to confirm: not voted, or recorded by the commune itself."""
    warnings: tuple[str, ...] = ()
    correction: str | None = None
    adjournments: tuple[Adjournment, ...] = ()
    mark: Mark

    @property
    def open(self) -> bool:
        return self.outcome in {VoteOutcome.PENDING, VoteOutcome.ADJOURNED}


class Version(Noted, frozen=True, kw_only=True):
    number: int
    kind: VersionKind
    proposed_by: str
    proposed_on: date
    wording: Wording
    reason: str | None = None
    revised_by: str | None = None
    revised_on: date | None = None
    agreed_on: date | None = None
    in_force_since: date | None = None
    abandoned_on: date | None = None
    agreements: Mapping[str, Agreement] = msgspec.field(default_factory=dict)
    signatures: Mapping[str, Signature] = msgspec.field(default_factory=dict)
    votes: Mapping[str, Vote]
    """One for each party, in the parties' order."""
    mark: Mark

    @property
    def signed_on(self) -> date | None:
        """The day of the last signature, null until every party has signed."""
        if self.votes.keys() - self.signatures.keys():
            return None
        return max(signature.on for signature in self.signatures.values())

    @property
    def progress(self) -> VersionState:
        """How far the parties have come with it, whatever came after it."""
        if self.in_force_since:
            return VersionState.IN_FORCE
        if self.abandoned_on:
            return VersionState.ABANDONED
        outcomes = {vote.outcome for vote in self.votes.values()}
        if VoteOutcome.REFUSED in outcomes:
            return VersionState.LAPSED
        if VoteOutcome.RATIFIED in outcomes:
            return VersionState.PARTLY_RATIFIED
        if self.signatures:
            return VersionState.SIGNED if self.signed_on else VersionState.PARTLY_SIGNED
        return VersionState.AGREED if self.agreed_on else VersionState.NEGOTIATING

    @property
    def awaiting_since(self) -> date | None:
        """The day from which councils were awaited, null when none is."""
        awaited = self.progress in {VersionState.SIGNED, VersionState.PARTLY_RATIFIED}
        return self.signed_on if awaited else None
