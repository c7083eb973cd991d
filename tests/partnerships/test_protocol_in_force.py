"""A protocol in force: amended, corrected, expired, renewed."""

from dataclasses import replace
from datetime import date

from kernel.refusals import NotFound
from services.partnerships.domain.programme.events import PhaseOpened
from services.partnerships.domain.protocol.commands import (
    AgreeProtocol,
    AmendProtocol,
    ConfirmVote,
    CorrectVote,
    ExpireProtocol,
    RefuseProtocol,
    RenewProtocol,
    ReviseProtocol,
    WithdrawVote,
)
from services.partnerships.domain.protocol.events import (
    AmendmentEnteredIntoForce,
    AmendmentProposed,
    CouncilRefused,
    EntryIntoForceCorrected,
    Event,
    ProtocolExpired,
    VoteConfirmed,
    VoteCorrected,
    VoteWithdrawn,
)
from services.partnerships.domain.protocol.refusals import (
    AlreadyProposed,
    AmendmentOpen,
    CouncilNotParty,
    NotInForce,
    NotRecordedOnBehalf,
    NotYetEnded,
    NoVoteRecorded,
    PhaseNotLater,
    ProtocolHasExpired,
    ProtocolUnknown,
    TextIsSettled,
    VersionSuperseded,
    VersionUnknown,
)
from tests.partnerships.cases import (
    AMENDED,
    AMENDED_HASH,
    BELFAA,
    BELFAA_VOTE,
    DEFINED,
    HASH,
    JETTE,
    JETTE_VOTE,
    KINTAMBO,
    OF_JETTE,
    ON_BEHALF,
    OPENED_2017,
    PARTNERSHIP,
    PHASE_2017,
    PHASE_2022,
    PLANNED_2017,
    PLANNED_2022,
    PROTOCOL,
    TEXT,
    decision,
    programme_after,
)
from tests.partnerships.protocols import (
    AGREEMENT,
    BELFAA_RATIFIED,
    IN_FORCE,
    JETTE_RATIFIED,
    PROPOSED,
    RATIFICATION,
    SIGN_BELFAA,
    SIGN_JETTE,
    SIGNATURES,
    agreement,
    ratified,
    ratify,
    scenario,
    signature,
    text_agreed,
)
from vocabulary.protocols import PartyVote, ProtocolState

in_force = scenario.given(*RATIFICATION)
AMEND = AmendProtocol(
    party=BELFAA, on=date(2019, 1, 15), reason="le secteur est précisé", text=AMENDED
)
AMENDMENT = AmendmentProposed(
    version=2,
    proposed_by=BELFAA,
    on=date(2019, 1, 15),
    reason="le secteur est précisé",
    text=AMENDED,
)
AMENDED_SIGNED: tuple[Event, ...] = (
    AMENDMENT,
    agreement(BELFAA, date(2019, 1, 15), version=2, text_hash=AMENDED_HASH),
    agreement(JETTE, date(2019, 2, 1), version=2, text_hash=AMENDED_HASH),
    text_agreed(date(2019, 2, 1), version=2, text_hash=AMENDED_HASH),
    signature(
        replace(SIGN_JETTE, on=date(2019, 3, 1), text_hash=AMENDED_HASH), by_all=False, version=2
    ),
    signature(
        replace(SIGN_BELFAA, on=date(2019, 3, 1), text_hash=AMENDED_HASH), by_all=True, version=2
    ),
)
BELFAA_2019 = decision("2019/12", date(2019, 4, 4), "Conseil municipal")
JETTE_2019 = decision("2019/05-1", date(2019, 5, 29))
AMENDMENT_IN_FORCE = AmendmentEnteredIntoForce(
    version=2,
    in_force_since=date(2019, 5, 29),
    votes=(
        PartyVote(party=JETTE, deliberation=JETTE_2019),
        PartyVote(party=BELFAA, deliberation=BELFAA_2019),
    ),
)

# --- amending -----------------------------------------------------------------------------------


def test_the_old_text_binds_while_an_amendment_is_decided() -> None:
    after = in_force.when(AMEND).then(AMENDMENT)
    assert after.state.state is ProtocolState.IN_FORCE
    assert after.state.binding.text == TEXT


def test_an_amendment_is_ratified_by_every_council_too() -> None:
    signed = in_force.given(*AMENDED_SIGNED)
    voted = signed.when(ratify(BELFAA, BELFAA_2019)).then(ratified(BELFAA, BELFAA_2019, version=2))
    after = voted.when(ratify(JETTE, JETTE_2019)).then(
        ratified(JETTE, JETTE_2019, version=2), AMENDMENT_IN_FORCE
    )
    assert after.state.binding.text == AMENDED


