"""What was put on the table or signed by mistake: texts given up, signatures taken back."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from services.partnerships.domain.convention.commands import WithdrawConventionSignature
from services.partnerships.domain.convention.events import ConventionSignatureWithdrawn
from services.partnerships.domain.convention.refusals import ConventionIsConcluded
from services.partnerships.domain.protocol.commands import (
    AbandonProtocol,
    AmendProtocol,
    ResubmitProtocol,
    ReviseProtocol,
    WithdrawSignature,
)
from services.partnerships.domain.protocol.events import (
    AmendmentProposed,
    CouncilAdjourned,
    CouncilRefused,
    Event,
    ProtocolAbandoned,
    ProtocolExpired,
    SignatureConfirmed,
    SignatureWithdrawn,
)
from services.partnerships.domain.protocol.missing import missing
from services.partnerships.domain.protocol.refusals import (
    NotAParty,
    NotInForce,
    ProtocolHasExpired,
    SignatureIsTheCommunesOwn,
    SignatureVotedUpon,
    SignedByEveryParty,
    TextAbandoned,
)
from services.partnerships.projections import conventions, protocols
from services.partnerships.published import to_contract
from tests.partnerships import conventions as convention_acts
from tests.partnerships.cases import (
    AMENDED,
    BELFAA,
    BELFAA_VOTE,
    JETTE,
    JETTE_VOTE,
    KINTAMBO,
    OF_BELFAA,
    OF_JETTE,
    ON_BEHALF,
    PROTOCOL,
    UNIT,
)
from tests.partnerships.conventions import CONVENTION, DRAFT, DRAFTED
from tests.partnerships.protocols import (
    AGREE,
    AGREEMENT,
    BELFAA_SIGNED,
    JETTE_RATIFIED,
    JETTE_SIGNED,
    PROPOSAL,
    PROPOSED,
    RATIFICATION,
    SIGN_BELFAA,
    SIGN_JETTE,
    SIGNATURES,
    ratify,
    scenario,
)
from tests.partnerships.seen import history, project
from tests.partnerships.unit import PROPOSE, Unit, in_memory
from vocabulary.authority import ForTheCommuneItself, OnBehalfNeedsEvidence
from vocabulary.dates import DateInFuture
from vocabulary.protocols import ProtocolState

DAY = date(2017, 4, 3)
ABANDON = AbandonProtocol(party=JETTE, on=DAY, reason="mauvaise phase")
ABANDONED = ProtocolAbandoned(version=1, party=JETTE, on=DAY, reason="mauvaise phase")
WITHDRAW = WithdrawSignature(party=JETTE, reason="autre commune")
WITHDRAWN = SignatureWithdrawn(version=1, party=JETTE, reason="autre commune")
AMENDMENT = AmendmentProposed(
    version=2, proposed_by=JETTE, on=date(2018, 1, 8), reason="eau", text=AMENDED
)
REFUSED = CouncilRefused(version=1, party=BELFAA, deliberation=BELFAA_VOTE)
ADJOURNED = CouncilAdjourned(version=1, party=JETTE, deliberation=JETTE_VOTE)


# --- a text is given up ---------------------------------------------------------------------


@pytest.mark.parametrize("so_far", [PROPOSAL, AGREEMENT, (*AGREEMENT, JETTE_SIGNED)])
@pytest.mark.parametrize("party", [JETTE, BELFAA])
def test_either_side_gives_a_text_up_until_both_have_signed_it(
    so_far: tuple[Event, ...], party: Any
) -> None:
    given_up = replace(ABANDONED, party=party)
    after = scenario.given(*so_far).when(replace(ABANDON, party=party)).then(given_up)
    assert after.state.state is ProtocolState.ABANDONED
    assert missing(after.state) == ()


def test_what_all_have_signed_is_for_their_councils() -> None:
    scenario.given(*SIGNATURES).when(ABANDON).then_refused(SignedByEveryParty)
    scenario.given(*RATIFICATION).when(ABANDON).then_refused(SignedByEveryParty)


def test_what_a_council_has_refused_may_be_left_at_that() -> None:
    after = scenario.given(*SIGNATURES, REFUSED).when(ABANDON).then(ABANDONED)
    assert after.state.state is ProtocolState.ABANDONED


@pytest.mark.parametrize(
    "command",
    [
        AGREE,
        SIGN_JETTE,
        ratify(JETTE, JETTE_VOTE),
        ReviseProtocol(party=JETTE, on=DAY, text=AMENDED),
        ResubmitProtocol(party=JETTE, on=DAY, text=AMENDED),
        AmendProtocol(party=JETTE, on=DAY, reason="eau", text=AMENDED),
    ],
)
def test_nothing_more_is_done_about_a_protocol_that_was_given_up(command: Any) -> None:
    scenario.given(*PROPOSAL, ABANDONED).when(command).then_refused(
        TextAbandoned, on=DAY.isoformat()
    )


def test_an_amendment_is_given_up_alone_and_another_may_follow() -> None:
    given_up = replace(ABANDONED, version=2, on=date(2018, 2, 1))
    after = (
        scenario.given(*RATIFICATION, AMENDMENT)
        .when(replace(ABANDON, on=date(2018, 2, 1)))
        .then(given_up)
    )
    assert after.state.state is ProtocolState.IN_FORCE
    again = AmendProtocol(party=BELFAA, on=date(2018, 3, 1), reason="eau", text=AMENDED)
    after.when(again).then(replace(AMENDMENT, version=3, proposed_by=BELFAA, on=date(2018, 3, 1)))


def test_only_a_party_gives_up_and_not_tomorrow() -> None:
    here = scenario.given(*PROPOSAL)
    here.when(replace(ABANDON, party=KINTAMBO)).then_refused(NotAParty)
    here.when(replace(ABANDON, on=date(2027, 1, 1))).then_refused(DateInFuture)


def test_an_expired_protocol_is_over_already() -> None:
    expired = ProtocolExpired(on=date(2021, 12, 31))
    scenario.given(*RATIFICATION, expired).when(ABANDON).then_refused(ProtocolHasExpired)


def test_the_unit_gives_up_its_own_draft_and_for_a_commune_with_evidence() -> None:
    scenario.given(PROPOSED).when(ABANDON, by=UNIT).then(ABANDONED)
    agreed = scenario.given(*PROPOSAL)
    agreed.when(ABANDON, by=UNIT).then_refused(OnBehalfNeedsEvidence)
    proven = replace(ABANDON, on_behalf=ON_BEHALF)
    agreed.when(proven, by=UNIT).then(replace(ABANDONED, on_behalf=ON_BEHALF))
    agreed.when(ABANDON, by=OF_BELFAA).then_refused(ForTheCommuneItself)


def test_no_convention_is_drafted_under_what_was_given_up() -> None:
    under = convention_acts.protocol_after(*PROPOSAL, ABANDONED)
    convention_acts.scenario.knowing(protocol=under).when(DRAFT).then_refused(
        NotInForce, state="abandoned"
    )


# --- a signature is taken back --------------------------------------------------------------


def test_a_signature_is_taken_back_and_given_anew() -> None:
    signed = scenario.given(*AGREEMENT, JETTE_SIGNED)
    after = signed.when(WITHDRAW, by=OF_JETTE).then(WITHDRAWN)
    assert after.state.state is ProtocolState.AGREED
    later = replace(SIGN_JETTE, on=date(2017, 5, 22))
    after.when(later).then(replace(JETTE_SIGNED, on=date(2017, 5, 22)))


def test_the_last_signature_is_taken_back_before_any_council_votes() -> None:
    after = (
        scenario.given(*SIGNATURES)
        .when(replace(WITHDRAW, party=BELFAA))
        .then(replace(WITHDRAWN, party=BELFAA))
    )
    assert after.state.state is ProtocolState.PARTLY_SIGNED
    after.when(SIGN_BELFAA).then(BELFAA_SIGNED)


@pytest.mark.parametrize("vote", [JETTE_RATIFIED, ADJOURNED, REFUSED])
def test_a_vote_is_withdrawn_before_what_it_rests_on(vote: Event) -> None:
    scenario.given(*SIGNATURES, vote).when(WITHDRAW).then_refused(SignatureVotedUpon)


def test_what_nobody_signed_needs_no_withdrawal() -> None:
    scenario.given(*AGREEMENT).when(WITHDRAW).then_nothing()
    scenario.given(*AGREEMENT).when(replace(WITHDRAW, party=KINTAMBO)).then_refused(NotAParty)


def test_the_unit_takes_back_only_what_it_recorded_itself() -> None:
    scenario.given(*AGREEMENT, JETTE_SIGNED).when(WITHDRAW, by=UNIT).then_refused(
        SignatureIsTheCommunesOwn
    )
    on_behalf = scenario.given(*AGREEMENT, replace(JETTE_SIGNED, on_behalf=ON_BEHALF))
    on_behalf.when(WITHDRAW, by=UNIT).then(WITHDRAWN)
    confirmed = on_behalf.given(SignatureConfirmed(version=1, party=JETTE))
    confirmed.when(WITHDRAW, by=UNIT).then_refused(SignatureIsTheCommunesOwn)
    on_behalf.when(WITHDRAW, by=OF_BELFAA).then_refused(ForTheCommuneItself)


def test_a_new_signature_is_confirmed_anew() -> None:
    on_behalf = replace(JETTE_SIGNED, on_behalf=ON_BEHALF)
    confirmed = SignatureConfirmed(version=1, party=JETTE)
    state = scenario.given(*AGREEMENT, on_behalf, confirmed, WITHDRAWN, on_behalf).state
    assert state.versions[0].own_signatures == frozenset()


def test_a_party_signs_a_convention_anew_after_a_mistake_while_the_other_has_not() -> None:
    command = WithdrawConventionSignature(party=JETTE, reason="autre commune")
    taken_back = ConventionSignatureWithdrawn(
        version=1, partnership=DRAFTED.partnership, party=JETTE, reason="autre commune"
    )
    signed = convention_acts.scenario.given(DRAFTED, convention_acts.JETTE_SIGNED)
    after = signed.when(command, by=OF_JETTE).then(taken_back)
    after.when(convention_acts.SIGN_JETTE).then(convention_acts.JETTE_SIGNED)
    signed.when(command, by=UNIT).then_refused(SignatureIsTheCommunesOwn)
    signed.when(command, by=OF_BELFAA).then_refused(ForTheCommuneItself)
    convention_acts.scenario.given(*convention_acts.CONCLUSION).when(command).then_refused(
        ConventionIsConcluded
    )
    seen = history("convention", CONVENTION, [DRAFTED, convention_acts.JETTE_SIGNED, taken_back])
    row = project(conventions.PROJECTION, seen, conventions.CONVENTIONS, CONVENTION)
    assert (row["state"], row["signatures"]) == ("draft", [])
    assert JETTE in row["awaiting"]


# --- what is seen of it ---------------------------------------------------------------------


def row_after(*events: Event) -> Any:
    seen = history("protocol", PROTOCOL, events)
    return project(protocols.PROJECTION, seen, protocols.PROTOCOLS, PROTOCOL)


def test_the_view_says_who_gave_it_up_when_and_why() -> None:
    row = row_after(*PROPOSAL, ABANDONED)
    assert row["state"] == "abandoned"
    assert row["abandoned"] == {
        "party": str(JETTE),
        "on": "2017-04-03",
        "reason": "mauvaise phase",
        "on_behalf": False,
    }


def test_the_view_shows_an_amendment_given_up_beside_the_text_in_force() -> None:
    given_up = replace(ABANDONED, version=2)
    row = row_after(*RATIFICATION, AMENDMENT, given_up)
    assert (row["state"], row["amendment"], row["awaiting"]) == ("in_force", "abandoned", [])
    next_one = row_after(*RATIFICATION, AMENDMENT, given_up, replace(AMENDMENT, version=3))
    assert (next_one["amendment"], next_one["abandoned"]) == ("negotiating", None)


def test_the_view_forgets_a_signature_taken_back_and_keeps_the_councils_earlier_decision() -> None:
    row = row_after(*SIGNATURES, WITHDRAWN)
    jette = next(step for step in row["steps"] if step["party"] == str(JETTE))
    assert (row["state"], row["awaiting"]) == ("partly_signed", [])
    assert (jette["signed_on"], jette["function"]) == (None, None)
    assert jette["prior_deliberation"] is not None


def test_others_hear_of_it_with_the_reason() -> None:
    told = [to_contract(seen) for seen in history("protocol", PROTOCOL, [WITHDRAWN, ABANDONED])]
    assert [type(each).__name__ for each in told] == ["SignatureWithdrawn", "ProtocolAbandoned"]
    assert {getattr(each, "reason", None) for each in told} == {"autre commune", "mauvaise phase"}


async def test_the_place_of_a_protocol_given_up_is_free_for_another() -> None:
    async with in_memory() as unit:
        await unit.registers()
        first, second = uuid7(), uuid7()
        await unit.accepted(f"/v1/protocols/{first}/propose", PROPOSE, by=JETTE)
        assert await _propose(unit, second) == "OneProtocolPerPhase"
        why = {"party": str(JETTE), "on": "2017-04-03", "reason": "mauvaise phase"}
        await unit.accepted(f"/v1/protocols/{first}/abandon", why, by=JETTE)
        assert await _propose(unit, second) is None
        told = (await unit.get(f"/v1/protocols/{first}/history")).json()["items"]
        assert (told[-1]["act"], told[-1]["reason"]) == ("ProtocolAbandoned", "mauvaise phase")


async def test_a_signature_taken_back_stays_in_the_history_with_its_reason() -> None:
    async with in_memory() as unit:
        await unit.registers()
        await unit.signed()
        why = {"party": str(BELFAA), "reason": "signé par une autre commune"}
        at = f"/v1/protocols/{PROTOCOL}"
        await unit.accepted(f"{at}/withdraw-signature", why, by=BELFAA)
        told = (await unit.get(f"{at}/history")).json()["items"]
        assert [each["act"] for each in told[-2:]] == ["ProtocolSigned", "SignatureWithdrawn"]
        assert told[-1]["reason"] == "signé par une autre commune"


async def _propose(unit: Unit, protocol: UUID) -> str | None:
    answer = await unit.send(f"/v1/protocols/{protocol}/propose", PROPOSE, by=JETTE)
    return None if answer.status_code == 200 else str(answer.json()["code"])
