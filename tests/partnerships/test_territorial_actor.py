"""Organisations at work in a commune: each commune registers its own."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain import territorial_actor
from services.partnerships.domain.commune.events import CommuneCeased
from services.partnerships.domain.commune.refusals import CommuneHasCeased, CommuneUnknown
from services.partnerships.domain.territorial_actor.commands import (
    CorrectNames,
    EndTerritorialActor,
    RegisterTerritorialActor,
    ReinstateTerritorialActor,
    RenameTerritorialActor,
)
from services.partnerships.domain.territorial_actor.events import (
    TerritorialActorEnded,
    TerritorialActorNamesCorrected,
    TerritorialActorRegistered,
    TerritorialActorReinstated,
    TerritorialActorRenamed,
)
from services.partnerships.domain.territorial_actor.refusals import (
    ActorAlreadyRegistered,
    ActorHasEnded,
    ActorNamesUnknown,
    ActorNotYetThere,
    ActorRenamedThatDay,
    ActorStillActive,
)
from services.partnerships.projections import territorial_actors
from tests.partnerships.cases import (
    ACTOR,
    BELFAA,
    BELFAA_REGISTERED,
    JETTE,
    NOW,
    OF_BELFAA,
    OF_JETTE,
    REVIEWER,
    UNIT,
)
from tests.partnerships.seen import history, project
from tests.scenarios import Scenario
from vocabulary.authority import ForTheCommuneItself
from vocabulary.communes import ActorKind
from vocabulary.dates import DateInFuture
from vocabulary.identifiers import CommuneId

SINCE, UNTIL = date(2012, 1, 1), date(2021, 6, 30)
NAMES = {"fr": "Association Al Amal"}
REGISTER = RegisterTerritorialActor(
    commune=BELFAA, kind=ActorKind.ASSOCIATIVE, names=NAMES, since=SINCE
)
REGISTERED = TerritorialActorRegistered(
    commune=BELFAA, kind=ActorKind.ASSOCIATIVE, names=NAMES, since=SINCE
)
RENAME = RenameTerritorialActor(names={"fr": "Fédération Al Amal"}, since=date(2019, 1, 1))
RENAMED = TerritorialActorRenamed(names=RENAME.names, since=RENAME.since)
END = EndTerritorialActor(until=UNTIL, reason="dissolution")
ENDED = TerritorialActorEnded(until=UNTIL, reason="dissolution")
UNDO = ReinstateTerritorialActor(reason="acté par erreur")
UNDONE = TerritorialActorReinstated(reason="acté par erreur")
scenario = Scenario(territorial_actor, territorial_actor.Facts(now=NOW, commune=BELFAA_REGISTERED))
registered = scenario.given(REGISTERED)


def test_an_actor_is_registered_once_in_a_registered_commune() -> None:
    after = scenario.when(REGISTER).then(REGISTERED)
    after.when(replace(REGISTER, kind=ActorKind.SOCIAL)).then_refused(ActorAlreadyRegistered)
    scenario.knowing(commune=None).when(REGISTER).then_refused(CommuneUnknown)
    scenario.when(RENAME).then_refused(NotFound)
    scenario.when(replace(REGISTER, since=date(2027, 1, 1))).then_refused(DateInFuture)


def test_a_commune_that_has_ceased_registers_no_new_actor() -> None:
    gone = replace(BELFAA_REGISTERED, end=CommuneCeased(on=SINCE))
    scenario.knowing(commune=gone).when(REGISTER).then_refused(CommuneHasCeased)


@pytest.mark.parametrize("commune", [JETTE, BELFAA])
def test_each_commune_registers_its_own_actors_on_either_side(commune: CommuneId) -> None:
    own, other = {JETTE: (OF_JETTE, OF_BELFAA), BELFAA: (OF_BELFAA, OF_JETTE)}[commune]
    command = replace(REGISTER, commune=commune)
    event = replace(REGISTERED, commune=commune)
    scenario.when(command, by=own).then(event)
    scenario.when(command, by=UNIT).then(event)
    here = scenario.given(event)
    for refused in (other, REVIEWER):
        scenario.when(command, by=refused).then_refused(ForTheCommuneItself)
        for later in (RENAME, END, UNDO):
            here.when(later, by=refused).then_refused(ForTheCommuneItself)
    here.when(END, by=own).then(ENDED)


def test_nobody_takes_the_actor_of_another_commune_by_naming_its_own() -> None:
    taking: tuple[Any, Principal] = (replace(REGISTER, commune=JETTE), OF_JETTE)
    registered.when(taking[0], by=taking[1]).then_refused(ForTheCommuneItself)


def test_an_actor_keeps_its_identity_under_another_name() -> None:
    after = registered.when(RENAME).then(RENAMED)
    after.when(replace(RENAME, names=NAMES)).then_refused(ActorRenamedThatDay)
    registered.when(replace(RENAME, since=date(2011, 1, 1))).then_refused(ActorNotYetThere)
    registered.given(ENDED).when(replace(RENAME, since=UNTIL)).then_refused(ActorHasEnded)


def test_an_actor_ends_once_and_an_end_by_mistake_is_undone() -> None:
    after = registered.when(END).then(ENDED)
    after.when(replace(END, reason="autre")).then_refused(ActorHasEnded, until="2021-06-30")
    registered.when(replace(END, until=SINCE)).then_refused(ActorNotYetThere)
    after.when(UNDO).then(UNDONE)
    registered.when(UNDO).then_refused(ActorStillActive)


def test_an_actor_is_found_by_every_name_it_ever_had() -> None:
    row = project(
        territorial_actors.PROJECTION,
        history("territorial_actor", ACTOR, [REGISTERED, RENAMED, ENDED]),
        territorial_actors.TERRITORIAL_ACTORS,
        ACTOR,
    )
    assert (row["name"], row["until"], row["reason"]) == (
        "Fédération Al Amal",
        UNTIL,
        "dissolution",
    )
    for words in ("association al amal", "federation al amal"):
        assert words in row["found_by"]


def test_a_misspelt_or_wrongly_dated_name_is_corrected_by_the_commune_itself() -> None:
    fix = CorrectNames(
        recorded_since=SINCE, names={"fr": "Association Al-Amal"}, since=None, reason="statuts"
    )
    corrected = TerritorialActorNamesCorrected(
        recorded_since=SINCE, names=fix.names, since=None, reason="statuts"
    )
    after = registered.when(fix, by=OF_BELFAA).then(corrected)
    registered.when(fix, by=OF_JETTE).then_refused(ForTheCommuneItself)
    assert after.state.first_day is None
    registered.when(replace(fix, recorded_since=None)).then_refused(
        ActorNamesUnknown, days=["2012-01-01"]
    )
    renamed = registered.given(RENAMED)
    renamed.when(replace(fix, since=RENAME.since)).then_refused(ActorRenamedThatDay)
    later = replace(fix, recorded_since=RENAME.since, since=SINCE.replace(year=2011))
    renamed.when(later).then_refused(ActorNotYetThere)
    ended = registered.given(ENDED)
    ended.when(replace(fix, since=date(2022, 1, 1))).then_refused(ActorHasEnded)
    seen = history("territorial_actor", ACTOR, [REGISTERED, RENAMED, corrected])
    row = project(territorial_actors.PROJECTION, seen, territorial_actors.TERRITORIAL_ACTORS, ACTOR)
    assert (row["name"], row["since"]) == ("Fédération Al Amal", None)
    assert "association al amal" in row["found_by"]
    assert [each["since"] for each in row["all_names"]] == [None, "2019-01-01"]
