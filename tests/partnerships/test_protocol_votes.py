"""The condition precedent: every party's council, in any order."""

from dataclasses import replace
from datetime import date

from services.partnerships.domain.protocol.commands import (
    AdjournProtocol,
    RefuseProtocol,
    ResubmitProtocol,
)
from services.partnerships.domain.protocol.events import (
    CouncilAdjourned,
    CouncilRefused,
    ProtocolResubmitted,
)
from services.partnerships.domain.protocol.refusals import (
    AdjournedToThePast,
    CouncilHasVoted,
    CouncilNotParty,
    NotLapsed,
    NotYetSigned,
    VersionLapsed,
)
from tests.partnerships.cases import (
    AMENDED,
    AMENDED_HASH,
    BELFAA,
    BELFAA_VOTE,
    JETTE,
    JETTE_VOTE,
    KINTAMBO,
    OF_BELFAA,
    ON_BEHALF,
    UNIT,
    decision,
)
from tests.partnerships.protocols import (
    AGREE,
    AGREEMENT,
    BELFAA_RATIFIED,
    IN_FORCE,
    JETTE_RATIFIED,
    JETTE_SIGNED,
    RATIFICATION,
    SIGN_BELFAA,
    SIGN_JETTE,
    SIGNATURES,
    agreement,
    ratify,
    scenario,
    signature,
    stating,
    text_agreed,
)
from vocabulary.dates import DateInFuture
from vocabulary.protocols import ProtocolState

NO = decision("2017/40", date(2017, 6, 12), "Conseil municipal")
REFUSED = CouncilRefused(version=1, party=BELFAA, deliberation=NO, reason="moyens insuffisants")
REFUSE = RefuseProtocol(party=BELFAA, deliberation=NO, reason="moyens insuffisants")
RESUBMIT = ResubmitProtocol(party=JETTE, on=date(2017, 9, 1), text=AMENDED)
RESUBMITTED = ProtocolResubmitted(version=2, proposed_by=JETTE, on=date(2017, 9, 1), text=AMENDED)


def test_one_ratification_leaves_the_condition_precedent_unmet() -> None:
    after = scenario.given(*SIGNATURES).when(ratify(JETTE, JETTE_VOTE)).then(JETTE_RATIFIED)
    assert after.state.state is ProtocolState.PARTLY_RATIFIED


def test_it_enters_into_force_on_the_later_vote_whichever_is_recorded_last() -> None:
    signed = scenario.given(*SIGNATURES)
    signed.given(JETTE_RATIFIED).when(ratify(BELFAA, BELFAA_VOTE)).then(BELFAA_RATIFIED, IN_FORCE)
    after = (
        signed.given(BELFAA_RATIFIED).when(ratify(JETTE, JETTE_VOTE)).then(JETTE_RATIFIED, IN_FORCE)
    )
    assert after.state.state is ProtocolState.IN_FORCE


def test_it_enters_into_force_on_the_day_it_states_itself() -> None:
    day = date(2018, 1, 1)
    after = scenario.given(*stating(day), BELFAA_RATIFIED).when(ratify(JETTE, JETTE_VOTE))
    after.then(JETTE_RATIFIED, replace(IN_FORCE, in_force_since=day))


def test_councils_vote_on_what_every_party_has_signed() -> None:
    scenario.given(*AGREEMENT, JETTE_SIGNED).when(ratify(JETTE, JETTE_VOTE)).then_refused(
        NotYetSigned, parties=[str(BELFAA)]
    )


def test_a_council_that_is_not_of_a_party_has_no_vote() -> None:
    scenario.given(*SIGNATURES).when(ratify(KINTAMBO, JETTE_VOTE)).then_refused(CouncilNotParty)


def test_a_vote_before_the_signature_is_shown_as_unusual_and_accepted() -> None:
    early = decision("2017/04-2", date(2017, 4, 26))
    warned = replace(JETTE_RATIFIED, deliberation=early, warnings=("ratified-before-signature",))
    scenario.given(*SIGNATURES).when(ratify(JETTE, early)).then(warned)


def test_a_vote_is_not_recorded_before_it_is_taken() -> None:
    coming = decision("2027/1", date(2027, 1, 1))
    scenario.given(*SIGNATURES).when(ratify(JETTE, coming)).then_refused(DateInFuture)


def test_a_council_does_not_ratify_twice() -> None:
    scenario.given(*SIGNATURES, JETTE_RATIFIED).when(
        ratify(JETTE, decision("2017/07-1", date(2017, 7, 5)))
    ).then_refused(CouncilHasVoted, adopted_on="2017-06-28")


