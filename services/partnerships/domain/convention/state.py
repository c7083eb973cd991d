"""What is known of a specific convention, from its events: its versions and annexed plans."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.partnerships.domain.convention.content import ConventionContent
from services.partnerships.domain.convention.events import (
    ActionPlanAnnexed,
    ConventionAmendmentDrafted,
    ConventionConcluded,
    ConventionDrafted,
    ConventionRevised,
    ConventionSigned,
    Event,
    OfVersion,
)
from vocabulary.budgets import BudgetLine
from vocabulary.identifiers import ActionPlanId, CommuneId


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A content with who has signed it."""

    drafted: ConventionDrafted | ConventionAmendmentDrafted
    budget_lines: tuple[BudgetLine, ...]
    content_hash: str
    signatures: Mapping[CommuneId, ConventionSigned] = field(default_factory=dict)
    concluded_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """`versions` from 1 on; the latest one concluded holds, a later one is being signed."""

    drafted: ConventionDrafted | None = None
    versions: tuple[Version, ...] = ()
    annexed: Mapping[ActionPlanId, ActionPlanAnnexed] = field(default_factory=dict)

    @property
    def parties(self) -> tuple[CommuneId, ...]:
        return self.drafted.parties if self.drafted else ()

    @property
    def holds(self) -> int | None:
        """The number of the version that is concluded and holds, None before the first."""
        numbers = range(len(self.versions), 0, -1)
        return next((n for n in numbers if self.versions[n - 1].concluded_on), None)


INITIAL = Convention()


def content_of(
    drafted: ConventionDrafted, version: int, lines: tuple[BudgetLine, ...]
) -> ConventionContent:
    """Return what the parties sign when these lines are the version's."""
    return ConventionContent(
        partnership=drafted.partnership,
        protocol=drafted.protocol,
        parties=drafted.parties,
        version=version,
        budget_lines=lines,
    )


def evolve(convention: Convention, event: Event) -> Convention:
    match event:
        case ConventionDrafted():
            return Convention(drafted=event, versions=(_opened(event),))
        case ConventionAmendmentDrafted():
            return replace(convention, versions=(*convention.versions, _opened(event)))
        case ActionPlanAnnexed(action_plan=plan):
            return replace(convention, annexed={**convention.annexed, plan: event})
        case _:
            versions = list(convention.versions)
            versions[event.version - 1] = _evolve_version(versions[event.version - 1], event)
            return replace(convention, versions=tuple(versions))


def _opened(event: ConventionDrafted | ConventionAmendmentDrafted) -> Version:
    return Version(drafted=event, budget_lines=event.budget_lines, content_hash=event.content_hash)


def _evolve_version(version: Version, event: OfVersion) -> Version:
    match event:
        case ConventionRevised(budget_lines=lines, content_hash=content_hash):
            return replace(version, budget_lines=lines, content_hash=content_hash, signatures={})
        case ConventionSigned(party=party):
            return replace(version, signatures={**version.signatures, party: event})
        case ConventionConcluded(on=on):
            return replace(version, concluded_on=on)