def test_a_refused_amendment_lapses_alone() -> None:
    no = decision("2019/13", date(2019, 4, 4), "Conseil municipal")
    refused = CouncilRefused(version=2, party=BELFAA, deliberation=no)
    after = in_force.given(*AMENDED_SIGNED).when(RefuseProtocol(party=BELFAA, deliberation=no))
    lapsed = after.then(refused)
    assert lapsed.state.state is ProtocolState.IN_FORCE
    assert lapsed.state.binding.text == TEXT
    again = replace(AMEND, on=date(2019, 9, 2))
    lapsed.when(again).then(replace(AMENDMENT, version=3, on=date(2019, 9, 2)))


def test_one_amendment_is_decided_at_a_time() -> None:
    in_force.given(AMENDMENT).when(replace(AMEND, reason="autre motif")).then_refused(AmendmentOpen)


def test_only_a_protocol_in_force_is_amended() -> None:
    scenario.given(*SIGNATURES).when(AMEND).then_refused(NotInForce)


def test_a_text_in_force_is_amended_not_revised() -> None:
    revise = ReviseProtocol(party=JETTE, on=date(2019, 1, 1), text=AMENDED)
    in_force.when(revise).then_refused(TextIsSettled)


# --- expiring and renewing ----------------------------------------------------------------------


def test_a_protocol_expires_with_its_phase() -> None:
    after = in_force.when(ExpireProtocol(on=date(2021, 12, 31))).then(
        ProtocolExpired(on=date(2021, 12, 31))
    )
    assert after.state.state is ProtocolState.EXPIRED


def test_a_protocol_does_not_expire_before_its_phase_ends() -> None:
    in_force.when(ExpireProtocol(on=date(2021, 12, 30))).then_refused(
        NotYetEnded, ends_on="2021-12-31"
    )


def test_what_never_entered_into_force_does_not_expire() -> None:
    scenario.given(*SIGNATURES).when(ExpireProtocol(on=date(2021, 12, 31))).then_refused(NotInForce)


def test_an_expired_protocol_is_renewed_not_amended() -> None:
    expired = in_force.given(ProtocolExpired(on=date(2021, 12, 31)))
    expired.when(replace(AMEND, on=date(2022, 1, 2))).then_refused(ProtocolHasExpired)


RENEW = RenewProtocol(
    renews=PROTOCOL, phase=PHASE_2022, proposed_by=BELFAA, on=date(2021, 11, 2), text=TEXT
)


def test_a_protocol_in_force_is_renewed_for_a_later_phase() -> None:
    renewed = replace(
        PROPOSED,
        phase=PHASE_2022,
        proposed_by=BELFAA,
        on=date(2021, 11, 2),
        ends_on=date(2026, 12, 31),
        prior_deliberations=(),
        renews=PROTOCOL,
    )
    after = scenario.knowing(renewed=in_force.state).when(RENEW).then(renewed)
    after.when(replace(RENEW, on=date(2021, 11, 3))).then_refused(AlreadyProposed)
    assert renewed.partnership == PARTNERSHIP


def test_only_what_was_in_force_is_renewed() -> None:
    scenario.knowing(renewed=scenario.given(*AGREEMENT).state).when(RENEW).then_refused(
        NotInForce, state="agreed"
    )


def test_what_is_renewed_exists() -> None:
    scenario.when(RENEW).then_refused(ProtocolUnknown, protocol=str(PROTOCOL))


def test_a_protocol_is_renewed_for_a_later_phase_only() -> None:
    earlier = replace(PROPOSED, phase=PHASE_2022, ends_on=date(2026, 12, 31))
    known = scenario.given(earlier, *RATIFICATION[1:]).state
    programme = programme_after(
        DEFINED,
        PLANNED_2017,
        OPENED_2017,
        PLANNED_2022,
        PhaseOpened(phase=PHASE_2022, on=date(2022, 1, 1)),
    )
    scenario.knowing(renewed=known, programme=programme).when(
        replace(RENEW, phase=PHASE_2017)
    ).then_refused(PhaseNotLater)


# --- correcting ---------------------------------------------------------------------------------

RIGHT = replace(JETTE_VOTE, adopted_on=date(2017, 7, 5))
CORRECT = CorrectVote(party=JETTE, deliberation=RIGHT, reason="date mal recopiée")
CORRECTED = VoteCorrected(version=1, party=JETTE, deliberation=RIGHT, reason="date mal recopiée")


def test_a_corrected_vote_moves_the_day_of_entry_into_force() -> None:
    moved = EntryIntoForceCorrected(
        version=1, in_force_since=date(2017, 7, 5), reason="date mal recopiée"
    )
    after = in_force.when(CORRECT).then(CORRECTED, moved)
    assert after.state.binding.in_force_since == date(2017, 7, 5)


def test_a_correction_that_moves_no_day_says_only_what_changed() -> None:
    reference = replace(BELFAA_VOTE, reference="2017/13")
    command = CorrectVote(party=BELFAA, deliberation=reference, reason="chiffres inversés")
    in_force.when(command).then(
        replace(CORRECTED, party=BELFAA, deliberation=reference, reason="chiffres inversés")
    )


