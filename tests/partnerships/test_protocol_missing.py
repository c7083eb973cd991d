"""What is still missing of a protocol, from whom, since when; and acts after the partnership."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.partnerships.domain import protocol
from services.partnerships.domain.partnership.events import PartnershipTerminated
from services.partnerships.domain.partnership.refusals import PartnershipHasEnded
from services.partnerships.domain.protocol.commands import ConfirmSignature, CorrectVote
from services.partnerships.domain.protocol.events import (
    AmendmentProposed,
    CouncilAdjourned,
    CouncilRefused,
    ProtocolExpired,
    SignatureConfirmed,
    VoteConfirmed,
)
from services.partnerships.domain.protocol.missing import Gap, missing
from services.partnerships.domain.protocol.refusals import (
    NoSignatureRecorded,
    NotAParty,
    NotRecordedOnBehalf,
)
from tests.partnerships.cases import (
    AMENDED,
    BELFAA,
    BELFAA_VOTE,
    ENTERED_2017,
    ESTABLISHED,
    JETTE,
    JETTE_VOTE,
    KINTAMBO,
    OF_BELFAA,
    OF_JETTE,
    ON_BEHALF,
    UNIT,
    partnership_after,
)
from tests.partnerships.protocols import (
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
from vocabulary.protocols import Missing


def after(*history: Any) -> tuple[Gap, ...]:
    return missing(scenario.given(*history).state)


def gap(what: Missing, party: Any, since: date, *, version: int = 1, until: Any = None) -> Gap:
    return Gap(what=what, party=party, version=version, since=since, until=until)


def test_nothing_is_missing_of_what_was_never_proposed() -> None:
    assert missing(protocol.INITIAL) == ()


def test_each_step_waits_for_the_one_before() -> None:
    assert after(*PROPOSAL) == (gap(Missing.AGREEMENT, BELFAA, date(2017, 3, 1)),)
    assert after(*AGREEMENT) == (
        gap(Missing.SIGNATURE, JETTE, date(2017, 3, 8)),
        gap(Missing.SIGNATURE, BELFAA, date(2017, 3, 8)),
    )
    assert after(*AGREEMENT, JETTE_SIGNED) == (gap(Missing.SIGNATURE, BELFAA, date(2017, 3, 8)),)
    assert after(*SIGNATURES, JETTE_RATIFIED) == (
        gap(Missing.RATIFICATION, BELFAA, date(2017, 5, 19)),
    )
    assert after(*RATIFICATION) == ()


def test_an_earlier_decision_is_missing_where_the_programme_asks_for_it() -> None:
    first = replace(PROPOSED, prior_deliberations=())
    assert gap(Missing.PRIOR_DELIBERATION, JETTE, date(2017, 3, 1)) in after(first)
    assert Missing.PRIOR_DELIBERATION not in {each.what for each in after(PROPOSED)}


def test_a_council_that_adjourned_says_until_when() -> None:
    adjourned = CouncilAdjourned(
        version=1, party=BELFAA, deliberation=BELFAA_VOTE, until=date(2017, 9, 1)
    )
    assert after(*SIGNATURES, JETTE_RATIFIED, adjourned) == (
        gap(Missing.RATIFICATION, BELFAA, date(2017, 5, 19), until=date(2017, 9, 1)),
    )


def test_a_lapsed_version_waits_for_nothing() -> None:
    refused = CouncilRefused(version=1, party=JETTE, deliberation=JETTE_VOTE)
    assert after(*SIGNATURES, refused) == ()


def test_an_amendment_waits_while_the_old_text_binds() -> None:
    amendment = AmendmentProposed(
        version=2, proposed_by=JETTE, on=date(2019, 1, 7), reason="eau", text=AMENDED
    )
    assert after(*RATIFICATION, amendment) == (
        gap(Missing.AGREEMENT, JETTE, date(2019, 1, 7), version=2),
        gap(Missing.AGREEMENT, BELFAA, date(2019, 1, 7), version=2),
    )


def test_what_was_recorded_on_behalf_waits_for_the_commune() -> None:
    signed = replace(BELFAA_SIGNED, on_behalf=ON_BEHALF)
    voted = replace(JETTE_RATIFIED, on_behalf=ON_BEHALF)
    history = (*AGREEMENT, JETTE_SIGNED, signed, voted)
    assert after(*history)[1:] == (
        gap(Missing.VOTE_CONFIRMATION, JETTE, date(2017, 6, 28)),
        gap(Missing.SIGNATURE_CONFIRMATION, BELFAA, date(2017, 5, 19)),
    )
    confirmed = (
        SignatureConfirmed(version=1, party=BELFAA),
        VoteConfirmed(version=1, party=JETTE),
    )
    assert {each.what for each in after(*history, *confirmed)} == {Missing.RATIFICATION}


def test_nothing_is_missing_of_what_has_expired() -> None:
    signed = replace(BELFAA_SIGNED, on_behalf=ON_BEHALF)
    expired = ProtocolExpired(on=date(2021, 12, 31))
    assert after(*AGREEMENT, JETTE_SIGNED, signed, expired) == ()


@pytest.mark.parametrize(("party", "me"), [(JETTE, OF_JETTE), (BELFAA, OF_BELFAA)])
def test_a_commune_confirms_the_signature_recorded_on_its_behalf(party: Any, me: Any) -> None:
    signatures = {JETTE: JETTE_SIGNED, BELFAA: replace(BELFAA_SIGNED, signed_by_all=False)}
    signed = replace(signatures[party], on_behalf=ON_BEHALF)
    outcome = scenario.given(*AGREEMENT, signed).when(ConfirmSignature(party=party), by=me)
    outcome.then(SignatureConfirmed(version=1, party=party))


def test_only_what_was_recorded_on_behalf_is_confirmed() -> None:
    confirm = ConfirmSignature(party=JETTE)
    scenario.given(*AGREEMENT).when(confirm).then_refused(NoSignatureRecorded)
    scenario.given(*AGREEMENT, JETTE_SIGNED).when(confirm).then_refused(NotRecordedOnBehalf)
    scenario.given(*AGREEMENT).when(ConfirmSignature(party=KINTAMBO)).then_refused(NotAParty)
    with pytest.raises(protocol.ForTheCommuneItself):
        protocol.may(UNIT, confirm, scenario.state, scenario.facts)


ENDED = PartnershipTerminated(on=date(2017, 6, 20), reason="fin")
ended = scenario.knowing(partnership=partnership_after(ESTABLISHED, ENTERED_2017, ENDED))


@pytest.mark.parametrize(("party", "vote"), [(JETTE, JETTE_VOTE), (BELFAA, BELFAA_VOTE)])
def test_no_council_votes_after_the_partnership_has_ended(party: Any, vote: Any) -> None:
    late = replace(vote, adopted_on=date(2017, 6, 21))
    signed = ended.given(*SIGNATURES)
    signed.when(ratify(party, late)).then_refused(PartnershipHasEnded, on="2017-06-20")
    assert len(signed.when(ratify(party, BELFAA_VOTE)).events()) == 1
    correct = CorrectVote(party=JETTE, deliberation=late, reason="date")
    signed.given(JETTE_RATIFIED).when(correct).then_refused(PartnershipHasEnded)


def test_nobody_signs_after_the_partnership_has_ended() -> None:
    for command in (SIGN_JETTE, SIGN_BELFAA):
        assert ended.given(*AGREEMENT).when(command).events()
        late = replace(command, on=date(2017, 6, 21))
        ended.given(*AGREEMENT).when(late).then_refused(PartnershipHasEnded)
