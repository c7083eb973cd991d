"""Strategic plans, joint action plans and conventions as rows, from what their services say."""

from datetime import date
from typing import Any

from contracts import planning
from contracts.partnerships import conventions as partnerships
from gateway.read_model.conventions import ANNEX, CONVENTION
from gateway.read_model.conventions import SIGNATURE as CONVENTION_SIGNATURE
from gateway.read_model.conventions import VERSION as CONVENTION_VERSION
from gateway.read_model.planning.action_plans import ACTION_PLAN, AGREEMENT, AIM
from gateway.read_model.planning.chains import INDICATOR, RESULT
from gateway.read_model.planning.strategic_plans import POSITION, STRATEGIC_PLAN, VERSION
from tests.gateway.cooperation import (
    ACTS,
    OTHER_PLAN,
    OUTCOME,
    PLAN,
    TRAINED,
    agreed,
    by_all,
    concluded,
    convention_signed,
    objected,
    planned,
    strategy_submitted,
    submitted,
    validated,
)
from tests.gateway.cooperation import (
    CONVENTION as CONVENTION_ID,
)
from tests.gateway.story import (
    BELFAA,
    HASH,
    JETTE,
    OTHER_HASH,
    PARTNERSHIP,
    PROTOCOL,
    WAREMME,
    binding,
)
from tests.gateway.telling import by_commune, column, told_by


def test_a_submitted_strategic_plan_shows_who_has_still_to_validate() -> None:
    unit = binding()
    unit.say(strategy_submitted())
    unit.say(validated(BELFAA))
    ledger = told_by(unit)
    assert by_commune(ledger.all(POSITION), "outcome") == {
        str(BELFAA): "VALIDATED",
        str(JETTE): "PENDING",
    }
    plan = ledger.one(STRATEGIC_PLAN)
    assert (plan["state"], plan["applicable_version"]) == ("UNDER_VALIDATION", None)


def test_an_objection_says_why_and_the_next_version_is_asked_of_all_again() -> None:
    unit = binding()
    unit.say(strategy_submitted())
    unit.say(validated(BELFAA), objected(JETTE))
    unit.say(strategy_submitted(2))
    ledger = told_by(unit)
    first = ledger.all(POSITION, version=1)
    assert by_commune(first, "reason")[str(JETTE)] == "la cible est trop haute"
    assert column(ledger.all(POSITION, version=2), "outcome") == ["PENDING", "PENDING"]
    assert column(ledger.all(VERSION), "state") == ["OBJECTED_TO", "UNDER_VALIDATION"]


def test_the_validated_version_applies_until_the_next_one_is_validated() -> None:
    unit = planned()
    unit.say(strategy_submitted(2))
    ledger = told_by(unit)
    assert ledger.one(STRATEGIC_PLAN)["applicable_version"] == 1
    assert column(ledger.all(INDICATOR, shown=True), "version") == [1, 1]
    unit.say(validated(BELFAA, 2), validated(JETTE, 2), by_all(2))
    after = told_by(unit)
    assert after.one(STRATEGIC_PLAN)["applicable_version"] == 2
    assert column(after.all(VERSION), "state") == ["SUPERSEDED", "VALIDATED"]
    assert column(after.all(INDICATOR, shown=True), "version") == [2, 2]


def test_a_commune_that_joins_later_validates_without_opening_the_plan_again() -> None:
    unit = planned()
    unit.say(validated(WAREMME))
    ledger = told_by(unit)
    assert by_commune(ledger.all(POSITION), "seat")[str(WAREMME)] == 3
    assert ledger.one(VERSION)["state"] == "VALIDATED"


def test_the_chain_keeps_levels_targets_and_an_unknown_baseline() -> None:
    ledger = told_by(planned())
    outcome, output = sorted(ledger.all(RESULT), key=lambda row: row["place"])
    assert (outcome["level"], output["level"]) == ("OUTCOME", "OUTPUT")
    assert output["parent_id"] == str(OUTCOME)
    acts = ledger.one(INDICATOR, id=str(ACTS))
    assert (acts["unit"], acts["baseline_known"], acts["baseline_value"]) == ("actes", False, None)
    assert [(target.year, target.value) for target in acts["targets"]] == [
        (2023, "100"),
        (2024, "120.5"),
    ]
    trained = ledger.one(INDICATOR, id=str(TRAINED))
    assert (trained["baseline_known"], trained["baseline_value"]) == (True, "0")


def test_an_action_plan_is_known_from_its_first_agreement_on() -> None:
    unit = binding()
    unit.say(agreed(JETTE))
    ledger = told_by(unit)
    plan = ledger.one(ACTION_PLAN)
    assert (plan["state"], plan["titles"], plan["content_hash"]) == ("AGREED_BY_SOME", None, HASH)
    assert column(ledger.all(AGREEMENT), "commune_id") == [str(JETTE)]


