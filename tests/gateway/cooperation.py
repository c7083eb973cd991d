"""What follows a protocol in force, told in events: plans, a convention, reports, figures."""

from datetime import date
from typing import Any

from contracts import planning, reporting
from contracts.partnerships import conventions as partnerships
from tests.gateway.register import TOLD
from tests.gateway.story import (
    BELFAA,
    HASH,
    JETTE,
    OTHER_HASH,
    PARTNERSHIP,
    PHASE,
    PROTOCOL,
    SHARED,
)
from tests.gateway.story import binding as bound
from tests.gateway.telling import Unit, id_of
from vocabulary.actions import PlannedAction
from vocabulary.acts import Source
from vocabulary.budgets import BudgetLine, CostClass, Period
from vocabulary.identifiers import (
    ActionPlanId,
    BudgetLineId,
    CommuneId,
    ConventionId,
    ExpenseId,
    IndicatorId,
    MeasurementId,
    ReportId,
    ResultId,
    StrategicPlanId,
)
from vocabulary.money import Money
from vocabulary.reports import ReportedExpense, ReportedValue, Slice
from vocabulary.results import Baseline, Indicator, Result, ResultLevel, Target

STRATEGY = StrategicPlanId(id_of("strategic plan"))
OUTCOME, OUTPUT = ResultId(id_of("outcome")), ResultId(id_of("output"))
ACTS, TRAINED = IndicatorId(id_of("acts")), IndicatorId(id_of("trained"))
PLAN, OTHER_PLAN = ActionPlanId(id_of("plan 2023")), ActionPlanId(id_of("plan 2024"))
REPORT, OTHER_REPORT = ReportId(id_of("report 2023")), ReportId(id_of("report 2024"))
CONVENTION = ConventionId(id_of("convention"))
LINE = BudgetLineId(id_of("line"))
YEAR = Period(starts_on=date(2023, 1, 1), ends_on=date(2023, 12, 31))
NEXT_YEAR = Period(starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))

CHAIN = (
    Result(
        id=OUTCOME,
        level=ResultLevel.OUTCOME,
        code="OS1",
        text={"fr": "Les actes sont délivrés à temps", "nl": "Akten op tijd"},
        unofficial=("nl",),
    ),
    Result(
        id=OUTPUT,
        level=ResultLevel.OUTPUT,
        code="R1",
        text={"fr": "Les agents sont formés"},
        parent=OUTCOME,
        indicators=(
            Indicator(
                id=ACTS,
                code="R1.1",
                text={"fr": "Actes délivrés"},
                unit="actes",
                baseline=Baseline(note="à établir"),
                targets=(Target(year=2023, value="100"), Target(year=2024, value="120.5")),
                source_of_verification="registres",
                dimensions=("sexe",),
            ),
            Indicator(
                id=TRAINED,
                code="R1.2",
                text={"fr": "Agents formés"},
                unit="personnes",
                baseline=Baseline(value="0", year=2021),
                source_of_verification="listes",
                lowest="0",
            ),
        ),
        assumptions=("Le cadre légal est maintenu",),
    ),
)
LINES = (
    BudgetLine(
        id=LINE,
        code="B1",
        text={"fr": "Équipement"},
        amount=Money("1000.00", "EUR"),
        cost_class=CostClass.MANAGEMENT,
    ),
)


def strategy_submitted(version: int = 1) -> planning.StrategicPlanSubmitted:
    return planning.StrategicPlanSubmitted(
        strategic_plan=STRATEGY,
        version=version,
        country_programme=SHARED,
        phase=PHASE,
        country="MA",
        content_hash=HASH,
        chain=CHAIN,
        communes=(BELFAA, JETTE),
        on=date(2022, 6, 1),
        sources=(Source(reference="cadre"),),
    )


def validated(commune: CommuneId, version: int = 1) -> planning.CommuneValidatedStrategicPlan:
    return planning.CommuneValidatedStrategicPlan(
        strategic_plan=STRATEGY, version=version, commune=commune, on=date(2022, 6, 10)
    )


def objected(commune: CommuneId, version: int = 1) -> planning.CommuneObjectedToStrategicPlan:
    return planning.CommuneObjectedToStrategicPlan(
        strategic_plan=STRATEGY,
        version=version,
        commune=commune,
        on=date(2022, 6, 12),
        reason="la cible est trop haute",
    )


def by_all(version: int = 1) -> planning.StrategicPlanValidated:
    return planning.StrategicPlanValidated(
        strategic_plan=STRATEGY,
        version=version,
        phase=PHASE,
        country="MA",
        content_hash=HASH,
        chain=CHAIN,
        on=date(2022, 6, 20),
    )


def agreed(party: CommuneId, plan: ActionPlanId = PLAN) -> planning.PartyAgreedActionPlan:
    return planning.PartyAgreedActionPlan(
        action_plan=plan,
        partnership=PARTNERSHIP,
        party=party,
        content_hash=HASH,
        on=date(2022, 9, 1),
    )


def submitted(plan: ActionPlanId = PLAN, period: Period = YEAR) -> planning.ActionPlanSubmitted:
    return planning.ActionPlanSubmitted(
        action_plan=plan,
        partnership=PARTNERSHIP,
        protocol=PROTOCOL,
        phase=PHASE,
        country="MA",
        parties=(JETTE, BELFAA),
        content_hash=HASH,
        title={"fr": f"Plan {period.starts_on.year}"},
        period=period,
        actions=(PlannedAction(code="A1", text={"fr": "Former"}, results=(OUTPUT,)),),
        indicators=(ACTS, TRAINED),
        budget_lines=LINES,
        strategic_plan=STRATEGY,
        strategic_plan_version=1,
        on=date(2022, 9, 15),
    )


