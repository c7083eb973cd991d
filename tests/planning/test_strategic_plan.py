"""The strategic plan: drafted together, validated by every commune, sent back by one objection."""

from dataclasses import replace
from datetime import date

from kernel.refusals import NotFound
from services.planning.domain import strategic_plan
from services.planning.domain.heard import DatedRules
from services.planning.domain.strategic_plan.commands import (
    ObjectToStrategicPlan,
    ReviseStrategicPlan,
    SubmitStrategicPlan,
)
from services.planning.domain.strategic_plan.events import (
    CommuneObjectedToStrategicPlan,
    StrategicPlanRevised,
)
from services.planning.domain.strategic_plan.refusals import (
    CountryProgrammeUnknown,
    DoesNotTakePart,
    NoCommuneTakesPart,
    NoLongerApplicable,
    NotUnderValidation,
    ObjectedBefore,
    OneStrategicPlanPerCountryProgramme,
    PlanUnderValidation,
    PlanVersionUnknown,
    StrategicPlanAlreadyDrafted,
    ValidatedAnotherContent,
    ValidatedByAll,
)
from tests.partnerships.cases import BELFAA, JETTE, KINTAMBO, NOW, WAREMME
from tests.planning.cases import (
    BELFAA_VALIDATED,
    CHAIN,
    CHAIN_HASH,
    DRAFT_STRATEGY,
    JETTE_VALIDATED,
    OPEN,
    STRATEGIC_PLAN,
    STRATEGY_DRAFTED,
    STRATEGY_SUBMITTED,
    STRATEGY_VALIDATED,
    TAKING_PART,
    VALIDATION,
    heard,
    validate,
    validation,
)
from tests.scenarios import Scenario
from vocabulary.dates import DateInFuture
from vocabulary.hashing import content_hash
from vocabulary.rules import Quorum, Rules

scenario = Scenario(strategic_plan, strategic_plan.Facts(now=NOW, country_programme=TAKING_PART))
SUBMIT = SubmitStrategicPlan(on=date(2022, 2, 10), submitted_by=BELFAA)
SHORTER = CHAIN[:2]
REVISE = ReviseStrategicPlan(on=date(2022, 2, 5), chain=SHORTER, revised_by=JETTE)
REVISED = StrategicPlanRevised(
    version=1, revised_by=JETTE, on=date(2022, 2, 5), chain=SHORTER, relied_on=(heard(7),)
)
OBJECT = ObjectToStrategicPlan(
    commune=JETTE, version=1, on=date(2022, 2, 15), reason="les cibles sont hors de portée"
)
OBJECTED = CommuneObjectedToStrategicPlan(
    version=1,
    commune=JETTE,
    on=date(2022, 2, 15),
    reason="les cibles sont hors de portée",
    relied_on=(heard(7),),
)
WITH_WAREMME = replace(TAKING_PART, communes=(JETTE, BELFAA, WAREMME))


def test_a_commune_of_the_country_programme_drafts_and_says_what_it_relied_on() -> None:
    scenario.when(DRAFT_STRATEGY).then(STRATEGY_DRAFTED)


def test_the_country_unit_drafts_for_the_platform_and_names_no_commune() -> None:
    scenario.when(replace(DRAFT_STRATEGY, drafted_by=None)).then(
        replace(STRATEGY_DRAFTED, drafted_by=None)
    )


def test_a_commune_from_elsewhere_does_not_draft() -> None:
    elsewhere = replace(DRAFT_STRATEGY, drafted_by=KINTAMBO)
    scenario.when(elsewhere).then_refused(DoesNotTakePart, commune=str(KINTAMBO))


def test_a_plan_is_of_a_country_programme_that_is_known() -> None:
    scenario.knowing(country_programme=None).when(DRAFT_STRATEGY).then_refused(
        CountryProgrammeUnknown, country_programme=str(TAKING_PART.id)
    )


def test_a_country_programme_has_one_strategic_plan() -> None:
    taken = scenario.knowing(taken_by=STRATEGIC_PLAN)
    taken.when(DRAFT_STRATEGY).then_refused(
        OneStrategicPlanPerCountryProgramme, strategic_plan=str(STRATEGIC_PLAN)
    )
    slipped_in = taken.given(STRATEGY_DRAFTED)
    slipped_in.when(SUBMIT).then_refused(OneStrategicPlanPerCountryProgramme)


