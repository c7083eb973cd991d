"""Acts of the specific convention between Jette and Belfaa, as events and as commands."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from services.partnerships.domain import convention, protocol
from services.partnerships.domain.convention.commands import (
    AmendConvention,
    AnnexActionPlan,
    AnnexDataProtection,
    CloseConvention,
    CorrectAdvance,
    DraftConvention,
    ReceiveAdvance,
    ReopenConvention,
    SignConvention,
    WithdrawAdvance,
)
from services.partnerships.domain.convention.content import ConventionContent
from services.partnerships.domain.convention.events import (
    ActionPlanAnnexed,
    AdvanceCorrected,
    AdvanceReceived,
    AdvanceWithdrawn,
    ConventionAmendmentDrafted,
    ConventionClosed,
    ConventionConcluded,
    ConventionDrafted,
    ConventionReopened,
    ConventionRevised,
    ConventionSigned,
    DataProtectionAnnexed,
    Event,
)
from services.partnerships.domain.convention.facts import SubmittedPlan
from services.partnerships.domain.protocol.state import CollaborationProtocol
from tests.partnerships.cases import (
    ACTIVE,
    BELFAA,
    BELFAA_PRESIDENT,
    IN_2017,
    JETTE,
    JETTE_MAYOR,
    NOW,
    PARTNERSHIP,
    PHASE_2017,
    PROTOCOL,
)
from tests.partnerships.protocols import RATIFICATION
from tests.scenarios import Scenario
from vocabulary.acts import Evidence
from vocabulary.budgets import BudgetLine, CostClass
from vocabulary.conventions import Advance, Allotment, BudgetShare, FinancialTerms
from vocabulary.identifiers import ActionPlanId, BudgetLineId, ConventionId
from vocabulary.money import Money
from vocabulary.reliance import Reliance

CONVENTION = ConventionId(UUID("01890000-0000-7000-8000-000000000050"))
PLAN = ActionPlanId(UUID("01890000-0000-7000-8000-000000000060"))


def line(number: int, code: str, french: str, amount: str) -> BudgetLine:
    return BudgetLine(
        id=BudgetLineId(UUID(f"01890000-0000-7000-8000-{number:012d}")),
        code=code,
        text={"fr": french},
        amount=Money(amount, "EUR"),
    )


TRAINING = line(70, "1.1", "Formations des agents d'action sociale", "12500.00")
EQUIPMENT = line(71, "1.2", "Équipement de la maison des associations", "8000.00")
LINES = (TRAINING,)
MORE_LINES = (TRAINING, EQUIPMENT)


def content_hash(
    version: int, lines: tuple[BudgetLine, ...], terms: FinancialTerms | None = None
) -> str:
    return ConventionContent(
        partnership=PARTNERSHIP,
        protocol=PROTOCOL,
        parties=(JETTE, BELFAA),
        version=version,
        budget_lines=lines,
        terms=terms,
    ).hash


def protocol_after(*events: protocol.Event) -> CollaborationProtocol:
    state = protocol.INITIAL
    for event in events:
        state = protocol.evolve(state, event)
    return state


PLAN_HASH = "sha256:" + "ef" * 32
SUBMITTED = SubmittedPlan(
    partnership=PARTNERSHIP,
    protocol=PROTOCOL,
    content_hash=PLAN_HASH,
    said=Reliance(source="ma.planning", position=17),
)
scenario = Scenario(
    convention,
    convention.Facts(
        now=NOW,
        partnership=ACTIVE,
        programme=IN_2017,
        protocol=protocol_after(*RATIFICATION),
        action_plan=SUBMITTED,
    ),
)

DRAFT = DraftConvention(
    partnership=PARTNERSHIP,
    protocol=PROTOCOL,
    drafted_by=JETTE,
    on=date(2017, 9, 4),
    budget_lines=LINES,
)
HASH_1 = content_hash(1, LINES)
HASH_2 = content_hash(2, MORE_LINES)
DRAFTED = ConventionDrafted(
    partnership=PARTNERSHIP,
    protocol=PROTOCOL,
    phase=PHASE_2017,
    country="MA",
    parties=(JETTE, BELFAA),
    drafted_by=JETTE,
    on=DRAFT.on,
    budget_lines=LINES,
    content_hash=HASH_1,
)
SIGN_JETTE = SignConvention(
    party=JETTE, signatory=JETTE_MAYOR, place="Jette", on=date(2017, 10, 2), content_hash=HASH_1
)
SIGN_BELFAA = SignConvention(
    party=BELFAA,
    signatory=BELFAA_PRESIDENT,
    place="Belfaa",
    on=date(2017, 10, 16),
    content_hash=HASH_1,
)


def signature(command: SignConvention, *, by_all: bool, version: int = 1) -> ConventionSigned:
    return ConventionSigned(
        version=version,
        partnership=PARTNERSHIP,
        party=command.party,
        signatory=command.signatory,
        place=command.place,
        on=command.on,
        content_hash=command.content_hash,
        signed_by_all=by_all,
        on_behalf=command.on_behalf,
    )


JETTE_SIGNED = signature(SIGN_JETTE, by_all=False)
BELFAA_SIGNED = signature(SIGN_BELFAA, by_all=True)
CONCLUDED = ConventionConcluded(
    version=1,
    partnership=PARTNERSHIP,
    protocol=PROTOCOL,
    country="MA",
    parties=(JETTE, BELFAA),
    content_hash=HASH_1,
    budget_lines=LINES,
    on=date(2017, 10, 16),
)
CONCLUSION: tuple[Event, ...] = (DRAFTED, JETTE_SIGNED, BELFAA_SIGNED, CONCLUDED)

AMEND = AmendConvention(
    party=BELFAA, on=date(2018, 2, 5), reason="équipement ajouté", budget_lines=MORE_LINES
)
AMENDMENT = ConventionAmendmentDrafted(
    version=2,
    partnership=PARTNERSHIP,
    drafted_by=BELFAA,
    on=AMEND.on,
    reason=AMEND.reason,
    budget_lines=MORE_LINES,
    content_hash=HASH_2,
)
AMENDED: tuple[Event, ...] = (
    *CONCLUSION,
    AMENDMENT,
    signature(replace(SIGN_JETTE, content_hash=HASH_2), by_all=False, version=2),
    signature(replace(SIGN_BELFAA, content_hash=HASH_2), by_all=True, version=2),
    replace(CONCLUDED, version=2, content_hash=HASH_2, budget_lines=MORE_LINES),
)

ANNEX = AnnexActionPlan(
    party=BELFAA, action_plan=PLAN, content_hash=PLAN_HASH, on=date(2017, 11, 6)
)
ANNEXED = ActionPlanAnnexed(
    version=1,
    partnership=PARTNERSHIP,
    party=BELFAA,
    action_plan=PLAN,
    content_hash=PLAN_HASH,
    on=ANNEX.on,
    relied_on=(SUBMITTED.said,),
)
REVISED = ConventionRevised(
    version=1,
    partnership=PARTNERSHIP,
    revised_by=BELFAA,
    on=date(2017, 10, 4),
    budget_lines=MORE_LINES,
    content_hash=content_hash(1, MORE_LINES),
)

TERMS = FinancialTerms(
    allotments=(
        Allotment(line=TRAINING.id, year=2017, cost_class=CostClass.OPERATIONAL, amount="4500.00"),
        Allotment(line=TRAINING.id, year=2018, cost_class=CostClass.OPERATIONAL, amount="6000.00"),
        Allotment(line=TRAINING.id, year=2018, cost_class=CostClass.MANAGEMENT, amount="2000.00"),
    ),
    advances=(
        Advance(code="A1", due_on=date(2017, 11, 15), amount=Money("5000.00", "EUR")),
        Advance(
            code="A2",
            due_on=date(2018, 3, 15),
            amount=Money("40000.00", "MAD"),
            condition={"fr": "le premier rapport est accepté"},
        ),
    ),
    eligible_cost_classes=(CostClass.OPERATIONAL, CostClass.MANAGEMENT),
    shares=(
        BudgetShare(source="DGD", percentage="80"),
        BudgetShare(source="Commune de Jette", percentage="12.5", party=JETTE),
    ),
)
RULES_ON_DATA = Evidence(reference="Annexe RGPD 2017/3", sha256="9f" * 32)
HASH_TERMS = content_hash(1, LINES, TERMS)
DRAFT_TERMS = replace(DRAFT, terms=TERMS)
DRAFTED_TERMS = replace(DRAFTED, terms=TERMS, content_hash=HASH_TERMS)
CONCLUSION_TERMS: tuple[Event, ...] = (
    DRAFTED_TERMS,
    signature(replace(SIGN_JETTE, content_hash=HASH_TERMS), by_all=False),
    signature(replace(SIGN_BELFAA, content_hash=HASH_TERMS), by_all=True),
    replace(CONCLUDED, content_hash=HASH_TERMS, terms=TERMS),
)

ANNEX_RULES = AnnexDataProtection(party=JETTE, document=RULES_ON_DATA, on=date(2017, 9, 20))
RULES_ANNEXED = DataProtectionAnnexed(
    version=1, partnership=PARTNERSHIP, party=JETTE, document=RULES_ON_DATA, on=ANNEX_RULES.on
)
RECEIVE = ReceiveAdvance(
    party=BELFAA, advance="A1", amount=Money("5000.00", "EUR"), on=date(2017, 11, 20)
)
RECEIVED = AdvanceReceived(
    partnership=PARTNERSHIP,
    party=BELFAA,
    advance="A1",
    amount=RECEIVE.amount,
    on=RECEIVE.on,
)
CORRECT = CorrectAdvance(
    party=BELFAA,
    advance="A1",
    amount=Money("54250.00", "MAD"),
    on=date(2017, 11, 21),
    reason="reçue en dirhams",
    evidence=Evidence(reference="Extrait de compte 2017/11"),
)
CORRECTED = AdvanceCorrected(
    partnership=PARTNERSHIP,
    party=BELFAA,
    advance="A1",
    amount=CORRECT.amount,
    on=CORRECT.on,
    reason=CORRECT.reason,
    evidence=CORRECT.evidence,
)
WITHDRAW = WithdrawAdvance(party=BELFAA, advance="A1", reason="versée à une autre commune")
WITHDRAWN = AdvanceWithdrawn(
    partnership=PARTNERSHIP, party=BELFAA, advance="A1", reason=WITHDRAW.reason
)
CLOSE = CloseConvention(party=JETTE, on=date(2021, 12, 20))
CLOSED = ConventionClosed(
    version=1, partnership=PARTNERSHIP, protocol=PROTOCOL, party=JETTE, on=CLOSE.on
)
REOPEN = ReopenConvention(party=BELFAA, on=date(2022, 1, 10), reason="solde non versé")
REOPENED = ConventionReopened(
    version=1,
    partnership=PARTNERSHIP,
    protocol=PROTOCOL,
    party=BELFAA,
    on=REOPEN.on,
    reason=REOPEN.reason,
)
