"""One year of a partnership in the payload of the gateway's benchmarks: its plan and its report."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import UUID

from contracts import planning, reporting
from contracts.partnerships import conventions as partnering
from vocabulary.actions import PlannedAction
from vocabulary.budgets import BudgetLine, CostClass, Period
from vocabulary.identifiers import (
    ActionPlanId,
    BudgetLineId,
    CommuneId,
    ConventionId,
    ExpenseId,
    MeasurementId,
    PartnershipId,
    PhaseId,
    ProtocolId,
    ReportId,
    StrategicPlanId,
)
from vocabulary.money import Money
from vocabulary.reports import ReportedExpense, ReportedValue, Slice
from vocabulary.results import Indicator, Result

VALUES, EXPENSES, LINES = 4, 4, 3
"""Values and expenses of a report, and budget lines of a plan."""

HASH = "sha256:" + "5" * 64


class Teller(Protocol):
    """What a year needs of its country."""

    plan: StrategicPlanId
    phase: PhaseId
    chain: tuple[Result, ...]
    indicators: list[Indicator]

    @property
    def country(self) -> str: ...

    def new_id(self) -> UUID: ...

    def say(self, service: str, subject: UUID, day: date, *events: Any) -> None: ...


def budget_lines(of: Teller) -> tuple[BudgetLine, ...]:
    return tuple(
        BudgetLine(
            id=BudgetLineId(of.new_id()),
            code=f"B{line + 1}",
            text={"fr": "Équipement du bureau d'état civil"},
            amount=Money("12500.00", "EUR"),
            cost_class=CostClass.OPERATIONAL,
        )
        for line in range(LINES)
    )


@dataclass
class PlanYear:
    """One year of one partnership: its joint action plan and its report."""

    of: Teller
    partnership: PartnershipId
    protocol: ProtocolId
    parties: tuple[CommuneId, ...]
    year: int
    day: date

    def agreed(
        self, id_: ActionPlanId, number: int, convention: ConventionId, before: ActionPlanId | None
    ) -> None:
        self.id, self.lines = id_, budget_lines(self.of)
        first = number * VALUES
        every = self.of.indicators
        self.indicators = [every[(first + n) % len(every)] for n in range(VALUES)]
        self.period = Period(starts_on=date(self.year, 1, 1), ends_on=date(self.year, 12, 31))
        what: dict[str, Any] = {"action_plan": id_, "partnership": self.partnership}
        for party in self.parties:
            agreed = planning.PartyAgreedActionPlan(
                **what, party=party, content_hash=HASH, on=self.day
            )
            self.of.say("planning", id_, self.day, agreed)
        self.of.say("planning", id_, self.day, self._submitted())
        annexed_on = self.day + timedelta(days=10)
        annexed = partnering.ActionPlanAnnexed(
            convention=convention, version=1, **what, content_hash=HASH, on=annexed_on
        )
        self.of.say("partnerships", convention, annexed_on, annexed)
        adopted = planning.ActionPlanAdopted(
            **what, convention=convention, convention_version=1, on=annexed_on
        )
        self.of.say("planning", id_, annexed_on, adopted)
        if before:
            superseded = planning.ActionPlanSuperseded(
                action_plan=before, partnership=self.partnership, by=id_, on=annexed_on
            )
            self.of.say("planning", before, annexed_on, superseded)

    def _submitted(self) -> planning.ActionPlanSubmitted:
        results = tuple(result.id for result in self.of.chain[2:4])
        return planning.ActionPlanSubmitted(
            action_plan=self.id,
            partnership=self.partnership,
            protocol=self.protocol,
            phase=self.of.phase,
            country=self.of.country,
            parties=self.parties,
            content_hash=HASH,
            title={"fr": f"Plan d'action commun {self.year}"},
            period=self.period,
            actions=(
                PlannedAction(code="A1", text={"fr": "Former les agents"}, results=results),
                PlannedAction(code="A2", text={"fr": "Équiper le bureau"}, results=results[:1]),
            ),
            indicators=tuple(indicator.id for indicator in self.indicators),
            budget_lines=self.lines,
            strategic_plan=self.of.plan,
            strategic_plan_version=1,
            on=self.day,
        )

    def reported(self, id_: ReportId, *, returned: bool) -> None:
        expected = reporting.ReportExpected(
            report=id_,
            action_plan=self.id,
            partnership=self.partnership,
            phase=self.of.phase,
            country=self.of.country,
            parties=self.parties,
            period=self.period,
            indicators=tuple(indicator.id for indicator in self.indicators),
            due_on=date(self.year + 1, 3, 31),
        )
        self.of.say("reporting", id_, self.day, expected)
        values, expenses = self._values(1), self._expenses()
        day = date(self.year + 1, 1, 15) + timedelta(days=self.day.day)
        self._version(id_, 1, day, values, expenses)
        accepted_on = day + timedelta(days=20)
        if returned:
            sent_back = reporting.ReportReturned(
                report=id_, version=1, comments="Il manque la ventilation par sexe.", on=accepted_on
            )
            self.of.say("reporting", id_, accepted_on, sent_back)
            corrected = tuple(
                ReportedValue(
                    measurement=value.measurement,
                    version=2,
                    indicator=value.indicator,
                    year=value.year,
                    unit=value.unit,
                    value="99",
                    slices=value.slices,
                )
                for value in values[:1]
            )
            accepted_on = day + timedelta(days=60)
            self._version(id_, 2, day + timedelta(days=40), (*corrected, *values[1:]), expenses)
        accepted = reporting.ReportAccepted(report=id_, version=1 + returned, on=accepted_on)
        self.of.say("reporting", id_, accepted_on, accepted)

    def _version(
        self,
        id_: ReportId,
        version: int,
        day: date,
        values: tuple[ReportedValue, ...],
        expenses: tuple[ReportedExpense, ...],
    ) -> None:
        for party in self.parties:
            signed = reporting.PartySignedReport(
                report=id_,
                version=version,
                party=party,
                function="Directeur général",
                content_hash=HASH,
                on=day,
            )
            self.of.say("reporting", id_, day, signed)
        submitted = reporting.ReportSubmitted(
            report=id_,
            version=version,
            action_plan=self.id,
            partnership=self.partnership,
            country=self.of.country,
            period=self.period,
            content_hash=HASH,
            values=values,
            expenses=expenses,
            on=day,
        )
        self.of.say("reporting", id_, day, submitted)

    def _values(self, version: int) -> tuple[ReportedValue, ...]:
        return tuple(
            ReportedValue(
                measurement=MeasurementId(self.of.new_id()),
                version=version,
                indicator=indicator.id,
                year=self.year,
                unit=indicator.unit,
                value=str(40 + number) if number < VALUES - 1 else None,
                not_measured=None if number < VALUES - 1 else "Enquête reportée",
                slices=(
                    Slice(by={"sexe": "femmes"}, value="20"),
                    Slice(by={"sexe": "hommes"}, value=str(20 + number)),
                )
                if number < VALUES - 1
                else (),
            )
            for number, indicator in enumerate(self.indicators)
        )

    def _expenses(self) -> tuple[ReportedExpense, ...]:
        return tuple(
            ReportedExpense(
                expense=ExpenseId(self.of.new_id()),
                version=1,
                budget_line=self.lines[number % len(self.lines)].id,
                cost_class=CostClass.OPERATIONAL,
                amount=Money(f"{1000 + number}.50", "EUR" if number % 2 else "MAD"),
                on=date(self.year, 9 + number % 3, 10),
                document=f"facture {self.year}/{number}",
            )
            for number in range(EXPENSES)
        )
