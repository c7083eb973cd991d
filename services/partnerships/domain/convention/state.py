"""What is known of a specific convention, from its events: its versions and annexed plans."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.partnerships.domain.convention.content import ConventionContent
from services.partnerships.domain.convention.events import (
    ActionPlanAnnexed,
    AdvanceCorrected,
    AdvanceReceived,
    AdvanceWithdrawn,
    ConventionAbandoned,
    ConventionAmendmentDrafted,
    ConventionClosed,
    ConventionConcluded,
    ConventionDrafted,
    ConventionReopened,
    ConventionRevised,
    ConventionSignatureWithdrawn,
    ConventionSigned,
    DataProtectionAnnexed,
    Event,
    OfAdvance,
    OfAnnex,
    OfEnd,
    OfVersion,
)
from vocabulary.acts import Evidence
from vocabulary.budgets import BudgetLine
from vocabulary.conventions import FinancialTerms
from vocabulary.identifiers import ActionPlanId, CommuneId
from vocabulary.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A content with who has signed it."""

    drafted: ConventionDrafted | ConventionAmendmentDrafted
    budget_lines: tuple[BudgetLine, ...]
    content_hash: str
    terms: FinancialTerms | None = None
    signatures: Mapping[CommuneId, ConventionSigned] = field(default_factory=dict)
    concluded_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An advance as it arrived."""

    amount: Money
    on: date
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """`versions` from 1 on; the latest one concluded holds, a later one is being signed.

    `received` are advances by code, `withdrawn` the codes of those recorded wrongly; `end` is the
    last closing or reopening, `given_up` the last version that was, until another is drafted.
    """

    drafted: ConventionDrafted | None = None
    versions: tuple[Version, ...] = ()
    annexed: Mapping[ActionPlanId, ActionPlanAnnexed] = field(default_factory=dict)
    data_protection: DataProtectionAnnexed | None = None
    received: Mapping[str, Receipt] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    end: ConventionClosed | ConventionReopened | None = None
    given_up: ConventionAbandoned | None = None

    @property
    def parties(self) -> tuple[CommuneId, ...]:
        return self.drafted.parties if self.drafted else ()

    @property
    def holds(self) -> int | None:
        """The number of the version that is concluded and holds, None before the first."""
        numbers = range(len(self.versions), 0, -1)
        return next((n for n in numbers if self.versions[n - 1].concluded_on), None)

    @property
    def abandoned(self) -> ConventionAbandoned | None:
        """How the convention itself was given up, None while it goes on or a version holds."""
        return self.given_up if self.holds is None else None


INITIAL = Convention()


def content_of(
    drafted: ConventionDrafted,
    version: int,
    lines: tuple[BudgetLine, ...],
    terms: FinancialTerms | None,
) -> ConventionContent:
    """Return what the parties sign when these lines and terms are the version's."""
    return ConventionContent(
        partnership=drafted.partnership,
        protocol=drafted.protocol,
        parties=drafted.parties,
        version=version,
        budget_lines=lines,
        terms=terms,
    )


def evolve(convention: Convention, event: Event) -> Convention:
    match event:
        case ConventionDrafted():
            return Convention(drafted=event, versions=(_opened(event),))
        case ConventionAmendmentDrafted():
            versions = (*convention.versions, _opened(event))
            return replace(convention, versions=versions, given_up=None)
        case ActionPlanAnnexed() | DataProtectionAnnexed():
            return _evolve_annex(convention, event)
        case AdvanceReceived() | AdvanceCorrected() | AdvanceWithdrawn():
            return _evolve_advance(convention, event)
        case ConventionAbandoned() | ConventionClosed() | ConventionReopened():
            return _evolve_end(convention, event)
        case _:
            before, now, after = _around(convention.versions, event.version)
            return replace(convention, versions=(*before, _evolve_version(now, event), *after))


def _opened(event: ConventionDrafted | ConventionAmendmentDrafted) -> Version:
    return Version(
        drafted=event,
        budget_lines=event.budget_lines,
        content_hash=event.content_hash,
        terms=event.terms,
    )


def _evolve_annex(convention: Convention, event: OfAnnex) -> Convention:
    if isinstance(event, DataProtectionAnnexed):
        return replace(convention, data_protection=event)
    return replace(convention, annexed={**convention.annexed, event.action_plan: event})


def _evolve_advance(convention: Convention, event: OfAdvance) -> Convention:
    others = {code: each for code, each in convention.received.items() if code != event.advance}
    if isinstance(event, AdvanceWithdrawn):
        withdrawn = convention.withdrawn | {event.advance}
        return replace(convention, received=others, withdrawn=withdrawn)
    receipt = Receipt(amount=event.amount, on=event.on, evidence=event.evidence)
    return replace(convention, received={**others, event.advance: receipt})


def _around(
    versions: tuple[Version, ...], number: int
) -> tuple[tuple[Version, ...], Version, tuple[Version, ...]]:
    return versions[: number - 1], versions[number - 1], versions[number:]


def _evolve_end(convention: Convention, event: OfEnd) -> Convention:
    if isinstance(event, ConventionAbandoned):
        # The first one stays to be seen; an amendment is no version of what holds.
        versions = convention.versions[: convention.holds or event.version]
        return replace(convention, given_up=event, versions=versions)
    # An amendment that was not concluded when it was closed has fallen.
    versions = convention.versions[: event.version]
    return replace(convention, end=event, versions=versions)


def _evolve_version(version: Version, event: OfVersion) -> Version:
    match event:
        case ConventionRevised(budget_lines=lines, content_hash=content_hash, terms=terms):
            return replace(
                version,
                budget_lines=lines,
                content_hash=content_hash,
                terms=terms,
                signatures={},
            )
        case ConventionSigned(party=party):
            return replace(version, signatures={**version.signatures, party: event})
        case ConventionSignatureWithdrawn(party=party):
            left = {other: by for other, by in version.signatures.items() if other != party}
            return replace(version, signatures=left)
        case ConventionConcluded(on=on):
            return replace(version, concluded_on=on)
