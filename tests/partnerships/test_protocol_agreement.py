"""From the table to the signatures."""

from dataclasses import replace
from datetime import date, timedelta

from kernel.refusals import NotFound
from services.partnerships.domain.country_programme.refusals import CountryProgrammeUnknown
from services.partnerships.domain.partnership.events import PartnershipSuspended
from services.partnerships.domain.partnership.refusals import (
    PartnershipNotActive,
    PartnershipUnknown,
)
from services.partnerships.domain.programme.events import PhaseSuspended
from services.partnerships.domain.programme.refusals import PhaseNotOpen, PhaseUnknown
from services.partnerships.domain.protocol.commands import AgreeProtocol, ReviseProtocol
from services.partnerships.domain.protocol.events import ProtocolTextRevised
from services.partnerships.domain.protocol.refusals import (
    AgreedToAnotherText,
    AlreadyProposed,
    AlreadySigned,
    NoDomainOfTheSector,
    NotAParty,
    OneProtocolPerPhase,
    PartnershipNotInPhase,
    PillarMissing,
    PrincipleMissing,
    PriorDeliberationMissing,
    SignedAnotherText,
    SignedBeforeDeliberation,
    TextIsSettled,
    TextNotAgreed,
)
from services.partnerships.domain.protocol.text import PriorDeliberation
from tests.partnerships.cases import (
    AMENDED,
    AMENDED_HASH,
    BELFAA,
    DEFINED,
    ENTERED_2022,
    ESTABLISHED,
    HASH,
    JETTE,
    JETTE_PRIOR,
    KINTAMBO,
    NOW,
    OF_JETTE,
    OPENED_2017,
    PHASE_2022,
    PLANNED_2017,
    RENEWAL,
    TEXT,
    UNIT,
    WATER,
    decision,
    partnership_after,
    programme_after,
)
from tests.partnerships.protocols import (
    AGREE,
    AGREEMENT,
    BELFAA_AGREED,
    BELFAA_SIGNED,
    JETTE_AGREED,
    JETTE_SIGNED,
    PROPOSAL,
    PROPOSE,
    PROPOSED,
    SIGN_BELFAA,
    SIGN_JETTE,
    SIGNATURES,
    TEXT_AGREED,
    agreement,
    scenario,
    signature,
)
from vocabulary.communes import SuspensionReason
from vocabulary.dates import DateInFuture
from vocabulary.identifiers import PartnershipId
from vocabulary.protocols import ProtocolState


def test_a_commune_that_proposes_has_agreed_to_its_text() -> None:
    scenario.knowing(actor=OF_JETTE).when(PROPOSE, by=OF_JETTE).then(PROPOSED, JETTE_AGREED)


def test_a_text_drafted_by_the_country_unit_has_been_agreed_by_nobody() -> None:
    scenario.knowing(actor=UNIT).when(PROPOSE, by=UNIT).then(PROPOSED)


def test_the_members_of_the_partnership_on_that_day_are_the_parties() -> None:
    after = scenario.when(PROPOSE).then(PROPOSED)
    assert after.state.parties == (JETTE, BELFAA)
    assert after.state.state is ProtocolState.NEGOTIATING


def test_a_protocol_is_proposed_once() -> None:
    scenario.given(*PROPOSAL).when(replace(PROPOSE, text=AMENDED)).then_refused(AlreadyProposed)


def test_a_proposal_is_known_again_although_its_text_was_revised_since() -> None:
    revised = ProtocolTextRevised(version=1, revised_by=BELFAA, on=date(2017, 3, 5), text=AMENDED)
    scenario.given(*PROPOSAL, revised).when(PROPOSE).then_nothing()


def test_only_a_member_of_the_partnership_proposes() -> None:
    command = replace(PROPOSE, proposed_by=KINTAMBO)
    scenario.when(command).then_refused(NotAParty, party=str(KINTAMBO))


def test_a_prior_deliberation_is_that_of_a_party() -> None:
    stranger = PriorDeliberation(party=KINTAMBO, deliberation=JETTE_PRIOR)
    scenario.when(replace(PROPOSE, prior_deliberations=(stranger,))).then_refused(NotAParty)


