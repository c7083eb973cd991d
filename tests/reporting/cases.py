"""A report between Jette and Belfaa with invented figures, for tests."""

from datetime import UTC, date, datetime
from uuid import UUID

from kernel.identity import Principal
from services.reporting.domain import expense, measurement, report
from services.reporting.domain.expense.commands import BookExpense
from services.reporting.domain.expense.events import ExpenseBooked
from services.reporting.domain.measurement.commands import RecordMeasurement
from services.reporting.domain.measurement.events import MeasurementRecorded
from services.reporting.domain.report.commands import DraftReport, ExpectReport, SignReport
from services.reporting.domain.report.events import (
    PartySignedReport,
    ReportAccepted,
    ReportDrafted,
    ReportExpected,
    ReportReopened,
    ReportReturned,
    ReportSubmitted,
)
from services.reporting.domain.report.state import Report, evolve
from services.reporting.domain.standing import Standing
from tests.scenarios import Scenario
from vocabulary import roles
from vocabulary.acts import Evidence, OnBehalf, Signatory
from vocabulary.budgets import BudgetLine, CostClass, Period
from vocabulary.identifiers import (
    ActionPlanId,
    BudgetLineId,
    CommuneId,
    ExpenseId,
    IndicatorId,
    MeasurementId,
    PartnershipId,
    PhaseId,
    ProtocolId,
    ReportId,
    StrategicPlanId,
)
from vocabulary.money import Money
from vocabulary.reliance import Reliance
from vocabulary.reports import ReportedExpense, ReportedValue, Slice
from vocabulary.results import Baseline, Indicator

NOW = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)


def _id(number: int) -> UUID:
    return UUID(f"01890000-0000-7000-8000-{number:012d}")


JETTE = CommuneId(_id(1))
BELFAA = CommuneId(_id(2))
KINTAMBO = CommuneId(_id(4))
PHASE = PhaseId(_id(12))
PARTNERSHIP = PartnershipId(_id(30))
PROTOCOL = ProtocolId(_id(40))
STRATEGIC_PLAN = StrategicPlanId(_id(50))
ACTION_PLAN = ActionPlanId(_id(60))
REPORT = ReportId(_id(70))
BIRTHS = IndicatorId(_id(81))
ROOMS = IndicatorId(_id(82))
MEASUREMENT = MeasurementId(_id(91))
OTHER_MEASUREMENT = MeasurementId(_id(92))
TRAINING = BudgetLineId(_id(101))
COORDINATION = BudgetLineId(_id(102))
EXPENSE = ExpenseId(_id(111))

UNIT = Principal("account-1", frozenset({roles.COUNTRY_UNIT}), frozenset({"ma"}))
OF_JETTE = Principal(
    "account-2", frozenset({roles.COMMUNE_USER}), frozenset({"ma"}), organisation=str(JETTE)
)
OF_BELFAA = Principal(
    "account-3", frozenset({roles.COMMUNE_USER}), frozenset({"ma"}), organisation=str(BELFAA)
)
OF_KINTAMBO = Principal(
    "account-4", frozenset({roles.COMMUNE_USER}), frozenset({"*"}), organisation=str(KINTAMBO)
)
REVIEWER = Principal("account-5", frozenset({roles.ASSOCIATION_REVIEWER}), frozenset({"*"}))
CONSUMER = Principal("consumer:test", frozenset({roles.CONSUMER}))

ON_BEHALF = OnBehalf(evidence=Evidence(reference="rapport signé, copie conforme"))
JETTE_MAYOR = Signatory(
    subject_ref="subject-7f3a", function="Bourgmestre", acting_for="Collège communal"
)
BELFAA_PRESIDENT = Signatory(
    subject_ref="s-91c2", function="Président", acting_for="Autorités municipales"
)
HEARD = (Reliance(source="ma.planning", position=12),)
RELIED_ON = (Reliance(source="ma.partnerships", position=41),)

BIRTHS_REGISTERED = Indicator(
    id=BIRTHS,
    code="R1.1",
    text={"fr": "Part des naissances enregistrées dans les délais"},
    unit="%",
    baseline=Baseline(value="50", year=2022),
    source_of_verification="registres de l'état civil",
    dimensions=("sex",),
    lowest="0",
    highest="100",
)
ROOMS_OPENED = Indicator(
    id=ROOMS,
    code="R2.1",
    text={"fr": "Classes préscolaires ouvertes"},
    unit="salles",
    baseline=Baseline(note="à relever avec l'école"),
    source_of_verification="procès-verbaux de réception",
    lowest="0",
)
LINES = (
    BudgetLine(id=TRAINING, code="1.1", text={"fr": "Formations"}, amount=Money("12000.00", "EUR")),
    BudgetLine(
        id=COORDINATION,
        code="2.1",
        text={"fr": "Coordination"},
        amount=Money("30000", "MAD"),
        cost_class=CostClass.MANAGEMENT,
    ),
)
PERIOD = Period(starts_on=date(2023, 1, 1), ends_on=date(2023, 12, 31))
NARRATIVE = {"fr": "Les formations ont eu lieu ; une salle attend encore son mobilier."}

EXPECT = ExpectReport(
    action_plan=ACTION_PLAN,
    partnership=PARTNERSHIP,
    protocol=PROTOCOL,
    phase=PHASE,
    country="MA",
    parties=(JETTE, BELFAA),
    title={"fr": "Plan d'action commun 2023"},
    period=PERIOD,
    indicators=(BIRTHS_REGISTERED, ROOMS_OPENED),
    budget_lines=LINES,
    strategic_plan=STRATEGIC_PLAN,
    strategic_plan_version=1,
    relied_on=HEARD,
)
EXPECTED = ReportExpected(
    action_plan=ACTION_PLAN,
    partnership=PARTNERSHIP,
    protocol=PROTOCOL,
    phase=PHASE,
    country="MA",
    parties=(JETTE, BELFAA),
    title=EXPECT.title,
    period=PERIOD,
    indicators=EXPECT.indicators,
    budget_lines=LINES,
    strategic_plan=STRATEGIC_PLAN,
    strategic_plan_version=1,
    relied_on=HEARD,
)