def test_what_is_drafted_with_other_particulars_is_revised_instead() -> None:
    other = replace(DRAFT_STRATEGY, chain=SHORTER)
    scenario.given(STRATEGY_DRAFTED).when(other).then_refused(StrategicPlanAlreadyDrafted)


def test_a_draft_is_not_dated_tomorrow() -> None:
    scenario.when(replace(DRAFT_STRATEGY, on=date(2026, 4, 1))).then_refused(DateInFuture)


def test_what_was_never_drafted_is_not_found() -> None:
    scenario.when(SUBMIT).then_refused(NotFound)


def test_a_draft_is_revised_in_its_place() -> None:
    scenario.given(STRATEGY_DRAFTED).when(REVISE).then(REVISED)


def test_a_submission_lies_before_the_communes_that_take_part_that_day() -> None:
    scenario.given(STRATEGY_DRAFTED).when(SUBMIT).then(STRATEGY_SUBMITTED)


def test_a_plan_is_not_submitted_to_nobody() -> None:
    nobody = replace(TAKING_PART, communes=())
    scenario.given(STRATEGY_DRAFTED).knowing(country_programme=nobody).when(
        replace(SUBMIT, submitted_by=None)
    ).then_refused(NoCommuneTakesPart)


def test_what_lies_before_the_communes_does_not_change() -> None:
    submitted = scenario.given(STRATEGY_DRAFTED, STRATEGY_SUBMITTED)
    submitted.when(REVISE).then_refused(PlanUnderValidation, version=1)


def test_the_last_commune_to_validate_makes_the_version_applicable() -> None:
    submitted = scenario.given(STRATEGY_DRAFTED, STRATEGY_SUBMITTED)
    first = submitted.when(validate(JETTE, date(2022, 3, 1))).then(JETTE_VALIDATED)
    first.when(validate(BELFAA, date(2022, 2, 20))).then(BELFAA_VALIDATED, STRATEGY_VALIDATED)


def test_a_validation_of_another_content_is_none() -> None:
    other = replace(validate(JETTE, date(2022, 3, 1)), content_hash=content_hash(SHORTER))
    scenario.given(STRATEGY_DRAFTED, STRATEGY_SUBMITTED).when(other).then_refused(
        ValidatedAnotherContent, content_hash=CHAIN_HASH
    )


def test_only_a_submitted_version_is_validated() -> None:
    drafted = scenario.given(STRATEGY_DRAFTED)
    drafted.when(validate(JETTE, date(2022, 3, 1))).then_refused(NotUnderValidation, version=1)
    drafted.when(validate(JETTE, date(2022, 3, 1), version=2)).then_refused(
        PlanVersionUnknown, latest=1
    )


def test_a_commune_from_elsewhere_does_not_validate() -> None:
    scenario.given(STRATEGY_DRAFTED, STRATEGY_SUBMITTED).when(
        validate(KINTAMBO, date(2022, 3, 1))
    ).then_refused(DoesNotTakePart)


def test_one_objection_sends_the_version_back_to_draft_with_its_reason() -> None:
    objected = (
        scenario.given(STRATEGY_DRAFTED, STRATEGY_SUBMITTED, BELFAA_VALIDATED)
        .when(OBJECT)
        .then(OBJECTED)
    )
    objected.when(validate(JETTE, date(2022, 3, 1))).then_refused(NotUnderValidation, version=1)
    again = replace(REVISED, version=2)
    revised = objected.when(REVISE).then(again)
    revised.when(SUBMIT).then(
        replace(STRATEGY_SUBMITTED, version=2, chain=SHORTER, content_hash=content_hash(SHORTER))
    )


def test_after_all_have_validated_a_revision_changes_the_plan_not_an_objection() -> None:
    scenario.given(*VALIDATION).when(OBJECT).then_refused(ValidatedByAll, version=1)


def test_a_revision_of_a_validated_plan_is_the_next_version_and_the_old_one_stays() -> None:
    opened = scenario.given(*VALIDATION).when(REVISE).then(replace(REVISED, version=2))
    assert opened.state.applicable == 1


def test_a_commune_that_joins_later_validates_without_reopening_anything() -> None:
    joined = scenario.given(*VALIDATION).knowing(country_programme=WITH_WAREMME)
    late = validation(WAREMME, date(2023, 1, 10))
    assert joined.when(validate(WAREMME, date(2023, 1, 10))).then(late).state.applicable == 1