def test_a_protocol_needs_a_partnership() -> None:
    scenario.knowing(partnership=partnership_after()).when(
        replace(PROPOSE, partnership=PartnershipId(KINTAMBO))
    ).then_refused(PartnershipUnknown)


def test_nothing_is_proposed_under_a_suspended_partnership() -> None:
    suspended = PartnershipSuspended(since=date(2017, 2, 1), reason=SuspensionReason.SECURITY)
    partners = partnership_after(ESTABLISHED, ENTERED_2022, suspended)
    scenario.knowing(partnership=partners).when(PROPOSE).then_refused(
        PartnershipNotActive, state="suspended"
    )


def test_a_protocol_is_for_a_phase_of_the_partnerships_programme() -> None:
    scenario.knowing(programme=programme_after(DEFINED)).when(PROPOSE).then_refused(PhaseUnknown)


def test_a_protocol_is_for_a_phase_in_which_the_partnership_takes_part() -> None:
    partners = partnership_after(ESTABLISHED, ENTERED_2022)
    scenario.knowing(partnership=partners).when(PROPOSE).then_refused(
        PartnershipNotInPhase, phase="2017-2021"
    )


def test_a_protocol_may_be_prepared_before_its_phase_opens() -> None:
    command = replace(PROPOSE, phase=PHASE_2022, on=date(2021, 11, 2))
    (proposed,) = scenario.when(command).events()
    assert proposed.ends_on == date(2026, 12, 31)


def test_nothing_is_proposed_in_a_suspended_phase() -> None:
    suspended = PhaseSuspended(
        phase=PLANNED_2017.phase, on=date(2017, 2, 1), reason=SuspensionReason.NO_LEGAL_BASIS
    )
    known = programme_after(DEFINED, PLANNED_2017, OPENED_2017, suspended)
    scenario.knowing(programme=known).when(PROPOSE).then_refused(PhaseNotOpen, state="suspended")


def test_a_partnership_has_one_protocol_per_phase() -> None:
    scenario.knowing(taken_by=RENEWAL).when(PROPOSE).then_refused(
        OneProtocolPerPhase, protocol=str(RENEWAL)
    )


def test_a_second_protocol_that_slipped_in_is_stopped_at_the_next_agreement() -> None:
    scenario.given(*PROPOSAL).knowing(taken_by=RENEWAL).when(AGREE).then_refused(
        OneProtocolPerPhase
    )


def test_no_pillar_of_the_programme_can_be_dropped() -> None:
    text = replace(TEXT, pillars=("governance", "participation"))
    scenario.when(replace(PROPOSE, text=text)).then_refused(
        PillarMissing, missing=["administration"]
    )


def test_every_principle_of_the_programme_is_taken_up() -> None:
    text = replace(TEXT, principles=("egalite",))
    scenario.when(replace(PROPOSE, text=text)).then_refused(
        PrincipleMissing, missing=["reciprocite"]
    )


def test_one_domain_at_least_is_the_countrys_sector() -> None:
    text = replace(TEXT, domains=(WATER,))
    scenario.when(replace(PROPOSE, text=text)).then_refused(
        NoDomainOfTheSector, sectors=["social-action"]
    )


def test_without_a_country_programme_no_sector_is_retained() -> None:
    scenario.knowing(sectors=None).when(PROPOSE).then_refused(CountryProgrammeUnknown)


def test_a_sector_that_changed_meanwhile_is_found_when_the_text_would_become_agreed() -> None:
    scenario.given(*PROPOSAL).knowing(sectors=frozenset({"civil-status"})).when(AGREE).then_refused(
        NoDomainOfTheSector
    )


def test_an_act_is_not_dated_in_the_future() -> None:
    in_two_days = NOW.date() + timedelta(days=2)
    scenario.when(replace(PROPOSE, on=in_two_days)).then_refused(DateInFuture)


def test_today_elsewhere_may_be_tomorrow_here() -> None:
    tomorrow = NOW.date() + timedelta(days=1)
    assert scenario.when(replace(PROPOSE, on=tomorrow)).events()


def test_the_text_is_agreed_when_every_party_has_agreed() -> None:
    after = scenario.given(*PROPOSAL).when(AGREE).then(BELFAA_AGREED, TEXT_AGREED)
    assert after.state.state is ProtocolState.AGREED


