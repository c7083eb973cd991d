"""Nobody acts for another party; what one side may, the other may (P31)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kernel.identity import Principal
from kernel.refusals import NotAllowed
from services.partnerships.domain import (
    commune,
    country_programme,
    partnership,
    programme,
    protocol,
)
from services.partnerships.domain.authority import ForTheCountryUnit
from services.partnerships.domain.commune.commands import RegisterCommune
from services.partnerships.domain.country_programme.commands import AdmitCommune
from services.partnerships.domain.partnership.commands import (
    EnterPhase,
    LeavePartnership,
    ResumePartnership,
    SuspendPartnership,
    TerminatePartnership,
)
from services.partnerships.domain.programme.commands import OpenPhase
from services.partnerships.domain.protocol.commands import (
    AdjournProtocol,
    AgreeProtocol,
    AmendProtocol,
    ConfirmVote,
    CorrectVote,
    ExpireProtocol,
    ProposeProtocol,
    RatifyProtocol,
    RefuseProtocol,
    RenewProtocol,
    ResubmitProtocol,
    ReviseProtocol,
    SignProtocol,
    WithdrawVote,
)
from services.partnerships.domain.protocol.events import VoteConfirmed
from services.partnerships.domain.protocol.refusals import VoteIsTheCommunesOwn
from tests.partnerships.cases import (
    ACTIVE,
    AMENDED,
    BELFAA,
    BELFAA_VOTE,
    HASH,
    IN_2017,
    JETTE,
    JETTE_MAYOR,
    KINTAMBO,
    NOW,
    OF_BELFAA,
    OF_JETTE,
    ON_BEHALF,
    PARTNERSHIP,
    PHASE_2017,
    PROTOCOL,
    REVIEWER,
    SCHEDULER,
    TEXT,
    UNIT,
)
from tests.partnerships.protocols import (
    BELFAA_RATIFIED,
    RATIFICATION,
    SIGNATURES,
    scenario,
)
from vocabulary import roles
from vocabulary.authority import ForTheCommuneItself, OnBehalfNeedsEvidence
from vocabulary.communes import CommuneKind, SuspensionReason
from vocabulary.identifiers import CommuneId

DAY = date(2019, 1, 15)
Acting = Callable[[CommuneId], Any]

TABLED: Sequence[Acting] = (
    lambda of: ProposeProtocol(
        partnership=PARTNERSHIP, phase=PHASE_2017, proposed_by=of, on=DAY, text=TEXT
    ),
    lambda of: RenewProtocol(renews=PROTOCOL, phase=PHASE_2017, proposed_by=of, on=DAY, text=TEXT),
    lambda of: ReviseProtocol(party=of, on=DAY, text=AMENDED),
    lambda of: ResubmitProtocol(party=of, on=DAY, text=AMENDED),
    lambda of: AmendProtocol(party=of, on=DAY, reason="précision", text=AMENDED),
)
FORMAL: Sequence[Acting] = (
    lambda of: AgreeProtocol(party=of, on=DAY, text_hash=HASH),
    lambda of: SignProtocol(party=of, signatory=JETTE_MAYOR, place="Jette", on=DAY, text_hash=HASH),
    lambda of: RatifyProtocol(party=of, deliberation=BELFAA_VOTE),
    lambda of: AdjournProtocol(party=of, deliberation=BELFAA_VOTE),
    lambda of: RefuseProtocol(party=of, deliberation=BELFAA_VOTE),
)
CORRECTING: Sequence[Acting] = (
    lambda of: CorrectVote(party=of, deliberation=BELFAA_VOTE, reason="erreur"),
    lambda of: WithdrawVote(party=of, reason="erreur"),
)
CONFIRMING: Acting = lambda of: ConfirmVote(party=of)  # noqa: E731
OF_A_PARTY = (*TABLED, *FORMAL, *CORRECTING, CONFIRMING)
EVERY_ROLE = (*roles.ALL, "unheard-of")


def allowed(by: Principal, command: Any, *history: Any) -> bool:
    """Whether the protocol's rules let the principal give the command at all."""
    state = scenario.given(*history).state
    try:
        protocol.may(by, command, state, scenario.facts)
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize("act", OF_A_PARTY)
def test_each_side_acts_for_itself_and_never_for_the_other(act: Acting) -> None:
    assert allowed(OF_JETTE, act(JETTE))
    assert allowed(OF_BELFAA, act(BELFAA))
    assert not allowed(OF_JETTE, act(BELFAA))
    assert not allowed(OF_BELFAA, act(JETTE))


@pytest.mark.parametrize("act", OF_A_PARTY)
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_every_role_has_the_same_right_towards_either_side(act: Acting, role: str) -> None:
    for organisation in (None, str(JETTE), str(BELFAA)):
        other = {str(JETTE): str(BELFAA), str(BELFAA): str(JETTE)}.get(organisation or "")
        here = Principal("a", frozenset({role}), frozenset({"ma"}), organisation)
        there = Principal("b", frozenset({role}), frozenset({"ma"}), other)
        assert allowed(here, act(JETTE)) == allowed(there, act(BELFAA))


