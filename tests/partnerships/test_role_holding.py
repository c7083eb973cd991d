"""Who holds which function in a commune, and what that says of a signature."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kernel.refusals import NotFound
from services.partnerships.domain import role_holding
from services.partnerships.domain.commune.refusals import CommuneUnknown
from services.partnerships.domain.protocol.missing import unproven
from services.partnerships.domain.protocol.state import evolve
from services.partnerships.domain.role_holding.commands import (
    CorrectRoleHolding,
    EndRoleHolding,
    RecordRoleHolding,
    WithdrawRoleHolding,
)
from services.partnerships.domain.role_holding.events import (
    RoleHoldingCorrected,
    RoleHoldingEnded,
    RoleHoldingRecorded,
    RoleHoldingWithdrawn,
)
from services.partnerships.domain.role_holding.facts import Held
from services.partnerships.domain.role_holding.holding import Holding
from services.partnerships.domain.role_holding.refusals import (
    FunctionNotHeld,
    FunctionsNotForYou,
    RoleHoldingAlreadyRecorded,
    RoleHoldingEndsBeforeItStarts,
    RoleHoldingHasEnded,
    RoleHoldingOverlaps,
    RoleHoldingWasWithdrawn,
)
from services.partnerships.domain.role_holding.rules import may_read
from services.partnerships.projections import role_holdings
from tests.partnerships import conventions
from tests.partnerships.cases import (
    BELFAA,
    JETTE,
    JETTE_MAYOR,
    NOW,
    OF_BELFAA,
    OF_JETTE,
    REVIEWER,
    SCHEDULER,
    UNIT,
)
from tests.partnerships.protocols import AGREEMENT, JETTE_SIGNED, SIGN_JETTE
from tests.partnerships.protocols import scenario as protocol_scenario
from tests.partnerships.seen import history, project
from tests.scenarios import Scenario
from vocabulary import functions
from vocabulary.authority import ForTheCommuneItself
from vocabulary.dates import DateInFuture
from vocabulary.identifiers import RoleHoldingId
from vocabulary.protocols import Missing

ID, OTHER = RoleHoldingId(JETTE), RoleHoldingId(BELFAA)
MAYOR = Holding(
    function="bourgmestre",
    subject_ref=JETTE_MAYOR.subject_ref,
    since=date(2012, 12, 3),
    until=date(2018, 12, 3),
)
RECORD = RecordRoleHolding(commune=JETTE, holding=MAYOR)
RECORDED = RoleHoldingRecorded(commune=JETTE, holding=MAYOR)
OPEN = RoleHoldingRecorded(commune=JETTE, holding=replace(MAYOR, until=None))
ALDERMAN = replace(MAYOR, function="echevin")
CORRECT = CorrectRoleHolding(holding=ALDERMAN, reason="fonction lue de travers")
WITHDRAW = WithdrawRoleHolding(reason="autre commune")
WITHDRAWN = RoleHoldingWithdrawn(reason="autre commune")

scenario = Scenario(role_holding, role_holding.Facts(now=NOW))
recorded = scenario.given(RECORDED)


def beside(*holdings: Holding) -> Any:
    return scenario.knowing(others=tuple(Held(id=OTHER, holding=each) for each in holdings))


def test_a_holding_is_recorded_once() -> None:
    after = scenario.when(RECORD, by=OF_JETTE).then(RECORDED)
    after.when(replace(RECORD, holding=ALDERMAN)).then_refused(RoleHoldingAlreadyRecorded)


def test_a_commune_keeps_its_own_functions_and_the_unit_all() -> None:
    for principal, commune in ((OF_JETTE, JETTE), (OF_BELFAA, BELFAA), (UNIT, BELFAA)):
        own = replace(RECORD, commune=commune)
        scenario.when(own, by=principal).then(replace(RECORDED, commune=commune))
    scenario.when(RECORD, by=OF_BELFAA).then_refused(ForTheCommuneItself)
    for command in (CORRECT, WITHDRAW, EndRoleHolding(until=date(2018, 1, 1))):
        recorded.when(command, by=OF_BELFAA).then_refused(ForTheCommuneItself)
        scenario.when(command, by=UNIT).then_refused(NotFound)
        scenario.when(command).then_refused(NotFound)


def test_the_register_is_read_by_those_who_act_on_it() -> None:
    for reader in (UNIT, OF_JETTE, OF_BELFAA, REVIEWER):
        may_read(reader)
    with pytest.raises(FunctionsNotForYou):
        may_read(SCHEDULER)


def test_functions_are_held_in_a_registered_commune_and_not_from_tomorrow_on() -> None:
    scenario.knowing(commune_known=False).when(RECORD).then_refused(CommuneUnknown)
    ahead = replace(MAYOR, since=date(2026, 3, 4), until=None)
    scenario.when(replace(RECORD, holding=ahead)).then_refused(DateInFuture)


def test_a_function_ends_after_it_starts() -> None:
    backwards = replace(MAYOR, until=MAYOR.since)
    scenario.when(replace(RECORD, holding=backwards)).then_refused(RoleHoldingEndsBeforeItStarts)
    end = EndRoleHolding(until=date(2012, 1, 1))
    recorded.when(end).then_refused(RoleHoldingEndsBeforeItStarts)


def test_one_holds_an_exclusive_function_at_a_time() -> None:
    another = replace(MAYOR, subject_ref="subject-2", since=date(2018, 12, 2), until=None)
    beside(another).when(RECORD).then_refused(
        RoleHoldingOverlaps, role_holding=str(OTHER), since="2018-12-02", until=None
    )
    beside(another).given(RECORDED).when(
        CorrectRoleHolding(holding=replace(MAYOR, until=None), reason="réélection")
    ).then_refused(RoleHoldingOverlaps)
    next_one = replace(another, since=date(2018, 12, 3))
    beside(next_one).when(RECORD).then(RECORDED)


def test_several_hold_another_function_but_nobody_the_same_twice() -> None:
    colleague = replace(ALDERMAN, subject_ref="subject-2")
    command, event = replace(RECORD, holding=ALDERMAN), replace(RECORDED, holding=ALDERMAN)
    beside(colleague).when(command).then(event)
    beside(ALDERMAN).when(command).then_refused(RoleHoldingOverlaps)


def test_an_end_comes_once_and_earlier_at_most() -> None:
    ended = RoleHoldingEnded(until=date(2018, 12, 3))
    after = scenario.given(OPEN).when(EndRoleHolding(until=date(2018, 12, 3))).then(ended)
    after.when(EndRoleHolding(until=date(2019, 1, 1))).then_refused(
        RoleHoldingHasEnded, until="2018-12-03"
    )
    earlier = EndRoleHolding(until=date(2017, 1, 1), reason="démission")
    after.when(earlier).then(RoleHoldingEnded(until=date(2017, 1, 1), reason="démission"))


def test_a_correction_says_why_and_what_is_withdrawn_stays_so() -> None:
    corrected = RoleHoldingCorrected(holding=ALDERMAN, reason="fonction lue de travers")
    recorded.when(CORRECT).then(corrected)
    after = recorded.when(WITHDRAW).then(WITHDRAWN)
    for command in (CORRECT, EndRoleHolding(until=date(2018, 1, 1)), RECORD):
        after.when(command).then_refused(RoleHoldingWasWithdrawn)


def test_a_function_is_known_by_the_words_it_is_signed_under() -> None:
    assert functions.names("BOURGMESTRE ", "bourgmestre", None)
    assert functions.names("Présidente du Conseil communal", "president-de-commune", None)
    assert functions.names("Chef de cabinet", "chef-de-cabinet", None)
    assert functions.names("Gouverneur", "autre", "Gouverneur")
    assert not functions.names("Maire", "bourgmestre", None)


def test_no_words_name_two_known_functions() -> None:
    for code, known in functions.KNOWN.items():
        for words in known.words:
            assert [c for c in functions.KNOWN if functions.names(words, c, None)] == [code]


def signing(*holdings: Holding) -> Any:
    """Return the state in which Jette is about to sign on 19 May 2017, given these holdings."""
    held = tuple(Held(id=ID, holding=each) for each in holdings)
    return protocol_scenario.given(*AGREEMENT).knowing(held=held).when(SIGN_JETTE)


def test_a_signature_is_verified_where_the_register_proves_the_function() -> None:
    signing(MAYOR).then(replace(JETTE_SIGNED, function_verified=True))


def test_a_signature_of_which_nothing_is_known_is_accepted_and_shown_so() -> None:
    assert JETTE_SIGNED.function_verified is False
    signing().then(JETTE_SIGNED)
    colleague = replace(ALDERMAN, subject_ref="subject-2")
    signing(colleague).then(JETTE_SIGNED)
    before = replace(MAYOR, subject_ref="subject-2", until=date(2017, 5, 19))
    signing(before).then(JETTE_SIGNED)


def test_nobody_signs_in_a_function_that_another_holds_that_day() -> None:
    other = replace(MAYOR, subject_ref="subject-2")
    signing(other).then_refused(
        FunctionNotHeld,
        function="Bourgmestre",
        on="2017-05-19",
        held_by_another=[{"function": "Bourgmestre", "since": "2012-12-03", "until": "2018-12-03"}],
    )


@pytest.mark.parametrize(
    "own",
    [ALDERMAN, replace(MAYOR, until=date(2017, 5, 19)), replace(MAYOR, since=date(2017, 5, 20))],
    ids=["another function", "no longer", "not yet"],
)
def test_nobody_signs_in_a_function_not_held_that_day(own: Holding) -> None:
    signing(own).then_refused(FunctionNotHeld, on="2017-05-19")


def test_the_refusal_points_at_nobody_else() -> None:
    with pytest.raises(FunctionNotHeld) as refused:
        signing(replace(MAYOR, subject_ref="subject-2")).events()
    assert "subject-2" not in str(refused.value.details)


def test_what_is_recorded_later_does_not_undo_a_signature() -> None:
    signed = replace(JETTE_SIGNED, function_verified=True)
    later = (Held(id=ID, holding=replace(MAYOR, subject_ref="subject-2")),)
    after = protocol_scenario.given(*AGREEMENT, signed).knowing(held=later)
    after.when(SIGN_JETTE).then_nothing()
    assert evolve(after.state, signed).versions[-1].signatures[JETTE].function_verified


def test_a_convention_is_signed_by_who_holds_the_function_too() -> None:
    drafted = conventions.scenario.given(conventions.DRAFTED)
    right = (Held(id=ID, holding=MAYOR),)
    (signed,) = drafted.knowing(held=right).when(conventions.SIGN_JETTE).events()
    assert signed == replace(conventions.JETTE_SIGNED, function_verified=True)
    wrong = (Held(id=ID, holding=replace(MAYOR, subject_ref="subject-2")),)
    drafted.knowing(held=wrong).when(conventions.SIGN_JETTE).then_refused(FunctionNotHeld)


def shown(*events: role_holding.Event) -> dict[str, object]:
    seen = history("role_holding", ID, events)
    return dict(project(role_holdings.PROJECTION, seen, role_holdings.ROLE_HOLDINGS, ID))


def test_the_view_shows_the_period_and_why_it_was_corrected() -> None:
    row = shown(OPEN, RoleHoldingEnded(until=date(2018, 12, 3)))
    assert (row["shown_as"], row["since"], row["until"]) == (
        "Bourgmestre",
        date(2012, 12, 3),
        date(2018, 12, 3),
    )
    row = shown(RECORDED, RoleHoldingCorrected(holding=ALDERMAN, reason="lu de travers"))
    assert (row["shown_as"], row["corrections"]) == ("Échevin", ["lu de travers"])
    assert shown(RECORDED, WITHDRAWN)["withdrawn"] == "autre commune"


def test_a_signature_without_proof_of_its_function_is_among_what_is_missing() -> None:
    signed = protocol_scenario.given(*AGREEMENT, JETTE_SIGNED).state
    assert [(gap.what, gap.party, gap.since) for gap in unproven(signed)] == [
        (Missing.FUNCTION_PROOF, JETTE, date(2017, 5, 19))
    ]
    proven = replace(JETTE_SIGNED, function_verified=True)
    assert unproven(protocol_scenario.given(*AGREEMENT, proven).state) == ()
    assert unproven(protocol_scenario.given(*AGREEMENT).state) == ()