def test_a_council_cannot_refuse_what_it_has_ratified() -> None:
    scenario.given(*SIGNATURES, BELFAA_RATIFIED).when(REFUSE).then_refused(CouncilHasVoted)


def test_a_council_has_voted_also_when_the_protocol_is_in_force() -> None:
    scenario.given(*RATIFICATION).when(REFUSE).then_refused(CouncilHasVoted)


def test_a_vote_sent_again_changes_nothing_even_recorded_by_another() -> None:
    again = replace(ratify(BELFAA, BELFAA_VOTE), on_behalf=ON_BEHALF)
    scenario.given(*RATIFICATION).when(again, by=UNIT).then_nothing()


def test_an_adjourned_council_may_still_ratify() -> None:
    put_off = decision("2017/29", date(2017, 5, 30), "Conseil municipal")
    command = AdjournProtocol(party=BELFAA, deliberation=put_off, until=date(2017, 6, 12))
    adjourned = CouncilAdjourned(
        version=1, party=BELFAA, deliberation=put_off, until=date(2017, 6, 12)
    )
    after = scenario.given(*SIGNATURES, JETTE_RATIFIED).when(command).then(adjourned)
    after.when(ratify(BELFAA, BELFAA_VOTE)).then(BELFAA_RATIFIED, IN_FORCE)
    after.when(REFUSE).then(REFUSED)


def test_a_council_adjourns_to_a_later_day() -> None:
    command = AdjournProtocol(party=BELFAA, deliberation=BELFAA_VOTE, until=date(2017, 6, 12))
    scenario.given(*SIGNATURES).when(command).then_refused(AdjournedToThePast)


def test_one_refusal_makes_the_version_lapse_for_all() -> None:
    after = scenario.given(*SIGNATURES, JETTE_RATIFIED).when(REFUSE, by=OF_BELFAA).then(REFUSED)
    assert after.state.state is ProtocolState.LAPSED
    other = decision("2017/07-1", date(2017, 7, 5))
    after.when(ratify(JETTE, other)).then_refused(VersionLapsed)
    after.when(ratify(BELFAA, BELFAA_VOTE)).then_refused(VersionLapsed)


def test_a_vote_recorded_on_behalf_shows_it() -> None:
    command = replace(ratify(BELFAA, BELFAA_VOTE), on_behalf=ON_BEHALF)
    recorded = replace(BELFAA_RATIFIED, on_behalf=ON_BEHALF)
    scenario.given(*SIGNATURES).when(command, by=UNIT).then(recorded)


def test_after_a_refusal_an_amended_text_is_agreed_signed_and_ratified_anew() -> None:
    lapsed = scenario.given(*SIGNATURES, JETTE_RATIFIED, REFUSED)
    tabled = lapsed.when(RESUBMIT).then(RESUBMITTED)
    assert tabled.state.state is ProtocolState.NEGOTIATING
    agreed = tabled.given(agreement(JETTE, date(2017, 9, 1), version=2, text_hash=AMENDED_HASH))
    settled = agreed.when(replace(AGREE, on=date(2017, 9, 8), text_hash=AMENDED_HASH)).then(
        agreement(BELFAA, date(2017, 9, 8), version=2, text_hash=AMENDED_HASH),
        text_agreed(date(2017, 9, 8), version=2, text_hash=AMENDED_HASH),
    )
    sign_jette = replace(SIGN_JETTE, on=date(2017, 10, 2), text_hash=AMENDED_HASH)
    sign_belfaa = replace(SIGN_BELFAA, on=date(2017, 10, 2), text_hash=AMENDED_HASH)
    signed = settled.when(sign_jette).then(signature(sign_jette, by_all=False, version=2))
    signed = signed.when(sign_belfaa).then(signature(sign_belfaa, by_all=True, version=2))
    after = signed.when(ratify(JETTE, decision("2017/10-8", date(2017, 10, 25)))).then(
        replace(JETTE_RATIFIED, version=2, deliberation=decision("2017/10-8", date(2017, 10, 25)))
    )
    assert after.state.state is ProtocolState.PARTLY_RATIFIED


def test_only_a_lapsed_protocol_is_resubmitted() -> None:
    scenario.given(*SIGNATURES).when(RESUBMIT).then_refused(NotLapsed)
    scenario.given(*RATIFICATION).when(RESUBMIT).then_refused(NotLapsed)