@pytest.mark.parametrize("act", [*OF_A_PARTY, lambda _: ExpireProtocol(on=DAY)])
@pytest.mark.parametrize(
    "role", [r for r in EVERY_ROLE if r not in {roles.COUNTRY_UNIT, roles.COMMUNE_USER}]
)
def test_the_other_roles_write_nothing(act: Acting, role: str) -> None:
    someone = Principal("a", frozenset({role}), frozenset({"*"}), str(JETTE))
    assert not allowed(someone, act(JETTE))


@pytest.mark.parametrize("act", FORMAL)
def test_the_country_unit_never_signs_or_votes_without_showing_the_evidence(act: Acting) -> None:
    with pytest.raises(OnBehalfNeedsEvidence):
        protocol.may(UNIT, act(BELFAA), scenario.state, scenario.facts)
    assert allowed(UNIT, replace(act(BELFAA), on_behalf=ON_BEHALF))


@pytest.mark.parametrize("act", FORMAL)
def test_evidence_does_not_let_one_party_act_for_another(act: Acting) -> None:
    assert not allowed(OF_JETTE, replace(act(BELFAA), on_behalf=ON_BEHALF))


@pytest.mark.parametrize("act", TABLED)
def test_the_country_unit_drafts_for_the_partners(act: Acting) -> None:
    assert allowed(UNIT, act(JETTE))


def test_nobody_but_the_commune_confirms_its_vote() -> None:
    assert not allowed(UNIT, CONFIRMING(JETTE))


@pytest.mark.parametrize("act", CORRECTING)
def test_what_the_commune_recorded_or_confirmed_only_it_corrects(act: Acting) -> None:
    behalf = replace(BELFAA_RATIFIED, on_behalf=ON_BEHALF)
    assert allowed(UNIT, act(BELFAA), *SIGNATURES, behalf)
    for own in (
        (BELFAA_RATIFIED,),
        (behalf, VoteConfirmed(version=1, party=BELFAA)),
    ):
        scenario.given(*SIGNATURES, *own).when(act(BELFAA), by=UNIT).then_refused(
            VoteIsTheCommunesOwn
        )


def test_time_makes_a_protocol_expire_and_nothing_else() -> None:
    assert allowed(SCHEDULER, ExpireProtocol(on=DAY), *RATIFICATION)
    assert not any(allowed(SCHEDULER, act(JETTE), *RATIFICATION) for act in OF_A_PARTY)


PARTNERS = partnership.Facts(now=NOW, country="MA", programme=IN_2017)
SUSPEND = SuspendPartnership(since=DAY, reason=SuspensionReason.STAFF)
RESUME = ResumePartnership(on=DAY)


def test_either_side_suspends_resumes_and_ends_the_partnership() -> None:
    for member, organisation in ((OF_JETTE, JETTE), (OF_BELFAA, BELFAA)):
        end = TerminatePartnership(on=DAY, reason="accord épuisé", by=organisation)
        leave = LeavePartnership(commune=organisation, until=DAY, reason="fusion")
        for command in (SUSPEND, RESUME, end, leave):
            partnership.may(member, command, ACTIVE, PARTNERS)


def test_neither_side_ends_the_partnership_in_the_name_of_the_other() -> None:
    for member, other in ((OF_JETTE, BELFAA), (OF_BELFAA, JETTE)):
        for command in (
            TerminatePartnership(on=DAY, reason="accord épuisé", by=other),
            TerminatePartnership(on=DAY, reason="accord épuisé", by=other, on_behalf=ON_BEHALF),
            LeavePartnership(commune=other, until=DAY, reason="fusion"),
        ):
            with pytest.raises(ForTheCommuneItself):
                partnership.may(member, command, ACTIVE, PARTNERS)


def test_a_commune_outside_the_partnership_does_not_touch_it() -> None:
    outside = replace(OF_JETTE, organisation=str(KINTAMBO))
    for command in (SUSPEND, RESUME):
        with pytest.raises(ForTheCommuneItself):
            partnership.may(outside, command, ACTIVE, PARTNERS)


def test_the_country_unit_names_who_ended_a_partnership_only_with_evidence() -> None:
    end = TerminatePartnership(on=DAY, reason="accord épuisé", by=JETTE)
    with pytest.raises(OnBehalfNeedsEvidence):
        partnership.may(UNIT, end, ACTIVE, PARTNERS)
    partnership.may(UNIT, replace(end, on_behalf=ON_BEHALF), ACTIVE, PARTNERS)
    partnership.may(UNIT, replace(end, by=None), ACTIVE, PARTNERS)


@pytest.mark.parametrize("someone", [OF_JETTE, OF_BELFAA, REVIEWER, SCHEDULER])
def test_only_the_country_unit_keeps_the_registers(someone: Principal) -> None:
    register = RegisterCommune(kind=CommuneKind.COMMUNE, country="MA", names={"fr": "Belfaa"})
    opening = OpenPhase(phase=PHASE_2017, on=DAY)
    admission = AdmitCommune(commune=JETTE)
    keeping: Sequence[tuple[Any, Any, Any]] = (
        (commune, register, commune.Facts(now=NOW)),
        (programme, opening, programme.Facts(now=NOW)),
        (country_programme, admission, country_programme.Facts(now=NOW, country="MA")),
        (partnership, EnterPhase(phase=PHASE_2017), PARTNERS),
    )
    for aggregate, command, facts in keeping:
        aggregate.may(UNIT, command, aggregate.INITIAL, facts)
        with pytest.raises(ForTheCountryUnit):
            aggregate.may(someone, command, aggregate.INITIAL, facts)
