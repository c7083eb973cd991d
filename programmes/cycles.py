"""What follows the protocols in a demonstration pack: strategies, conventions, plans, reports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from programmes import action_plans, conventions, figures, reports, strategic_plans
from programmes.action_plans import ActionPlan
from programmes.conventions import Convention
from programmes.faults import Fault
from programmes.model import Outline, StrategicPlan
from programmes.protocols import Draft
from programmes.reports import Report
from programmes.sends import Send, Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycles:
    """All that happens under the protocols of a pack, each part resting on the one before."""

    strategies: tuple[StrategicPlan, ...]
    conventions: Sequence[Convention]
    plans: Sequence[ActionPlan]
    reports: tuple[Report, ...]

    @property
    def ids(self) -> Iterator[tuple[UUID, str]]:
        """Yield every identifier with where it stands; that of a report follows from its plan's."""
        yield from strategic_plans.ids(self.strategies)
        for convention in self.conventions:
            yield convention.id, convention.origin
            for line in convention.budget_lines.values():
                yield line.id, convention.origin
        for plan in self.plans:
            yield plan.id, plan.origin
        for report in self.reports:
            # A correction stands under the identifier of what it corrects.
            yield from {each.id: each.origin for each in reversed(report.figures)}.items()


def read(
    folder: Path,
    base: Outline,
    protocols: Mapping[tuple[str, str], Draft],
    faults: list[Fault],
) -> Cycles:
    """Return what the folder says of them; a file that is not there says nothing."""
    strategies = strategic_plans.read(folder, base, faults)
    under = conventions.read(folder, protocols, faults)
    plans = action_plans.read(folder, under, strategies, faults)
    values = figures.values(folder / "values.csv", plans, faults)
    expenses = figures.expenses(folder / "expenses.csv", plans, faults)
    return Cycles(
        strategies=strategies,
        conventions=tuple(under.values()),
        plans=tuple(plans.values()),
        reports=reports.read(folder, plans, values, expenses, faults),
    )


def sends(cycles: Cycles) -> Iterator[Send]:
    """Yield the commands; each is made up and says so."""
    for strategy in cycles.strategies:
        yield from strategic_plans.sends(strategy, _sender(strategy.programme.country))
    for convention in cycles.conventions:
        yield from conventions.sends(convention, _sender(_country(convention)))
    for plan in cycles.plans:
        yield from action_plans.sends(plan, _sender(_country(plan.convention)))
    for report in cycles.reports:
        yield from reports.sends(report, _sender(_country(report.plan.convention)))


def _country(convention: Convention) -> str:
    return convention.protocol.partnership.country


def _sender(country: str) -> Sender:
    return Sender(country.lower(), demonstration=True)