def test_a_change_of_its_content_voids_the_agreements() -> None:
    unit = binding()
    unit.say(agreed(JETTE))
    unit.say(
        planning.ActionPlanAgreementsVoided(
            action_plan=PLAN,
            partnership=PARTNERSHIP,
            content_hash=OTHER_HASH,
            on=date(2022, 9, 3),
        )
    )
    ledger = told_by(unit)
    plan = ledger.one(ACTION_PLAN)
    assert (plan["state"], plan["content_hash"]) == ("AGREED_BY_NONE", OTHER_HASH)
    assert ledger.all(AGREEMENT) == []


def test_a_submitted_plan_shows_its_content_and_warns_until_it_is_annexed() -> None:
    unit = binding()
    unit.say(agreed(JETTE), agreed(BELFAA), submitted())
    plan = told_by(unit).one(ACTION_PLAN)
    assert (plan["state"], plan["not_yet_annexed"]) == ("SUBMITTED", True)
    assert plan["titles"] == {"fr": "Plan 2023"}
    ledger = told_by(planned())
    adopted = ledger.one(ACTION_PLAN)
    assert (adopted["state"], adopted["not_yet_annexed"]) == ("ADOPTED", False)
    assert ledger.one(ANNEX)["action_plan_id"] == str(PLAN)
    assert len(ledger.all(AIM)) == 2


def test_a_plan_ends_superseded_or_completed() -> None:
    unit = planned()
    unit.say(
        planning.ActionPlanSuperseded(
            action_plan=PLAN, partnership=PARTNERSHIP, by=OTHER_PLAN, on=date(2024, 1, 2)
        )
    )
    plan = told_by(unit).one(ACTION_PLAN)
    assert (plan["state"], plan["superseded_by_id"]) == ("SUPERSEDED", str(OTHER_PLAN))
    other = planned()
    other.say(
        planning.ActionPlanCompleted(
            action_plan=PLAN, partnership=PARTNERSHIP, on=date(2023, 12, 31)
        )
    )
    assert told_by(other).one(ACTION_PLAN)["state"] == "COMPLETED"


def test_a_convention_is_concluded_when_every_party_has_signed() -> None:
    unit = binding()
    unit.say(convention_signed(JETTE))
    signed = told_by(unit).one(CONVENTION)
    assert (signed["state"], signed["budget_lines"]) == ("PARTLY_SIGNED", [])
    unit.say(convention_signed(BELFAA, signed_by_all=True), concluded())
    whole = told_by(unit).one(CONVENTION)
    assert (whole["state"], whole["version"]) == ("CONCLUDED", 1)
    assert [line["cost_class"] for line in whole["budget_lines"]] == ["MANAGEMENT"]


def test_an_amendment_is_signed_beside_the_version_that_holds() -> None:
    unit = planned()
    unit.say(convention_signed(JETTE, version=2))
    ledger = told_by(unit)
    assert ledger.one(CONVENTION)["version"] == 1
    assert column(ledger.all(CONVENTION_VERSION), "state") == ["CONCLUDED", "PARTLY_SIGNED"]
    unit.say(
        partnerships.ConventionSignaturesVoided(
            convention=CONVENTION_ID,
            version=2,
            partnership=PARTNERSHIP,
            voided=(JETTE,),
            content_hash=HASH,
            on=date(2023, 1, 5),
        )
    )
    voided = told_by(unit)
    assert column(voided.all(CONVENTION_VERSION), "state") == ["CONCLUDED", "DRAFT"]


def test_a_signature_taken_back_leaves_the_convention_to_be_signed() -> None:
    unit = binding()
    unit.say(convention_signed(JETTE), convention_signed(BELFAA))
    unit.say(
        partnerships.ConventionSignatureWithdrawn(
            convention=CONVENTION_ID,
            version=1,
            partnership=PARTNERSHIP,
            party=JETTE,
            reason="signé par une autre commune",
        )
    )
    ledger = told_by(unit)
    assert ledger.one(CONVENTION)["state"] == "PARTLY_SIGNED"
    assert column(ledger.all(CONVENTION_SIGNATURE), "commune_id") == [str(BELFAA)]


def test_a_closing_ends_the_convention_and_what_was_not_concluded_until_it_is_reopened() -> None:
    unit = planned()
    unit.say(convention_signed(JETTE, version=2))
    end: dict[str, Any] = {
        "convention": CONVENTION_ID,
        "version": 1,
        "partnership": PARTNERSHIP,
        "protocol": PROTOCOL,
        "party": JETTE,
    }
    unit.say(partnerships.ConventionClosed(**end, on=date(2026, 12, 20)))
    closed = told_by(unit)
    assert closed.one(CONVENTION)["state"] == "CLOSED"
    assert column(closed.all(CONVENTION_VERSION), "state") == ["CONCLUDED"]
    unit.say(partnerships.ConventionReopened(**end, on=date(2027, 1, 4), reason="solde"))
    assert told_by(unit).one(CONVENTION)["state"] == "CONCLUDED"
