"""A commune's deliberations: recorded once, corrected with a reason, and rightly referred to."""

from dataclasses import replace
from datetime import date

import pytest

from kernel.refusals import NotFound
from services.partnerships.domain import deliberation
from services.partnerships.domain.commune.refusals import CommuneUnknown
from services.partnerships.domain.deliberation.commands import (
    CorrectDeliberation,
    RecordDeliberation,
    WithdrawDeliberation,
)
from services.partnerships.domain.deliberation.events import (
    DeliberationCorrected,
    DeliberationRecorded,
    DeliberationWithdrawn,
)
from services.partnerships.domain.deliberation.refusals import (
    DeliberationAlreadyRecorded,
    DeliberationIsTheCommunesOwn,
    DeliberationReferenceTaken,
    DeliberationWasWithdrawn,
    VotesDoNotAddUp,
)
from services.partnerships.projections import deliberations
from tests.partnerships.cases import BELFAA, JETTE, NOW, OF_BELFAA, OF_JETTE, ON_BEHALF, UNIT
from tests.partnerships.seen import history, project
from tests.scenarios import Scenario
from vocabulary.acts import Votes
from vocabulary.authority import ForTheCommuneItself, OnBehalfNeedsEvidence
from vocabulary.dates import DateInFuture
from vocabulary.deliberations import DeliberationContent, LegalityControl, Organ
from vocabulary.identifiers import DeliberationId

DELIBERATION = DeliberationId(BELFAA)
CONTENT = DeliberationContent(
    organ=Organ.COUNCIL,
    body="Conseil municipal",
    reference="2017/31",
    adopted_on=date(2017, 6, 12),
    object="Ratification du protocole de collaboration avec Jette",
    votes=Votes(in_favour=21, against=0, abstentions=2),
    seats=31,
    present=23,
)
RECORD = RecordDeliberation(commune=BELFAA, content=CONTENT)
RECORDED = DeliberationRecorded(commune=BELFAA, content=CONTENT)
BY_UNIT = replace(RECORDED, on_behalf=ON_BEHALF)
THE_13TH = replace(CONTENT, adopted_on=date(2017, 6, 13))
CORRECT = CorrectDeliberation(content=THE_13TH, reason="date du procès-verbal")
WITHDRAW = WithdrawDeliberation(reason="prise par une autre commune")
WITHDRAWN = DeliberationWithdrawn(reason="prise par une autre commune")

scenario = Scenario(deliberation, deliberation.Facts(now=NOW))
recorded = scenario.given(RECORDED)


def test_a_deliberation_is_recorded_once() -> None:
    after = scenario.when(RECORD, by=OF_BELFAA).then(RECORDED)
    other = replace(RECORD, content=THE_13TH)
    after.when(other).then_refused(DeliberationAlreadyRecorded, reference="2017/31")
    after.when(replace(RECORD, commune=JETTE)).then_refused(DeliberationAlreadyRecorded)


def test_either_side_records_its_own_and_the_unit_only_with_what_proves_it() -> None:
    for principal, commune in ((OF_BELFAA, BELFAA), (OF_JETTE, JETTE)):
        own = replace(RECORD, commune=commune)
        scenario.when(own, by=principal).then(replace(RECORDED, commune=commune))
    scenario.when(RECORD, by=OF_JETTE).then_refused(ForTheCommuneItself)
    scenario.when(RECORD, by=UNIT).then_refused(OnBehalfNeedsEvidence)
    scenario.when(replace(RECORD, on_behalf=ON_BEHALF), by=UNIT).then(BY_UNIT)


def test_what_is_not_recorded_is_neither_corrected_nor_withdrawn() -> None:
    for command in (CORRECT, WITHDRAW):
        scenario.when(command, by=UNIT).then_refused(NotFound)
        scenario.when(command).then_refused(NotFound)


def test_a_commune_that_is_not_registered_has_no_deliberations() -> None:
    scenario.knowing(commune_known=False).when(RECORD).then_refused(CommuneUnknown)


