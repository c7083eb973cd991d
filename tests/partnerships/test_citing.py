"""What rests on a recorded deliberation names it rightly: the commune, the organ and the day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.partnerships.conventions import ConventionSigned
from kernel.refusals import Refusal
from services.partnerships.domain.country_programme.commands import AdmitCommune
from services.partnerships.domain.country_programme.events import CommuneAdmitted
from services.partnerships.domain.deliberation.events import (
    DeliberationRecorded,
    DeliberationWithdrawn,
)
from services.partnerships.domain.deliberation.refusals import (
    DeliberationOfAnotherCommune,
    DeliberationOfAnotherDate,
    DeliberationOfAnotherOrgan,
    DeliberationUnknown,
    DeliberationWasWithdrawn,
)
from services.partnerships.domain.deliberation.state import INITIAL, Deliberation, evolve
from services.partnerships.domain.protocol.commands import (
    AdjournProtocol,
    Command,
    CorrectVote,
    RefuseProtocol,
    SignProtocol,
)
from services.partnerships.domain.protocol.refusals import AlreadySigned, SignedBeforeDeliberation
from services.partnerships.domain.protocol.text import PriorDeliberation
from services.partnerships.projections import conventions
from services.partnerships.projections.acts import act
from services.partnerships.published.conventions import convention_contract
from tests.partnerships.cases import (
    BELFAA,
    BELFAA_REGISTERED,
    BELFAA_VOTE,
    JETTE,
    JETTE_PRIOR,
    NOW,
    OF_JETTE,
)
from tests.partnerships.conventions import BELFAA_SIGNED as BELFAA_SIGNED_CONVENTION
from tests.partnerships.conventions import CONVENTION, DRAFTED, SIGN_BELFAA
from tests.partnerships.conventions import scenario as of_convention
from tests.partnerships.protocols import (
    AGREEMENT,
    BELFAA_RATIFIED,
    JETTE_AGREED,
    PROPOSE,
    PROPOSED,
    SIGN_JETTE,
    SIGNATURES,
    ratified,
    ratify,
    scenario,
)
from tests.partnerships.seen import history, project
from tests.partnerships.test_country_programme import launched
from tests.partnerships.test_deliberation import CONTENT, RECORDED
from vocabulary.acts import Deliberation as Cited
from vocabulary.dates import DateInFuture
from vocabulary.deliberations import Organ
from vocabulary.identifiers import ConventionId, DeliberationId

ID = DeliberationId(BELFAA)
VOTE = replace(BELFAA_VOTE, id=ID)


def known(
    *events: DeliberationRecorded | DeliberationWithdrawn,
) -> Mapping[DeliberationId, Deliberation]:
    state = INITIAL
    for event in events:
        state = evolve(state, event)
    return {ID: state}


RIGHT = known(RECORDED)
WRONG: list[tuple[type[Refusal], Mapping[DeliberationId, Deliberation]]] = [
    (DeliberationUnknown, {}),
    (DeliberationUnknown, known()),
    (DeliberationWasWithdrawn, known(RECORDED, DeliberationWithdrawn(reason="erreur"))),
    (DeliberationOfAnotherCommune, known(replace(RECORDED, commune=JETTE))),
    (
        DeliberationOfAnotherOrgan,
        known(replace(RECORDED, content=replace(CONTENT, organ=Organ.EXECUTIVE))),
    ),
    (
        DeliberationOfAnotherDate,
        known(replace(RECORDED, content=replace(CONTENT, adopted_on=date(2017, 6, 13)))),
    ),
]
signed = scenario.given(*SIGNATURES)


def test_a_vote_rests_on_the_recorded_deliberation_of_its_council() -> None:
    voted = ratified(BELFAA, VOTE)
    signed.knowing(deliberations=RIGHT).when(ratify(BELFAA, VOTE)).then(voted)


def test_a_deliberation_that_is_given_in_full_needs_no_record() -> None:
    signed.when(ratify(BELFAA, BELFAA_VOTE)).then(BELFAA_RATIFIED)


def of_votes(vote: Cited) -> list[Command]:
    return [
        ratify(BELFAA, vote),
        AdjournProtocol(party=BELFAA, deliberation=vote),
        RefuseProtocol(party=BELFAA, deliberation=vote),
    ]


@pytest.mark.parametrize(("refusal", "recorded"), WRONG)
def test_a_reference_to_anything_else_is_refused(
    refusal: type[Refusal], recorded: Mapping[DeliberationId, Deliberation]
) -> None:
    for command in of_votes(VOTE):
        signed.knowing(deliberations=recorded).when(command).then_refused(refusal)
    correct = CorrectVote(party=BELFAA, deliberation=VOTE, reason="référence")
    voted = signed.given(BELFAA_RATIFIED)
    voted.knowing(deliberations=recorded).when(correct).then_refused(refusal)


@pytest.mark.parametrize(("refusal", "recorded"), WRONG)
def test_what_a_party_decided_beforehand_is_looked_up_too(
    refusal: type[Refusal], recorded: Mapping[DeliberationId, Deliberation]
) -> None:
    given = scenario.knowing(deliberations=recorded)
    prior = PriorDeliberation(party=BELFAA, deliberation=VOTE)
    given.when(replace(PROPOSE, prior_deliberations=(prior,))).then_refused(refusal)
    command: SignProtocol = replace(
        SIGN_JETTE, party=BELFAA, prior_deliberation=VOTE, on=NOW.date()
    )
    given.given(*AGREEMENT).when(command).then_refused(refusal)


def test_a_party_signs_a_convention_by_the_recorded_decision_of_its_council() -> None:
    command = replace(SIGN_BELFAA, deliberation=VOTE)
    signed_by_it = replace(BELFAA_SIGNED_CONVENTION, signed_by_all=False, deliberation=VOTE)
    drafted = of_convention.given(DRAFTED)
    once = drafted.knowing(deliberations=RIGHT).when(command).then(signed_by_it)
    for refusal, recorded in WRONG:
        drafted.knowing(deliberations=recorded).when(command).then_refused(refusal)
        once.knowing(deliberations=recorded).when(command).then_nothing()
    once.when(SIGN_BELFAA).then_refused(AlreadySigned)
    later = replace(VOTE, adopted_on=NOW.date() + timedelta(days=3))
    ahead = drafted.knowing(deliberations=RIGHT)
    ahead.when(replace(command, deliberation=later)).then_refused(DateInFuture)
    before = replace(command, on=VOTE.adopted_on - timedelta(days=1))
    ahead.when(before).then_refused(
        SignedBeforeDeliberation, adopted_on=VOTE.adopted_on.isoformat()
    )


def test_the_decision_of_a_council_on_a_convention_is_shown_and_published() -> None:
    signed_by_it = replace(BELFAA_SIGNED_CONVENTION, deliberation=VOTE)
    seen = history("convention", CONVENTION, [DRAFTED, signed_by_it])
    row = project(conventions.PROJECTION, seen, conventions.CONVENTIONS, CONVENTION)
    assert row["signatures"][0]["deliberation"]["reference"] == VOTE.reference
    told = convention_contract(ConventionId(CONVENTION), signed_by_it)
    assert isinstance(told, ConventionSigned)
    assert told.deliberation == VOTE
    assert act(signed_by_it)["acted_on"] == signed_by_it.on


def test_what_was_accepted_stays_so_when_its_deliberation_is_withdrawn() -> None:
    after = signed.given(ratified(BELFAA, VOTE))
    later = known(RECORDED, DeliberationWithdrawn(reason="erreur"))
    after.knowing(deliberations=later).when(ratify(BELFAA, VOTE)).then_nothing()


def test_a_proposal_names_the_deliberations_it_rests_on() -> None:
    prior = PriorDeliberation(party=JETTE, deliberation=replace(JETTE_PRIOR, id=ID))
    content = replace(CONTENT, adopted_on=JETTE_PRIOR.adopted_on)
    recorded = known(replace(RECORDED, commune=JETTE, content=content))
    command = replace(PROPOSE, prior_deliberations=(prior,))
    proposed = replace(PROPOSED, prior_deliberations=(prior,))
    given = scenario.knowing(actor=OF_JETTE, deliberations=recorded)
    given.when(command).then(proposed, JETTE_AGREED)


def test_a_commune_enters_the_programme_by_a_decision_of_its_council() -> None:
    command = AdmitCommune(commune=BELFAA, deliberation=VOTE)
    knowing = launched.knowing(commune=BELFAA_REGISTERED)
    for refusal, recorded in WRONG:
        knowing.knowing(deliberations=recorded).when(command).then_refused(refusal)
    admitted = CommuneAdmitted(commune=BELFAA, deliberation=VOTE)
    knowing.knowing(deliberations=RIGHT).when(command).then(admitted)
