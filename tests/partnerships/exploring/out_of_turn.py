"""Acts asked for whatever the moment: before their turn, after it, or in another's place."""

from collections.abc import Callable, Mapping
from dataclasses import replace
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
from services.partnerships.domain.convention.state import Convention
from services.partnerships.domain.partnership.commands import (
    DelegateOperation,
    EndDelegation,
    EstablishPartnership,
    GiveNotice,
    LeavePartnership,
    NameAuthorities,
    ResumePartnership,
    SuspendPartnership,
    TerminatePartnership,
    UntagOtherProgramme,
    WithdrawNotice,
)
from services.partnerships.domain.partnership.state import Partnership
from services.partnerships.domain.protocol.commands import (
    AbandonProtocol,
    AdjournProtocol,
    AgreeProtocol,
    AmendProtocol,
    ConfirmSignature,
    ConfirmVote,
    CorrectVote,
    ExpireProtocol,
    ProposeProtocol,
    RatifyProtocol,
    RenewProtocol,
    ResubmitProtocol,
    ReviseProtocol,
    SignProtocol,
    WithdrawSignature,
    WithdrawVote,
)
from services.partnerships.domain.protocol.state import CollaborationProtocol
from tests.partnerships.cases import PHASE_2017, PHASE_2022, PROGRAMME
from tests.partnerships.conventions import EQUIPMENT, LINES, MORE_LINES
from tests.partnerships.exploring.chance import Chance
from tests.partnerships.exploring.of_conventions import PAPER, RECEIVED, TERMS
from tests.partnerships.exploring.spoiling import BAD_TERMS, TEXTS
from tests.partnerships.exploring.world import (
    BELGIAN,
    BODIES,
    PARTNERS,
    PARTNERSHIPS,
    PLANS,
    PROTOCOLS,
    UNKNOWN,
)
from vocabulary.communes import Member, SuspensionReason
from vocabulary.identifiers import ActionPlanId, ProgrammeId, ProtocolId
from vocabulary.money import Money

LATE: Final = date(2020, 3, 2)
NO_PLAN: Final = ActionPlanId(UNKNOWN)
FOREIGN: Final = (replace(EQUIPMENT, amount=Money("900.00", "USD")),)


def of_partnership(chance: Chance, _id: UUID, now: Partnership) -> Any:
    """Return any act on the partnership; before it is established there is one alone."""
    if now.establishment is None:
        return _establishment(chance)
    member = chance.one_of(now.communes or BODIES)
    return chance.one_of(
        (
            _establishment(chance),
            LeavePartnership(commune=member, until=chance.day(), reason="fusion"),
            NameAuthorities(intermediary=member, authorities=(chance.one_of(BODIES),)),
            DelegateOperation(member=member, operator=chance.one_of(BODIES), since=chance.day()),
            EndDelegation(member=member, until=chance.day(), reason="fin"),
            UntagOtherProgramme(code="vvsg", reason="homonyme"),
            GiveNotice(by=member, on=chance.day(), reason="x", ends_on=chance.day()),
            WithdrawNotice(by=member, on=LATE),
            SuspendPartnership(since=chance.day(), reason=SuspensionReason.HEALTH),
            ResumePartnership(on=chance.day()),
            TerminatePartnership(on=chance.day(), reason="fin", by=member),
        )
    )


def _establishment(chance: Chance) -> EstablishPartnership:
    bodies = chance.one_of((BELGIAN[:2], BELGIAN[1:3], (BELGIAN[0], PARTNERS[0])))
    return EstablishPartnership(
        programme=chance.one_of((PROGRAMME, PROGRAMME, ProgrammeId(UNKNOWN))),
        country=chance.one_of(("MA", "MA", "MA", "SN")),
        members=tuple(Member(commune=body) for body in bodies),
    )


def of_protocol(chance: Chance, id_: UUID, now: CollaborationProtocol) -> Any:
    """Return any act on the protocol, of what is done about its text or of what councils do."""
    if now.proposal is None:
        return _proposal(chance)
    return _about_the_text(chance, id_, now) if chance.happens(0.5) else _by_councils(chance, now)


def _proposal(chance: Chance) -> Any:
    partnership = chance.one_of(PARTNERSHIPS)
    members = chance.state("partnership", partnership).communes or BODIES
    common = {"proposed_by": chance.one_of(members), "on": LATE}
    text = chance.one_of((*TEXTS, chance.text()))
    phase = chance.one_of((PHASE_2017, PHASE_2022))
    if chance.happens(0.4):
        renews = ProtocolId(chance.one_of((PROTOCOLS[0], PROTOCOLS[2], UNKNOWN)))
        return RenewProtocol(renews=renews, phase=phase, text=text, **common)
    return ProposeProtocol(partnership=partnership, phase=phase, text=text, **common)


