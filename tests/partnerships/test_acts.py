"""What is told of an act: functions, bodies, on whose behalf, and no person."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.partnerships.domain.partnership.events import (
    AuthoritiesNamed,
    DelegationEnded,
    MemberJoined,
    MemberLeft,
    Membership,
    OperationDelegated,
)
from services.partnerships.projections.acts import act
from tests.partnerships.cases import BELFAA, JETTE, ON_BEHALF
from tests.partnerships.protocols import (
    BELFAA_RATIFIED,
    BELFAA_SIGNED,
    IN_FORCE,
    JETTE_SIGNED,
    RATIFICATION,
)
from vocabulary.communes import MemberRole


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


DAY = date(2019, 1, 1)


@pytest.mark.parametrize(
    ("event", "party"),
    [
        (MemberLeft(commune=BELFAA, until=DAY, reason="Retrait du conseil"), BELFAA),
        (MemberJoined(member=Membership(commune=JETTE, role=MemberRole.LEAD, country="BE")), JETTE),
        (OperationDelegated(member=JETTE, operator=BELFAA, since=DAY), JETTE),
        (DelegationEnded(member=JETTE, operator=BELFAA, until=DAY, reason="Fin"), JETTE),
        (AuthoritiesNamed(intermediary=BELFAA, authorities=(JETTE,)), BELFAA),
    ],
)
def test_what_happens_to_a_member_is_told_of_it(event: object, party: UUID) -> None:
    assert act(event)["party"] == party