# --- figures --------------------------------------------------------------------------------

RECORD = RecordMeasurement(
    report=REPORT,
    party=BELFAA,
    indicator=BIRTHS,
    year=2023,
    on=date(2024, 1, 15),
    value="62.5",
    slices=(Slice(by={"sex": "female"}, value="64"), Slice(by={"sex": "male"}, value="61")),
)
RECORDED = MeasurementRecorded(
    report=REPORT,
    party=BELFAA,
    indicator=BIRTHS,
    year=2023,
    unit="%",
    on=date(2024, 1, 15),
    value="62.5",
    slices=RECORD.slices,
)
BOOK = BookExpense(
    report=REPORT,
    party=JETTE,
    budget_line=TRAINING,
    cost_class=CostClass.OPERATIONAL,
    amount=Money("1250.50", "EUR"),
    on=date(2023, 5, 4),
    document="facture 2023-118",
    recorded_on=date(2023, 6, 1),
)
BOOKED = ExpenseBooked(
    report=REPORT,
    party=JETTE,
    budget_line=TRAINING,
    cost_class=CostClass.OPERATIONAL,
    amount=Money("1250.50", "EUR"),
    on=date(2023, 5, 4),
    document="facture 2023-118",
    recorded_on=date(2023, 6, 1),
    relied_on=RELIED_ON,
)
VALUE = ReportedValue(
    measurement=MEASUREMENT,
    version=1,
    indicator=BIRTHS,
    year=2023,
    unit="%",
    value="62.5",
    slices=RECORD.slices,
)
NO_VALUE = ReportedValue(
    measurement=OTHER_MEASUREMENT,
    version=1,
    indicator=ROOMS,
    year=2023,
    unit="salles",
    not_measured="réception reportée à 2024",
)
SPENT = ReportedExpense(
    expense=EXPENSE,
    version=1,
    budget_line=TRAINING,
    cost_class=CostClass.OPERATIONAL,
    amount=Money("1250.50", "EUR"),
    on=date(2023, 5, 4),
    document="facture 2023-118",
)

# --- the report, act by act -----------------------------------------------------------------

DRAFT = DraftReport(party=JETTE, narrative=NARRATIVE, on=date(2024, 2, 1))
DRAFTED = ReportDrafted(version=1, party=JETTE, narrative=NARRATIVE, on=date(2024, 2, 1))
FACTS = report.Facts(now=NOW, values=(NO_VALUE, VALUE), expenses=(SPENT,))


def report_after(*events: report.Event) -> Report:
    state = report.INITIAL
    for event in events:
        state = evolve(state, event)
    return state


def hash_after(*events: report.Event, facts: report.Facts = FACTS) -> str:
    content = report_after(*events).content(facts)
    assert content is not None
    return content.hash


HASH = hash_after(EXPECTED, DRAFTED)
SIGNERS = {JETTE: JETTE_MAYOR, BELFAA: BELFAA_PRESIDENT}
SIGNED_ON = {JETTE: date(2024, 2, 10), BELFAA: date(2024, 2, 5)}


def sign(party: CommuneId, content_hash: str = HASH) -> SignReport:
    return SignReport(
        party=party,
        signatory=SIGNERS[party],
        on=SIGNED_ON[party],
        content_hash=content_hash,
        place="Jette",
    )


def signed(party: CommuneId, content_hash: str = HASH, version: int = 1) -> PartySignedReport:
    return PartySignedReport(
        version=version,
        party=party,
        signatory=SIGNERS[party],
        on=SIGNED_ON[party],
        content_hash=content_hash,
        place="Jette",
    )


JETTE_SIGNED, BELFAA_SIGNED = signed(JETTE), signed(BELFAA)
SUBMITTED = ReportSubmitted(
    version=1,
    action_plan=ACTION_PLAN,
    partnership=PARTNERSHIP,
    country="MA",
    period=PERIOD,
    content_hash=HASH,
    values=(VALUE, NO_VALUE),
    expenses=(SPENT,),
    on=date(2024, 2, 10),
)
RETURNED = ReportReturned(version=1, comments="La facture 2023-118 manque.", on=date(2024, 2, 20))
ACCEPTED = ReportAccepted(version=1, on=date(2024, 2, 20))
REOPENED = ReportReopened(version=2, reason="erreur de saisie", on=date(2024, 2, 25), party=BELFAA)
DRAFTS = (EXPECTED, DRAFTED)
SUBMISSION = (*DRAFTS, BELFAA_SIGNED, JETTE_SIGNED, SUBMITTED)

MAY_ACT = Standing(
    in_force_since=date(2022, 6, 28),
    in_force_until=date(2026, 12, 31),
    opened_on=date(2022, 1, 1),
    relied_on=RELIED_ON,
)
OPEN = report_after(EXPECTED)
UNDER_REVIEW = report_after(*SUBMISSION)
LOCKED = report_after(*SUBMISSION, ACCEPTED)

reporting = Scenario(report, FACTS)
measuring = Scenario(measurement, measurement.Facts(now=NOW, report=OPEN))
spending = Scenario(expense, expense.Facts(now=NOW, report=OPEN, standing=MAY_ACT))
