"""A report is signed by all over one hash, then accepted or returned; accepted, it is locked."""

from dataclasses import replace
from datetime import date

from kernel.refusals import NotFound
from services.reporting.domain.report.commands import AcceptReport, ReopenReport, ReturnReport
from services.reporting.domain.report.events import ReportDrafted, ReportReturned
from services.reporting.domain.report.refusals import (
    AlreadySigned,
    ChangedSinceSubmission,
    ExpectedOtherwise,
    IndicatorsMissing,
    MeasuredTwice,
    NarrativeMissing,
    NotAccepted,
    NotAParty,
    NotUnderReview,
    ReportLocked,
    ReportUnderReview,
    SignedAnotherContent,
)
from tests.reporting.cases import (
    ACCEPTED,
    BELFAA,
    BELFAA_SIGNED,
    BIRTHS,
    DRAFT,
    DRAFTED,
    DRAFTS,
    EXPECT,
    EXPECTED,
    FACTS,
    HASH,
    JETTE,
    JETTE_MAYOR,
    JETTE_SIGNED,
    KINTAMBO,
    NO_VALUE,
    OF_BELFAA,
    OF_KINTAMBO,
    ON_BEHALF,
    REOPENED,
    RETURNED,
    REVIEWER,
    ROOMS,
    SPENT,
    SUBMISSION,
    SUBMITTED,
    UNIT,
    VALUE,
    hash_after,
    reporting,
    sign,
    signed,
)
from vocabulary.authority import ForTheCommuneItself
from vocabulary.dates import DateInFuture
from vocabulary.identifiers import MeasurementId
from vocabulary.reports import ReportState

ACCEPT = AcceptReport(on=date(2024, 2, 20))
RETURN = ReturnReport(comments="La facture 2023-118 manque.", on=date(2024, 2, 20))
REOPEN = ReopenReport(reason="erreur de saisie", on=date(2024, 2, 25), party=BELFAA)
OTHER_HASH = "sha256:" + "0" * 64
drafted = reporting.given(*DRAFTS)
submitted = reporting.given(*SUBMISSION)
accepted = submitted.given(ACCEPTED)


def test_a_report_is_expected_once_with_the_indicators_due_and_the_budget_lines() -> None:
    after = reporting.when(EXPECT).then(EXPECTED)
    assert after.state.state is ReportState.EXPECTED


def test_the_same_report_is_expected_again_whatever_had_been_heard_by_then() -> None:
    reporting.given(EXPECTED).when(replace(EXPECT, relied_on=())).then_nothing()


def test_a_report_is_not_expected_again_with_other_particulars() -> None:
    other = replace(EXPECT, indicators=EXPECT.indicators[:1])
    reporting.given(EXPECTED).when(other).then_refused(ExpectedOtherwise)


def test_what_nobody_expects_is_not_found() -> None:
    reporting.when(DRAFT).then_refused(NotFound)


def test_a_party_writes_the_narrative() -> None:
    after = reporting.given(EXPECTED).when(DRAFT).then(DRAFTED)
    assert after.state.state is ReportState.DRAFT


def test_another_narrative_voids_the_signatures() -> None:
    other = {"fr": "Tout a eu lieu."}
    after = (
        drafted.given(JETTE_SIGNED)
        .when(replace(DRAFT, party=BELFAA, narrative=other))
        .then(ReportDrafted(version=1, party=BELFAA, narrative=other, on=DRAFT.on))
    )
    assert after.state.signatures == {}


def test_one_signature_leaves_the_report_waiting_for_the_other() -> None:
    after = drafted.when(sign(JETTE)).then(JETTE_SIGNED)
    assert after.state.state is ReportState.PARTLY_SIGNED


def test_it_is_submitted_when_all_have_signed_over_one_hash_whoever_signs_last() -> None:
    drafted.given(JETTE_SIGNED).when(sign(BELFAA)).then(BELFAA_SIGNED, SUBMITTED)
    after = drafted.given(BELFAA_SIGNED).when(sign(JETTE)).then(JETTE_SIGNED, SUBMITTED)
    assert after.state.state is ReportState.SUBMITTED


def test_the_order_in_which_figures_are_found_does_not_change_the_hash() -> None:
    turned = replace(FACTS, values=FACTS.values[::-1])
    assert hash_after(*DRAFTS, facts=turned) == HASH


def test_a_signature_over_another_content_is_refused_with_the_present_hash() -> None:
    drafted.when(sign(JETTE, OTHER_HASH)).then_refused(SignedAnotherContent, content_hash=HASH)


def test_a_figure_that_changes_voids_the_signature_given_before() -> None:
    corrected = replace(VALUE, version=2, value="63")
    changed = drafted.given(JETTE_SIGNED).knowing(values=(corrected, NO_VALUE))
    present = hash_after(*DRAFTS, facts=replace(FACTS, values=(corrected, NO_VALUE)))
    changed.when(sign(BELFAA)).then_refused(SignedAnotherContent)
    changed.when(sign(JETTE)).then_refused(SignedAnotherContent)
    changed.when(sign(BELFAA, present)).then(signed(BELFAA, present))
    both = changed.given(signed(BELFAA, present)).when(sign(JETTE, present)).events()
    assert [type(each).__name__ for each in both] == ["PartySignedReport", "ReportSubmitted"]


def test_a_report_without_narrative_is_not_signed() -> None:
    reporting.given(EXPECTED).when(sign(JETTE)).then_refused(NarrativeMissing)