def test_a_commune_that_corrects_its_vote_confirms_it() -> None:
    behalf = replace(JETTE_RATIFIED, on_behalf=ON_BEHALF)
    after = (
        scenario.given(*SIGNATURES, behalf)
        .knowing(actor=OF_JETTE)
        .when(CORRECT, by=OF_JETTE)
        .then(CORRECTED, VoteConfirmed(version=1, party=JETTE))
    )
    after.when(ConfirmVote(party=JETTE), by=OF_JETTE).then_nothing()


def test_a_vote_is_corrected_even_after_the_protocol_has_expired() -> None:
    assert in_force.given(ProtocolExpired(on=date(2021, 12, 31))).when(CORRECT).events()


def test_there_is_nothing_to_correct_before_a_vote() -> None:
    scenario.given(*SIGNATURES).when(CORRECT).then_refused(NoVoteRecorded)


def test_a_withdrawn_vote_takes_the_entry_into_force_back() -> None:
    withdraw = WithdrawVote(party=JETTE, reason="vote d'une autre commune")
    after = in_force.when(withdraw).then(
        VoteWithdrawn(version=1, party=JETTE, reason="vote d'une autre commune"),
        EntryIntoForceCorrected(version=1, in_force_since=None, reason="vote d'une autre commune"),
    )
    assert after.state.state is ProtocolState.PARTLY_RATIFIED
    after.when(ratify(JETTE, RIGHT)).then(
        ratified(JETTE, RIGHT),
        replace(
            IN_FORCE,
            in_force_since=date(2017, 7, 5),
            votes=(PartyVote(party=JETTE, deliberation=RIGHT), IN_FORCE.votes[1]),
        ),
    )


def test_a_withdrawn_refusal_opens_the_version_again() -> None:
    refused = CouncilRefused(version=1, party=BELFAA, deliberation=BELFAA_VOTE)
    withdraw = WithdrawVote(party=BELFAA, reason="concernait un autre dossier")
    after = (
        scenario.given(*SIGNATURES, JETTE_RATIFIED, refused)
        .when(withdraw)
        .then(VoteWithdrawn(version=1, party=BELFAA, reason="concernait un autre dossier"))
    )
    assert after.state.state is ProtocolState.PARTLY_RATIFIED
    after.when(ratify(BELFAA, BELFAA_VOTE)).then(BELFAA_RATIFIED, IN_FORCE)


def test_a_withdrawn_vote_on_an_amendment_brings_the_old_text_back() -> None:
    amended = in_force.given(
        *AMENDED_SIGNED,
        ratified(BELFAA, BELFAA_2019, version=2),
        ratified(JETTE, JETTE_2019, version=2),
        AMENDMENT_IN_FORCE,
    )
    withdraw = WithdrawVote(party=JETTE, reason="procès-verbal d'un autre point")
    after = amended.given(*amended.when(withdraw).events())
    assert after.state.binding.text == TEXT
    assert after.state.state is ProtocolState.IN_FORCE


def test_a_later_text_rests_on_the_votes_before_it() -> None:
    withdraw = WithdrawVote(party=JETTE, reason="erreur", version=1)
    in_force.given(*AMENDED_SIGNED).when(withdraw).then_refused(VersionSuperseded)
    assert in_force.given(*AMENDED_SIGNED).when(replace(CORRECT, version=1)).events()


def test_a_correction_names_a_version_that_exists() -> None:
    in_force.when(replace(CORRECT, version=2)).then_refused(VersionUnknown, latest=1)
    in_force.when(replace(CORRECT, version=0)).then_refused(VersionUnknown)


def test_nothing_is_withdrawn_after_the_protocol_has_expired() -> None:
    expired = in_force.given(ProtocolExpired(on=date(2021, 12, 31)))
    expired.when(WithdrawVote(party=JETTE, reason="erreur")).then_refused(ProtocolHasExpired)


def test_a_commune_confirms_what_was_recorded_on_its_behalf() -> None:
    behalf = replace(JETTE_RATIFIED, on_behalf=ON_BEHALF)
    scenario.given(*SIGNATURES, behalf).when(ConfirmVote(party=JETTE), by=OF_JETTE).then(
        VoteConfirmed(version=1, party=JETTE)
    )


def test_its_own_vote_needs_no_confirmation() -> None:
    in_force.when(ConfirmVote(party=JETTE)).then_refused(NotRecordedOnBehalf)


def test_corrections_are_about_a_party() -> None:
    in_force.when(replace(CORRECT, party=KINTAMBO)).then_refused(CouncilNotParty)


def test_nothing_is_known_of_a_protocol_that_was_never_proposed() -> None:
    for command in (
        AMEND,
        CORRECT,
        ExpireProtocol(on=date(2021, 12, 31)),
        AgreeProtocol(party=JETTE, on=date(2017, 3, 1), text_hash=HASH),
    ):
        scenario.when(command).then_refused(NotFound)