def concluded(version: int = 1) -> partnerships.ConventionConcluded:
    return partnerships.ConventionConcluded(
        convention=CONVENTION,
        version=version,
        partnership=PARTNERSHIP,
        protocol=PROTOCOL,
        country="MA",
        parties=(JETTE, BELFAA),
        content_hash=OTHER_HASH,
        budget_lines=LINES,
        on=date(2022, 10, 1),
    )


def convention_signed(party: CommuneId, **more: Any) -> partnerships.ConventionSigned:
    return partnerships.ConventionSigned(
        convention=CONVENTION,
        partnership=PARTNERSHIP,
        party=party,
        **{
            "version": 1,
            "function": "Bourgmestre",
            "acting_for": "Collège communal",
            "place": "Jette",
            "on": date(2022, 9, 30),
            "content_hash": OTHER_HASH,
            "signed_by_all": False,
            **more,
        },
    )


ANNEXED = partnerships.ActionPlanAnnexed(
    convention=CONVENTION,
    version=1,
    partnership=PARTNERSHIP,
    action_plan=PLAN,
    content_hash=HASH,
    on=date(2022, 10, 5),
    party=JETTE,
)
ADOPTED = planning.ActionPlanAdopted(
    action_plan=PLAN,
    partnership=PARTNERSHIP,
    convention=CONVENTION,
    convention_version=1,
    on=date(2022, 10, 5),
)


def expected(
    report: ReportId = REPORT, plan: ActionPlanId = PLAN, period: Period = YEAR
) -> reporting.ReportExpected:
    return reporting.ReportExpected(
        report=report,
        action_plan=plan,
        partnership=PARTNERSHIP,
        phase=PHASE,
        country="MA",
        parties=(JETTE, BELFAA),
        period=period,
        indicators=(ACTS, TRAINED),
        due_on=date(2024, 3, 31),
    )


def report_signed(party: CommuneId, version: int = 1) -> reporting.PartySignedReport:
    return reporting.PartySignedReport(
        report=REPORT,
        version=version,
        party=party,
        function="Directeur général",
        content_hash=HASH,
        on=date(2024, 2, 1),
    )


def value(indicator: IndicatorId = ACTS, number: str | None = "90", **more: Any) -> ReportedValue:
    return ReportedValue(
        **{
            "measurement": MeasurementId(id_of(f"{indicator} {more.get('year', 2023)}")),
            "version": 1,
            "indicator": indicator,
            "year": 2023,
            "unit": "actes" if indicator == ACTS else "personnes",
            "value": number,
            "not_measured": None if number else "enquête reportée",
            "slices": (Slice(by={"sexe": "femmes"}, value="40"),) if number else (),
            **more,
        }
    )


def expense(amount: str, currency: str = "EUR", **more: Any) -> ReportedExpense:
    return ReportedExpense(
        **{
            "expense": ExpenseId(id_of(f"{amount} {currency}")),
            "version": 1,
            "budget_line": LINE,
            "cost_class": CostClass.OPERATIONAL,
            "amount": Money(amount, currency),
            "on": date(2023, 5, 2),
            "document": "facture 7",
            **more,
        }
    )


def handed_in(
    *values: ReportedValue,
    version: int = 1,
    report: ReportId = REPORT,
    period: Period = YEAR,
    expenses: tuple[ReportedExpense, ...] = (),
) -> reporting.ReportSubmitted:
    return reporting.ReportSubmitted(
        report=report,
        version=version,
        action_plan=PLAN if report == REPORT else OTHER_PLAN,
        partnership=PARTNERSHIP,
        country="MA",
        period=period,
        content_hash=HASH,
        values=values,
        expenses=expenses,
        on=date(2024, 2, 2),
    )


def accepted(version: int = 1, report: ReportId = REPORT) -> reporting.ReportAccepted:
    return reporting.ReportAccepted(report=report, version=version, on=date(2024, 3, 1))


def returned(version: int = 1) -> reporting.ReportReturned:
    return reporting.ReportReturned(
        report=REPORT, version=version, comments="Préciser la ventilation.", on=date(2024, 2, 20)
    )


def reopened(version: int = 2) -> reporting.ReportReopened:
    return reporting.ReportReopened(
        report=REPORT, version=version, reason="une erreur de saisie", on=date(2024, 4, 1)
    )


EXPENSES = (expense("100.10"), expense("50.05"), expense("700", "MAD"))


def planned(code: str = "ma") -> Unit:
    """Tell all until the joint action plan is annexed to the convention and adopted."""
    unit = bound(code)
    unit.say(strategy_submitted())
    unit.say(validated(BELFAA))
    unit.say(validated(JETTE), by_all())
    unit.say(agreed(JETTE))
    unit.say(agreed(BELFAA), submitted())
    unit.say(convention_signed(JETTE))
    unit.say(convention_signed(BELFAA, signed_by_all=True), concluded())
    unit.say(ANNEXED)
    unit.say(ADOPTED)
    return unit


def reported(code: str = "ma") -> Unit:
    """Tell all until a report was returned, corrected and accepted, and the next is expected.

    And what stands in the register beside it.
    """
    unit = planned(code)
    unit.say(*TOLD)
    unit.say(expected())
    unit.say(report_signed(JETTE))
    unit.say(report_signed(BELFAA), handed_in(value(), value(TRAINED, None), expenses=EXPENSES))
    unit.say(returned())
    unit.say(handed_in(value(number="80"), value(TRAINED, None), version=2, expenses=EXPENSES))
    unit.say(accepted(2))
    unit.say(expected(OTHER_REPORT, OTHER_PLAN, NEXT_YEAR))
    return unit