def test_every_indicator_due_needs_a_value_or_the_reason_why_not() -> None:
    facts = replace(FACTS, values=(VALUE,))
    incomplete = drafted.knowing(values=(VALUE,))
    incomplete.when(sign(JETTE, hash_after(*DRAFTS, facts=facts))).then_refused(
        IndicatorsMissing, indicators=[str(ROOMS)], codes=["R2.1"]
    )


def test_of_two_values_for_one_year_one_is_withdrawn_first() -> None:
    twin = replace(VALUE, measurement=MeasurementId(KINTAMBO))
    values = (VALUE, twin, NO_VALUE)
    content_hash = hash_after(*DRAFTS, facts=replace(FACTS, values=values))
    drafted.knowing(values=values).when(sign(JETTE, content_hash)).then_refused(
        MeasuredTwice, indicator=str(BIRTHS), year=2023
    )


def test_a_commune_that_is_no_party_does_not_sign() -> None:
    stranger = replace(sign(JETTE), party=KINTAMBO)
    drafted.when(stranger, by=OF_KINTAMBO).then_refused(NotAParty, party=str(KINTAMBO))


def test_nobody_signs_for_another_party() -> None:
    drafted.when(sign(JETTE), by=OF_BELFAA).then_refused(ForTheCommuneItself)


def test_a_party_does_not_sign_the_same_content_otherwise() -> None:
    later = replace(sign(JETTE), on=date(2024, 2, 11))
    drafted.given(JETTE_SIGNED).when(later).then_refused(AlreadySigned, on="2024-02-10")


def test_a_signature_recorded_on_behalf_is_the_same_when_the_commune_gives_it() -> None:
    behalf = replace(JETTE_SIGNED, on_behalf=ON_BEHALF)
    drafted.when(replace(sign(JETTE), on_behalf=ON_BEHALF), by=UNIT).then(behalf)
    drafted.given(behalf).when(sign(JETTE)).then_nothing()


def test_a_signature_is_not_dated_in_the_future() -> None:
    drafted.when(replace(sign(JETTE), on=date(2024, 3, 3))).then_refused(
        DateInFuture, dates=["2024-03-03"]
    )


def test_what_is_under_review_is_neither_rewritten_nor_signed() -> None:
    other = replace(DRAFT, narrative={"fr": "autre"})
    submitted.when(other).then_refused(ReportUnderReview, version=1)
    again = replace(sign(JETTE), on=date(2024, 2, 11))
    submitted.when(again).then_refused(ReportUnderReview)


def test_the_reviewer_accepts_what_was_submitted() -> None:
    after = submitted.when(ACCEPT, by=REVIEWER).then(ACCEPTED)
    assert after.state.state is ReportState.ACCEPTED


def test_what_is_accepted_is_locked() -> None:
    other = replace(DRAFT, narrative={"fr": "autre"})
    accepted.when(other).then_refused(ReportLocked, version=1)
    accepted.when(
        replace(sign(JETTE), signatory=replace(JETTE_MAYOR, function="Échevin"))
    ).then_refused(ReportLocked)


def test_only_what_all_have_signed_is_reviewed() -> None:
    for command in (ACCEPT, RETURN):
        drafted.given(JETTE_SIGNED).when(command).then_refused(
            NotUnderReview, state="partly_signed"
        )
        accepted.when(replace(command, on=date(2024, 2, 21))).then_refused(NotUnderReview)


def test_a_figure_stored_at_the_instant_of_submission_keeps_it_from_being_accepted() -> None:
    slipped = submitted.knowing(expenses=(SPENT, replace(SPENT, version=2)))
    slipped.when(ACCEPT).then_refused(ChangedSinceSubmission)
    slipped.when(RETURN).then(RETURNED)


def test_a_returned_report_is_signed_anew_as_the_next_version() -> None:
    after = submitted.when(RETURN, by=REVIEWER).then(RETURNED)
    assert (after.state.state, after.state.version) == (ReportState.RETURNED, 2)
    present = hash_after(*SUBMISSION, RETURNED)
    assert present != HASH
    after.when(sign(JETTE)).then_refused(SignedAnotherContent, content_hash=present)
    again = after.when(sign(JETTE, present)).then(signed(JETTE, present, 2))
    last = again.when(sign(BELFAA, present)).then(
        signed(BELFAA, present, 2), replace(SUBMITTED, version=2, content_hash=present)
    )
    last.when(ACCEPT).then(replace(ACCEPTED, version=2))


def test_a_report_can_be_returned_more_than_once() -> None:
    present = hash_after(*SUBMISSION, RETURNED)
    second = reporting.given(
        *SUBMISSION,
        RETURNED,
        signed(JETTE, present, 2),
        signed(BELFAA, present, 2),
        replace(SUBMITTED, version=2, content_hash=present),
    )
    second.when(RETURN).then(ReportReturned(version=2, comments=RETURN.comments, on=RETURN.on))


def test_a_party_or_the_reviewer_reopens_an_accepted_report() -> None:
    after = accepted.when(REOPEN, by=OF_BELFAA).then(REOPENED)
    assert (after.state.state, after.state.version) == (ReportState.REOPENED, 2)
    accepted.when(replace(REOPEN, party=None), by=REVIEWER).then(replace(REOPENED, party=None))


def test_only_an_accepted_report_is_reopened_and_only_by_a_party() -> None:
    submitted.when(REOPEN).then_refused(NotAccepted, state="submitted")
    accepted.when(replace(REOPEN, party=KINTAMBO)).then_refused(NotAParty)