def test_one_agreement_of_two_is_not_enough() -> None:
    scenario.given(PROPOSED).when(AGREE).then(BELFAA_AGREED)


def test_a_party_agrees_to_the_text_on_the_table_only() -> None:
    scenario.given(*PROPOSAL).when(replace(AGREE, text_hash=AMENDED_HASH)).then_refused(
        AgreedToAnotherText, text_hash=HASH
    )


def test_a_stranger_cannot_agree() -> None:
    scenario.given(*PROPOSAL).when(replace(AGREE, party=KINTAMBO)).then_refused(NotAParty)


def test_nobody_agrees_to_what_was_never_proposed() -> None:
    scenario.when(AGREE).then_refused(NotFound)


def test_a_revision_voids_the_agreements_to_the_text_before() -> None:
    revise = ReviseProtocol(party=BELFAA, on=date(2017, 3, 5), text=AMENDED)
    revised = ProtocolTextRevised(version=1, revised_by=BELFAA, on=date(2017, 3, 5), text=AMENDED)
    after = scenario.given(*PROPOSAL).when(revise).then(revised)
    assert after.state.versions[-1].agreed == {}
    agree = AgreeProtocol(party=JETTE, on=date(2017, 3, 6), text_hash=AMENDED_HASH)
    after.when(agree).then(agreement(JETTE, date(2017, 3, 6), text_hash=AMENDED_HASH))


def test_a_text_to_which_all_have_agreed_is_settled() -> None:
    revise = ReviseProtocol(party=BELFAA, on=date(2017, 3, 9), text=AMENDED)
    scenario.given(*AGREEMENT).when(revise).then_refused(TextIsSettled)


def test_each_party_signs_and_the_last_one_completes_the_signatures() -> None:
    after = scenario.given(*AGREEMENT).when(SIGN_JETTE).then(JETTE_SIGNED)
    assert after.state.state is ProtocolState.PARTLY_SIGNED
    after = after.when(SIGN_BELFAA).then(BELFAA_SIGNED)
    assert after.state.state is ProtocolState.SIGNED


def test_what_is_not_agreed_is_not_signed() -> None:
    scenario.given(*PROPOSAL).when(SIGN_BELFAA).then_refused(TextNotAgreed)


def test_a_party_signs_the_text_that_was_agreed() -> None:
    scenario.given(*AGREEMENT).when(replace(SIGN_BELFAA, text_hash=AMENDED_HASH)).then_refused(
        SignedAnotherText
    )


def test_a_party_signs_once() -> None:
    scenario.given(*SIGNATURES).when(replace(SIGN_JETTE, place="Belfaa")).then_refused(
        AlreadySigned, on="2017-05-19"
    )


def test_a_signature_repeated_after_the_others_changes_nothing() -> None:
    scenario.given(*SIGNATURES).when(SIGN_JETTE).then_nothing()


def test_a_belgian_party_signs_only_after_its_council_decided_to_cooperate() -> None:
    proposed = replace(PROPOSED, prior_deliberations=())
    history = (proposed, *AGREEMENT[1:])
    scenario.given(*history).when(SIGN_JETTE).then_refused(
        PriorDeliberationMissing, party=str(JETTE)
    )
    given = replace(SIGN_JETTE, prior_deliberation=JETTE_PRIOR)
    scenario.given(*history).when(given).then(signature(given, by_all=False))


def test_a_partner_of_another_country_needs_no_prior_deliberation() -> None:
    scenario.given(*AGREEMENT).when(SIGN_BELFAA).then(signature(SIGN_BELFAA, by_all=False))


def test_a_party_does_not_sign_before_the_deliberation_it_recites() -> None:
    late = decision("2017/09-1", date(2017, 9, 27))
    scenario.given(*AGREEMENT).when(replace(SIGN_JETTE, prior_deliberation=late)).then_refused(
        SignedBeforeDeliberation, adopted_on="2017-09-27"
    )


def test_a_party_may_sign_on_the_very_day_of_its_deliberation() -> None:
    same_day = decision("2017/05-2", SIGN_JETTE.on)
    command = replace(SIGN_JETTE, prior_deliberation=same_day)
    scenario.given(*AGREEMENT).when(command).then(signature(command, by_all=False))
