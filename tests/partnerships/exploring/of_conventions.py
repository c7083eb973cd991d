"""Acts that a specific convention admits, or None where there is none of the kind to draw."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from services.partnerships.domain.convention.commands import (
    AbandonConvention,
    AmendConvention,
    AnnexActionPlan,
    AnnexDataProtection,
    CloseConvention,
    CorrectAdvance,
    DraftConvention,
    ReceiveAdvance,
    ReopenConvention,
    ReviseConvention,
    SignConvention,
    WithdrawAdvance,
    WithdrawConventionSignature,
)
from services.partnerships.domain.convention.events import ConventionClosed
from services.partnerships.domain.convention.state import Convention, Version
from tests.partnerships.conventions import LINES, MORE_LINES, TRAINING
from tests.partnerships.exploring.chance import Chance
from tests.partnerships.exploring.world import CONVENTIONS, PLANS, PROTOCOLS
from vocabulary.acts import Evidence
from vocabulary.budgets import BudgetLine, CostClass
from vocabulary.communes import PartnershipState
from vocabulary.conventions import Advance, Allotment, BudgetShare, FinancialTerms
from vocabulary.identifiers import ProtocolId
from vocabulary.money import Money

UNDER: Final[dict[UUID, ProtocolId]] = {
    CONVENTIONS[0]: PROTOCOLS[0],
    CONVENTIONS[1]: PROTOCOLS[2],
    CONVENTIONS[2]: PROTOCOLS[0],
}
"""Under which protocol each convention is; the last one contends with the first."""

TERMS: Final = FinancialTerms(
    allotments=(
        Allotment(line=TRAINING.id, year=2018, cost_class=CostClass.OPERATIONAL, amount="12500.00"),
    ),
    advances=(
        Advance(code="A1", due_on=date(2018, 1, 15), amount=Money("5000.00", "EUR")),
        Advance(code="A2", due_on=date(2019, 1, 15), amount=Money("2500.00", "EUR")),
    ),
    eligible_cost_classes=(CostClass.OPERATIONAL,),
    shares=(BudgetShare(source="DGD", percentage="100"),),
)
RECEIVED: Final = Money("5000.00", "EUR")
PAPER: Final = Evidence(reference="annexe RGPD", sha256="ab" * 32)


def draft(chance: Chance, id_: UUID, now: Convention) -> Any:
    under = chance.state("protocol", UNDER[id_])
    taken = chance.world.places.conventions.get(UNDER[id_])
    if now.drafted or under.proposal is None or taken is not None:
        return None
    if under.expired_on is not None:
        return None
    return DraftConvention(
        partnership=under.proposal.partnership,
        protocol=UNDER[id_],
        drafted_by=chance.one_of(under.parties),
        on=chance.day(),
        budget_lines=_lines(chance),
        terms=_terms(chance),
    )


def revise(chance: Chance, _id: UUID, now: Convention) -> Any:
    latest = _on_the_table(now)
    if latest is None:
        return None
    return ReviseConvention(
        party=chance.one_of(now.parties), on=chance.day(), budget_lines=_lines(chance)
    )


def sign(chance: Chance, _id: UUID, now: Convention) -> Any:
    latest = _on_the_table(now)
    if latest is None or not _may_act(chance, now):
        return None
    left = [party for party in now.parties if party not in latest.signatures]
    if not left:
        return None
    return SignConvention(
        party=chance.one_of(left),
        signatory=chance.signatory(),
        place="Belfaa",
        on=chance.day(date(2018, 6, 1)),
        content_hash=latest.content_hash,
        on_behalf=chance.on_behalf(),
    )


def amend(chance: Chance, _id: UUID, now: Convention) -> Any:
    if _is_closed(now) or not now.versions or now.versions[-1].concluded_on is None:
        return None
    return AmendConvention(
        party=chance.one_of(now.parties),
        on=chance.day(date(2019, 1, 1)),
        reason="équipement ajouté",
        budget_lines=_lines(chance),
        terms=_terms(chance),
    )


def annex(chance: Chance, _id: UUID, now: Convention) -> Any:
    if now.drafted is None or now.holds is None or _is_closed(now) or not _may_act(chance, now):
        return None
    left = [plan for plan in PLANS[now.drafted.protocol] if plan not in now.annexed]
    if not left:
        return None
    plan = chance.one_of(left)
    return AnnexActionPlan(
        party=chance.one_of(now.parties),
        action_plan=plan,
        content_hash=chance.world.places.action_plans[plan].content_hash,
        on=chance.day(date(2019, 1, 1)),
        on_behalf=chance.on_behalf(),
    )


def annex_data_protection(chance: Chance, _id: UUID, now: Convention) -> Any:
    if not now.versions or _is_closed(now) or now.abandoned:
        return None
    return AnnexDataProtection(
        party=chance.one_of(now.parties),
        document=PAPER,
        on=chance.day(),
        on_behalf=chance.on_behalf(),
    )


def receive(chance: Chance, _id: UUID, now: Convention) -> Any:
    terms = now.versions[now.holds - 1].terms if now.holds else None
    left = [each for each in terms.advances if each.code not in now.received] if terms else []
    if not left or _is_closed(now):
        return None
    return ReceiveAdvance(
        party=chance.one_of(now.parties),
        advance=chance.one_of(left).code,
        amount=RECEIVED,
        on=chance.day(date(2018, 2, 1)),
    )


def correct(chance: Chance, _id: UUID, now: Convention) -> Any:
    if not now.received or _is_closed(now):
        return None
    return CorrectAdvance(
        party=chance.one_of(now.parties),
        advance=chance.one_of(sorted(now.received)),
        amount=Money("4990.00", "EUR"),
        on=chance.day(date(2018, 2, 1)),
        reason="frais bancaires",
    )


def withdraw(chance: Chance, _id: UUID, now: Convention) -> Any:
    if not now.received or _is_closed(now):
        return None
    code = chance.one_of(sorted(now.received))
    return WithdrawAdvance(party=chance.one_of(now.parties), advance=code, reason="jamais reçue")


def withdraw_signature(chance: Chance, _id: UUID, now: Convention) -> Any:
    latest = _on_the_table(now)
    if latest is None or not latest.signatures:
        return None
    return WithdrawConventionSignature(
        party=chance.one_of(tuple(latest.signatures)), reason="autre commune"
    )


def abandon(chance: Chance, _id: UUID, now: Convention) -> Any:
    if _on_the_table(now) is None:
        return None
    return AbandonConvention(
        party=chance.one_of(now.parties),
        on=chance.day(date(2018, 6, 1)),
        reason="mauvais protocole",
        on_behalf=chance.on_behalf(),
    )


def close(chance: Chance, _id: UUID, now: Convention) -> Any:
    if now.holds is None or _is_closed(now):
        return None
    return CloseConvention(
        party=chance.one_of(now.parties),
        on=chance.day(now.versions[now.holds - 1].concluded_on),
        on_behalf=chance.on_behalf(),
    )


def reopen(chance: Chance, _id: UUID, now: Convention) -> Any:
    if now.drafted is None or not _is_closed(now):
        return None
    if chance.world.places.conventions.get(now.drafted.protocol) is not None:
        return None
    return ReopenConvention(
        party=chance.one_of(now.parties), on=chance.day(date(2019, 6, 1)), reason="trop tôt"
    )


def _lines(chance: Chance) -> tuple[BudgetLine, ...]:
    return chance.one_of((LINES, MORE_LINES))


def _terms(chance: Chance) -> FinancialTerms | None:
    return TERMS if chance.happens(0.7) else None


def _is_closed(now: Convention) -> bool:
    return isinstance(now.end, ConventionClosed)


def _on_the_table(now: Convention) -> Version | None:
    if not now.versions or _is_closed(now) or now.abandoned:
        return None
    latest = now.versions[-1]
    return None if latest.concluded_on else latest


def _may_act(chance: Chance, now: Convention) -> bool:
    if now.drafted is None:
        return False
    under = chance.state("protocol", now.drafted.protocol)
    partners = chance.state("partnership", now.drafted.partnership)
    return under.binding is not None and partners.state is PartnershipState.ACTIVE


ACTS: Final = (
    (14, draft),
    (2, revise),
    (32, sign),
    (3, amend),
    (14, annex),
    (2, annex_data_protection),
    (5, receive),
    (3, correct),
    (2, withdraw),
    (5, withdraw_signature),
    (0.8, abandon),
    (1.5, close),
    (4, reopen),
)
"""How often each is tried, and what draws it."""