def _about_the_text(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    party, on = chance.one_of(now.parties), chance.day()
    text = chance.one_of((*TEXTS, chance.text()))
    latest = now.versions[-1]
    text_hash = chance.one_of((latest.text.text_hash, "sha256:" + "22" * 32))
    if latest.signatures.keys() >= set(now.parties) and chance.happens(0.12):
        return AbandonProtocol(party=party, on=LATE, reason="mauvaise phase")
    return chance.one_of(
        (
            ReviseProtocol(party=party, on=on, text=text),
            ResubmitProtocol(party=party, on=LATE, text=text),
            AmendProtocol(party=party, on=LATE, reason="eau", text=text),
            AgreeProtocol(party=party, on=on, text_hash=text_hash),
            SignProtocol(
                party=party,
                signatory=chance.signatory(),
                place="Jette",
                on=chance.one_of((on, date(2016, 1, 4))),
                text_hash=text_hash,
            ),
            ConfirmSignature(party=party),
            WithdrawSignature(party=party, reason="autre commune"),
            ExpireProtocol(on=chance.one_of((LATE, date(2022, 1, 3)))),
        )
    )


def _by_councils(chance: Chance, now: CollaborationProtocol) -> Any:
    party = chance.one_of((*now.parties, *now.parties, chance.one_of(BODIES)))
    decided = chance.deliberation()
    version = chance.one_of((None, 1, 2))
    return chance.one_of(
        (
            RatifyProtocol(party=party, deliberation=decided),
            AdjournProtocol(party=party, deliberation=decided, until=date(2017, 1, 1)),
            CorrectVote(party=party, deliberation=decided, reason="date", version=version),
            WithdrawVote(party=party, reason="autre commune", version=version),
            ConfirmVote(party=party, version=version),
        )
    )


def of_convention(chance: Chance, _id: UUID, now: Convention) -> Any:
    """Return any act on the convention, of what is signed or of what is done under it."""
    if now.drafted is None:
        return _draft(chance)
    under = chance.happens(0.7 if now.holds else 0.3)
    return _under_it(chance, now) if under else _about_the_content(chance, now)


def _draft(chance: Chance) -> Any:
    under = chance.one_of((PROTOCOLS[0], PROTOCOLS[2]))
    proposal = chance.state("protocol", under).proposal
    right = proposal is not None and chance.happens(0.8)
    return DraftConvention(
        partnership=proposal.partnership if right else chance.one_of(PARTNERSHIPS),
        protocol=under if chance.happens(0.9) else ProtocolId(UNKNOWN),
        drafted_by=chance.one_of(proposal.parties if proposal else BODIES),
        on=chance.day(),
        budget_lines=chance.one_of((LINES, LINES, LINES, FOREIGN)),
        terms=chance.one_of((*BAD_TERMS, None)),
    )


def _about_the_content(chance: Chance, now: Convention) -> Any:
    party, lines = chance.one_of(now.parties), chance.one_of((LINES, MORE_LINES, FOREIGN))
    terms = chance.one_of((*BAD_TERMS, TERMS))
    abandon = AbandonConvention(party=party, on=LATE, reason="mauvais protocole")
    return chance.one_of(
        (
            ReviseConvention(party=party, on=LATE, budget_lines=lines, terms=terms),
            AmendConvention(party=party, on=LATE, reason="x", budget_lines=lines, terms=terms),
            SignConvention(
                party=party,
                signatory=chance.signatory(),
                place="Belfaa",
                on=LATE,
                content_hash=now.versions[-1].content_hash,
            ),
            WithdrawConventionSignature(party=party, reason="autre commune"),
            CloseConvention(party=party, on=chance.one_of((LATE, date(2017, 1, 3)))),
            ReopenConvention(party=party, on=LATE, reason="trop tôt"),
            # What is on the table is given up in turn: out of it few would ever be concluded.
            *([abandon] if now.versions[-1].concluded_on or now.abandoned else []),
        )
    )


def _under_it(chance: Chance, now: Convention) -> Any:
    party, code = chance.one_of(now.parties), chance.one_of((*now.received, "A1", "A2", "A9"))
    amount = chance.one_of((RECEIVED, Money("0", "EUR"), Money("17.50", "EUR")))
    plan = chance.one_of((*now.annexed, *PLANS[PROTOCOLS[0]], *PLANS[PROTOCOLS[2]], NO_PLAN))
    elsewhere = chance.one_of((*PLANS[PROTOCOLS[0]], *PLANS[PROTOCOLS[2]]))
    said = chance.world.places.action_plans.get(plan)
    right = said.content_hash if said and chance.happens(0.7) else "sha256:" + "33" * 32
    return chance.one_of(
        (
            AnnexActionPlan(party=party, action_plan=plan, content_hash=right, on=LATE),
            AnnexActionPlan(party=party, action_plan=plan, content_hash=right, on=LATE),
            AnnexActionPlan(party=party, action_plan=NO_PLAN, content_hash=right, on=LATE),
            AnnexActionPlan(party=party, action_plan=elsewhere, content_hash=right, on=LATE),
            AnnexActionPlan(party=party, action_plan=elsewhere, content_hash=right, on=LATE),
            AnnexActionPlan(party=party, action_plan=elsewhere, content_hash=right, on=LATE),
            AnnexDataProtection(party=party, document=replace(PAPER, sha256=None), on=LATE),
            ReceiveAdvance(party=party, advance=code, amount=amount, on=LATE),
            CorrectAdvance(party=party, advance=code, amount=amount, on=LATE, reason="frais"),
            WithdrawAdvance(party=party, advance=code, reason="jamais reçue"),
        )
    )


ANY: Final[Mapping[str, Callable[[Chance, UUID, Any], Any]]] = {
    "partnership": of_partnership,
    "protocol": of_protocol,
    "convention": of_convention,
}
"""What draws any act on each of the three."""
