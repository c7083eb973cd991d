"""What is told of an act: functions, bodies, on whose behalf, and no person."""

from dataclasses import replace
from datetime import date

from services.partnerships.projections.acts import act
from tests.partnerships.cases import BELFAA, ON_BEHALF
from tests.partnerships.protocols import (
    BELFAA_RATIFIED,
    BELFAA_SIGNED,
    IN_FORCE,
    JETTE_SIGNED,
    RATIFICATION,
)


def test_an_act_names_functions_bodies_and_on_whose_behalf() -> None:
    signed, entered = act(BELFAA_SIGNED), act(IN_FORCE)
    voted = act(replace(BELFAA_RATIFIED, on_behalf=ON_BEHALF))
    assert (signed["function"], signed["acting_for"]) == ("Président", "Autorités municipales")
    assert (voted["party"], voted["function"]) == (BELFAA, "Conseil municipal")
    assert (voted["on_behalf"], voted["evidence"]) == (True, "PV 2017/31, copie conforme")
    assert entered["acted_on"] == date(2017, 6, 28)


def test_all_that_was_said_is_told() -> None:
    assert act(BELFAA_SIGNED)["said"]["place"] == BELFAA_SIGNED.place


def test_an_act_never_names_a_person() -> None:
    text = str([act(event) for event in RATIFICATION])
    assert JETTE_SIGNED.signatory.subject_ref not in text
