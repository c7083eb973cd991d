"""The plans of Jette and Belfaa, invented, in a phase that is open: events and commands."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from kernel.identity import Principal
from services.planning.domain.action_plan import Event as OfActionPlan
from services.planning.domain.action_plan.commands import (
    AdoptActionPlan,
    AgreeActionPlan,
    DraftActionPlan,
    SubmitActionPlan,
)
from services.planning.domain.action_plan.events import (
    ActionPlanAdopted,
    ActionPlanDrafted,
    ActionPlanSubmitted,
    PartyAgreedActionPlan,
)
from services.planning.domain.heard import CountryProgramme, Partnership, Phase, Protocol
from services.planning.domain.strategic_plan import Event as OfStrategicPlan
from services.planning.domain.strategic_plan.commands import (
    DraftStrategicPlan,
    ValidateStrategicPlan,
)
from services.planning.domain.strategic_plan.events import (
    CommuneValidatedStrategicPlan,
    StrategicPlanDrafted,
    StrategicPlanSubmitted,
    StrategicPlanValidated,
)
from tests.partnerships.cases import (
    BELFAA,
    COUNTRY_PROGRAMME,
    JETTE,
    PARTNERSHIP,
    PHASE_2022,
    PROGRAMME,
    PROTOCOL,
)
from vocabulary import roles
from vocabulary.actions import ActionPlanContent, PlannedAction
from vocabulary.budgets import BudgetLine, Period
from vocabulary.communes import PartnershipState
from vocabulary.hashing import content_hash
from vocabulary.identifiers import (
    ActionPlanId,
    BudgetLineId,
    CommuneId,
    ConventionId,
    IndicatorId,
    ResultId,
    StrategicPlanId,
)
from vocabulary.money import Money
from vocabulary.programmes import PhaseState
from vocabulary.reliance import Reliance
from vocabulary.results import Baseline, Indicator, Result, ResultLevel, Target


def _id(number: int) -> UUID:
    return UUID(f"01890000-0000-7000-8000-{number:012d}")


STRATEGIC_PLAN = StrategicPlanId(_id(50))
ACTION_PLAN = ActionPlanId(_id(60))
NEXT_PLAN = ActionPlanId(_id(61))
CONVENTION = ConventionId(_id(70))
IMPACT, OUTCOME, OUTPUT = (ResultId(_id(number)) for number in (80, 81, 82))
ROOMS, SERVICES = IndicatorId(_id(90)), IndicatorId(_id(91))
CONSUMER = Principal("consumer:test", frozenset({roles.CONSUMER}))


def heard(position: int) -> Reliance:
    return Reliance(source="ma.partnerships", position=position)


TAKING_PART = CountryProgramme(
    id=COUNTRY_PROGRAMME,
    programme=PROGRAMME,
    phase=PHASE_2022,
    country="MA",
    communes=(JETTE, BELFAA),
    heard=heard(7),
)
OPEN = Phase(
    id=PHASE_2022,
    code="2022-2026",
    starts_on=date(2022, 1, 1),
    ends_on=date(2026, 12, 31),
    state=PhaseState.OPEN,
    heard=heard(4),
)
PARTNERS = Partnership(
    id=PARTNERSHIP,
    programme=PROGRAMME,
    country="MA",
    members=(JETTE, BELFAA),
    phases=(PHASE_2022,),
    state=PartnershipState.ACTIVE,
    heard=heard(9),
)
IN_FORCE = Protocol(
    id=PROTOCOL,
    parties=(JETTE, BELFAA),
    ratified=(JETTE, BELFAA),
    in_force_since=date(2022, 4, 20),
    expired_on=None,
    heard=heard(19),
)
PENDING = replace(IN_FORCE, ratified=(BELFAA,), in_force_since=None, heard=heard(17))

# --- strategic plan -----------------------------------------------------------------------------

ROOMS_INDICATOR = Indicator(
    id=ROOMS,
    code="I1.1",
    text={"fr": "Salles de préscolaire ouvertes"},
    unit="salles",
    baseline=Baseline(value="3", year=2022),
    targets=(Target(year=2023, value="6"), Target(year=2026, value="15")),
    source_of_verification="registres de la commune",
    dimensions=("sexe",),
    lowest="0",
    highest="100",
)
SERVICES_INDICATOR = Indicator(
    id=SERVICES,
    code="I1",
    text={"fr": "Services d'action sociale en place"},
    unit="services",
    baseline=Baseline(note="à relever en 2022"),
    source_of_verification="organigrammes",
)
CHAIN = (
    Result(id=IMPACT, level=ResultLevel.IMPACT, code="OG", text={"fr": "Développement humain"}),
    Result(
        id=OUTCOME,
        level=ResultLevel.OUTCOME,
        code="OS",
        text={"fr": "Les communes conduisent une politique d'action sociale"},
        parent=IMPACT,
        indicators=(SERVICES_INDICATOR,),
    ),
    Result(
        id=OUTPUT,
        level=ResultLevel.OUTPUT,
        code="R1",
        text={"fr": "L'offre de préscolaire s'étend"},
        parent=OUTCOME,
        indicators=(ROOMS_INDICATOR,),
        assumptions=("les locaux restent disponibles",),
    ),
)
CHAIN_HASH = content_hash(CHAIN)

DRAFT_STRATEGY = DraftStrategicPlan(
    country_programme=COUNTRY_PROGRAMME, on=date(2022, 2, 1), chain=CHAIN, drafted_by=BELFAA
)
STRATEGY_DRAFTED = StrategicPlanDrafted(
    country_programme=COUNTRY_PROGRAMME,
    phase=PHASE_2022,
    country="MA",
    drafted_by=BELFAA,
    on=date(2022, 2, 1),
    chain=CHAIN,
    relied_on=(heard(7),),
)
STRATEGY_SUBMITTED = StrategicPlanSubmitted(
    version=1,
    country_programme=COUNTRY_PROGRAMME,
    phase=PHASE_2022,
    country="MA",
    submitted_by=BELFAA,
    content_hash=CHAIN_HASH,
    chain=CHAIN,
    communes=(JETTE, BELFAA),
    on=date(2022, 2, 10),
    relied_on=(heard(7),),
)


def validate(commune: CommuneId, day: date, *, version: int = 1) -> ValidateStrategicPlan:
    return ValidateStrategicPlan(commune=commune, version=version, content_hash=CHAIN_HASH, on=day)


def validation(commune: CommuneId, day: date, *, version: int = 1) -> CommuneValidatedStrategicPlan:
    return CommuneValidatedStrategicPlan(
        version=version,
        commune=commune,
        content_hash=CHAIN_HASH,
        on=day,
        relied_on=(heard(7),),
    )


JETTE_VALIDATED = validation(JETTE, date(2022, 3, 1))
BELFAA_VALIDATED = validation(BELFAA, date(2022, 2, 20))
STRATEGY_VALIDATED = StrategicPlanValidated(
    version=1,
    phase=PHASE_2022,
    country="MA",
    content_hash=CHAIN_HASH,
    chain=CHAIN,
    on=date(2022, 3, 1),
)
VALIDATION: tuple[OfStrategicPlan, ...] = (
    STRATEGY_DRAFTED,
    STRATEGY_SUBMITTED,
    BELFAA_VALIDATED,
    JETTE_VALIDATED,
    STRATEGY_VALIDATED,
)

# --- joint action plan --------------------------------------------------------------------------

CONTENT = ActionPlanContent(
    title={"fr": "Plan d'action commun 2022-2023"},
    period=Period(starts_on=date(2022, 6, 1), ends_on=date(2023, 5, 31)),
    actions=(PlannedAction(code="A1", text={"fr": "Équiper trois salles"}, results=(OUTPUT,)),),
    indicators=(ROOMS,),
    budget_lines=(
        BudgetLine(
            id=BudgetLineId(_id(95)),
            code="B1",
            text={"fr": "Équipement"},
            amount=Money("12000.00", "EUR"),
        ),
    ),
)
REVISED_CONTENT = replace(CONTENT, title={"fr": "Plan d'action commun 2022-2023, revu"})
CONTENT_HASH, REVISED_HASH = content_hash(CONTENT), content_hash(REVISED_CONTENT)

DRAFT_PLAN = DraftActionPlan(
    partnership=PARTNERSHIP,
    phase=PHASE_2022,
    party=JETTE,
    on=date(2022, 5, 2),
    content=CONTENT,
)
PLAN_DRAFTED = ActionPlanDrafted(
    partnership=PARTNERSHIP,
    phase=PHASE_2022,
    country="MA",
    parties=(JETTE, BELFAA),
    drafted_by=JETTE,
    on=date(2022, 5, 2),
    content=CONTENT,
    content_hash=CONTENT_HASH,
    relied_on=(heard(9),),
)


def agree(party: CommuneId, day: date, content: str = CONTENT_HASH) -> AgreeActionPlan:
    return AgreeActionPlan(party=party, on=day, content_hash=content)


def agreement(party: CommuneId, day: date, content: str = CONTENT_HASH) -> PartyAgreedActionPlan:
    return PartyAgreedActionPlan(
        partnership=PARTNERSHIP,
        party=party,
        content_hash=content,
        on=day,
        relied_on=(heard(9),),
    )


JETTE_AGREED = agreement(JETTE, date(2022, 5, 10))
BELFAA_AGREED = agreement(BELFAA, date(2022, 5, 12))
AGREEMENT: tuple[OfActionPlan, ...] = (PLAN_DRAFTED, JETTE_AGREED, BELFAA_AGREED)
SUBMIT = SubmitActionPlan(party=BELFAA, on=date(2022, 5, 20))
PLAN_SUBMITTED = ActionPlanSubmitted(
    partnership=PARTNERSHIP,
    protocol=PROTOCOL,
    phase=PHASE_2022,
    country="MA",
    parties=(JETTE, BELFAA),
    submitted_by=BELFAA,
    content=CONTENT,
    content_hash=CONTENT_HASH,
    strategic_plan=STRATEGIC_PLAN,
    strategic_plan_version=1,
    on=date(2022, 5, 20),
    relied_on=(heard(19),),
)
SUBMISSION: tuple[OfActionPlan, ...] = (*AGREEMENT, PLAN_SUBMITTED)
ADOPT = AdoptActionPlan(
    convention=CONVENTION,
    convention_version=1,
    content_hash=CONTENT_HASH,
    on=date(2022, 6, 1),
    heard=heard(30),
)
PLAN_ADOPTED = ActionPlanAdopted(
    partnership=PARTNERSHIP,
    convention=CONVENTION,
    convention_version=1,
    content_hash=CONTENT_HASH,
    on=date(2022, 6, 1),
    relied_on=(heard(30),),
)
ADOPTION: tuple[OfActionPlan, ...] = (*SUBMISSION, PLAN_ADOPTED)