def test_a_reference_stands_for_one_deliberation() -> None:
    taken = DeliberationId(JETTE)
    elsewhere = scenario.knowing(taken_by=taken)
    elsewhere.when(RECORD).then_refused(DeliberationReferenceTaken, deliberation=str(taken))
    elsewhere.given(RECORDED).when(CORRECT).then_refused(DeliberationReferenceTaken)


def test_nobody_deliberates_tomorrow() -> None:
    ahead = replace(CONTENT, adopted_on=date(2026, 3, 4))
    scenario.when(replace(RECORD, content=ahead)).then_refused(DateInFuture)
    control = LegalityControl(authority="Province", registered_on=date(2026, 3, 4))
    ahead = replace(CONTENT, control=control)
    scenario.when(replace(RECORD, content=ahead)).then_refused(DateInFuture)


@pytest.mark.parametrize(
    ("present", "seats"), [(22, 31), (23, 22), (None, 22)], ids=["votes", "present", "seats"]
)
def test_votes_add_up(present: int | None, seats: int) -> None:
    content = replace(CONTENT, present=present, seats=seats)
    scenario.when(replace(RECORD, content=content)).then_refused(VotesDoNotAddUp, votes=23)


def test_counts_that_no_source_gives_are_not_compared() -> None:
    content = replace(CONTENT, present=None, seats=None)
    scenario.when(replace(RECORD, content=content)).then(replace(RECORDED, content=content))


def test_a_correction_says_why_and_the_earlier_content_sent_again_does_not_undo_it() -> None:
    corrected = DeliberationCorrected(
        content=THE_13TH, reason="date du procès-verbal", by_commune=True
    )
    after = recorded.knowing(actor=OF_BELFAA).when(CORRECT, by=OF_BELFAA).then(corrected)
    after.when(RECORD).then_refused(DeliberationAlreadyRecorded)
    after.when(replace(RECORD, content=THE_13TH)).then_nothing()


def test_what_the_commune_recorded_itself_only_the_commune_corrects() -> None:
    for command in (CORRECT, WITHDRAW):
        recorded.when(command, by=UNIT).then_refused(DeliberationIsTheCommunesOwn)
        recorded.when(command, by=OF_JETTE).then_refused(ForTheCommuneItself)
    on_behalf = scenario.given(BY_UNIT)
    on_behalf.when(WITHDRAW, by=UNIT).then(WITHDRAWN)
    own = DeliberationCorrected(content=THE_13TH, reason="date", by_commune=True)
    on_behalf.given(own).when(WITHDRAW, by=UNIT).then_refused(DeliberationIsTheCommunesOwn)


def test_what_was_withdrawn_stays_so() -> None:
    after = recorded.when(WITHDRAW, by=OF_BELFAA).then(WITHDRAWN)
    after.when(CORRECT).then_refused(DeliberationWasWithdrawn)
    after.when(RECORD).then_refused(DeliberationWasWithdrawn)


def shown(*events: deliberation.Event) -> dict[str, object]:
    seen = history("deliberation", DELIBERATION, events)
    table = deliberations.DELIBERATIONS
    return dict(project(deliberations.PROJECTION, seen, table, DELIBERATION))


def test_the_view_shows_the_latest_content_why_it_changed_and_on_whose_behalf() -> None:
    row = shown(BY_UNIT)
    assert (row["on_behalf"], row["proof"]) == (True, "PV 2017/31, copie conforme")
    assert row["votes"] == {"in_favour": 21, "against": 0, "abstentions": 2}
    by_commune = DeliberationCorrected(content=THE_13TH, reason="date", by_commune=True)
    row = shown(BY_UNIT, by_commune)
    assert (row["adopted_on"], row["corrections"]) == (date(2017, 6, 13), ["date"])
    assert row["on_behalf"] is False
    row = shown(BY_UNIT, WITHDRAWN)
    assert (row["withdrawn"], row["on_behalf"]) == ("prise par une autre commune", True)