def test_who_joins_after_the_submission_is_not_waited_for() -> None:
    waiting = scenario.given(STRATEGY_DRAFTED, STRATEGY_SUBMITTED, BELFAA_VALIDATED)
    waiting.knowing(country_programme=WITH_WAREMME).when(validate(JETTE, date(2022, 3, 1))).then(
        JETTE_VALIDATED, STRATEGY_VALIDATED
    )


def test_who_withdraws_meanwhile_is_not_waited_for() -> None:
    alone = replace(TAKING_PART, communes=(BELFAA,))
    waiting = scenario.given(STRATEGY_DRAFTED, STRATEGY_SUBMITTED, BELFAA_VALIDATED)
    waiting.knowing(country_programme=alone).when(validate(BELFAA, date(2022, 2, 20))).then(
        replace(STRATEGY_VALIDATED, on=date(2022, 2, 20))
    )


def test_a_version_that_was_replaced_is_not_validated_any_more() -> None:
    second = (
        replace(REVISED, version=2, chain=SHORTER),
        replace(STRATEGY_SUBMITTED, version=2, chain=SHORTER, content_hash=content_hash(SHORTER)),
        replace(STRATEGY_VALIDATED, version=2, chain=SHORTER),
    )
    scenario.given(*VALIDATION, *second).knowing(country_programme=WITH_WAREMME).when(
        validate(WAREMME, date(2023, 1, 10))
    ).then_refused(NoLongerApplicable, applicable=2)


# --- where the programme lays down a quorum -----------------------------------------------------

TWO_OF_THREE = replace(
    OPEN,
    rules=(DatedRules(since=date(2022, 1, 1), rules=Rules(quorums=(Quorum(share="66.6"),))),),
    heard=heard(12),
)
BEFORE_THREE = replace(STRATEGY_SUBMITTED, communes=(JETTE, BELFAA, WAREMME))
by_quorum = scenario.knowing(country_programme=WITH_WAREMME, phase=TWO_OF_THREE).given(
    STRATEGY_DRAFTED, BEFORE_THREE
)


def test_a_quorum_of_the_programme_suffices_and_what_was_relied_on_is_said() -> None:
    first = replace(JETTE_VALIDATED, relied_on=(heard(12),))
    second = replace(BELFAA_VALIDATED, relied_on=(heard(12),))
    one = by_quorum.when(validate(JETTE, date(2022, 3, 1))).then(first)
    one.when(validate(BELFAA, date(2022, 2, 20))).then(
        second, replace(STRATEGY_VALIDATED, quorum="66.6")
    )


def test_the_quorum_of_a_country_goes_before_that_of_all_and_begins_on_its_day() -> None:
    quorums = (Quorum(share="10"), Quorum(share="90", country="MA"))
    of_morocco = DatedRules(since=date(2022, 1, 1), rules=Rules(quorums=quorums))
    later = DatedRules(since=date(2023, 1, 1), rules=Rules(quorums=(Quorum(share="10"),)))
    phase = replace(TWO_OF_THREE, rules=(of_morocco, later))
    first = replace(JETTE_VALIDATED, relied_on=(heard(12),))
    by_quorum.knowing(phase=phase).when(validate(JETTE, date(2022, 3, 1))).then(first)


def test_without_a_rule_all_communes_must_validate() -> None:
    first = replace(JETTE_VALIDATED, relied_on=(heard(7),))
    silent = by_quorum.knowing(phase=OPEN, country_programme=WITH_WAREMME)
    silent.when(validate(JETTE, date(2022, 3, 1))).then(first)


def test_an_objection_is_no_permanent_veto_where_a_quorum_is_laid_down() -> None:
    objected = replace(OBJECTED, relied_on=(heard(12),))
    again = replace(BEFORE_THREE, version=2)
    returned = by_quorum.when(OBJECT).then(objected)
    returned.given(again).when(replace(OBJECT, version=2, on=date(2022, 2, 16))).then_refused(
        ObjectedBefore, quorum="66.6"
    )
    unanimous = returned.given(again).knowing(phase=OPEN)
    unanimous.when(replace(OBJECT, version=2, on=date(2022, 2, 16))).then(
        replace(OBJECTED, version=2, on=date(2022, 2, 16))
    )
