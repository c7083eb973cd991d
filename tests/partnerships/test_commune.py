from dataclasses import replace
from datetime import date

from kernel.refusals import NotFound
from services.partnerships.domain import commune
from services.partnerships.domain.commune.commands import (
    AssignCode,
    RegisterCommune,
    RenameCommune,
    RetireCode,
)
from services.partnerships.domain.commune.events import (
    CommuneCodeAssigned,
    CommuneCodeRetired,
    CommuneRegistered,
    CommuneRenamed,
)
from services.partnerships.domain.commune.refusals import (
    AlreadyRenamedThatDay,
    CodeAlreadyRetired,
    CodeEndsBeforeItStarts,
    CodeOverlaps,
    CodeUnknown,
    CommuneAlreadyRegistered,
    RenamedBeforeItExisted,
)
from services.partnerships.domain.dates import DateInFuture
from tests.partnerships.cases import NOW
from tests.scenarios import Scenario
from vocabulary.communes import Code, CommuneKind

scenario = Scenario(commune, commune.Facts(now=NOW))
NIS = Code(scheme="refnis", value="44043", until=None)
REGISTER = RegisterCommune(
    kind=CommuneKind.COMMUNE,
    country="BE",
    names={"fr": "Merelbeke", "nl": "Merelbeke"},
    codes=(NIS,),
    since=date(1977, 1, 1),
)
REGISTERED = CommuneRegistered(
    kind=CommuneKind.COMMUNE,
    country="BE",
    names={"fr": "Merelbeke", "nl": "Merelbeke"},
    codes=(NIS,),
    since=date(1977, 1, 1),
)
MERGED = {"fr": "Merelbeke-Melle", "nl": "Merelbeke-Melle"}
MERGER = date(2025, 1, 1)
RENAMED = CommuneRenamed(names=MERGED, since=MERGER)
NEW_NIS = Code(scheme="refnis", value="44088", since=MERGER)
registered = scenario.given(REGISTERED)


def test_a_commune_is_registered_once() -> None:
    after = scenario.when(REGISTER).then(REGISTERED)
    after.when(replace(REGISTER, region="Flandre")).then_refused(CommuneAlreadyRegistered)


def test_a_commune_that_merges_keeps_its_identity_and_its_former_name() -> None:
    after = registered.when(RenameCommune(names=MERGED, since=MERGER)).then(RENAMED)
    assert [dated.names["fr"] for dated in after.state.names] == ["Merelbeke", "Merelbeke-Melle"]


def test_names_stand_in_the_order_of_their_days_however_they_are_learnt() -> None:
    between = CommuneRenamed(names={"fr": "Merelbeke-lez-Gand"}, since=date(2001, 1, 1))
    after = registered.given(RENAMED).when(RenameCommune(names=between.names, since=between.since))
    names = after.then(between).state.names
    assert [dated.since for dated in names] == [date(1977, 1, 1), date(2001, 1, 1), MERGER]


def test_a_commune_is_not_renamed_before_it_existed() -> None:
    registered.when(RenameCommune(names=MERGED, since=date(1976, 12, 31))).then_refused(
        RenamedBeforeItExisted, registered_since="1977-01-01"
    )


def test_a_day_brings_one_set_of_names() -> None:
    other = RenameCommune(names={"fr": "Melle-Merelbeke"}, since=MERGER)
    registered.given(RENAMED).when(other).then_refused(AlreadyRenamedThatDay)


def test_a_name_is_recorded_once_it_is_borne() -> None:
    registered.when(RenameCommune(names=MERGED, since=date(2027, 1, 1))).then_refused(DateInFuture)


def test_a_scheme_gives_one_code_at_a_time() -> None:
    assign = AssignCode(code=NEW_NIS)
    registered.when(assign).then_refused(CodeOverlaps, scheme="refnis", value="44043")
    retired = CommuneCodeRetired(scheme="refnis", value="44043", until=MERGER)
    registered.given(retired).when(assign).then(CommuneCodeAssigned(code=NEW_NIS))


def test_codes_of_different_schemes_stand_side_by_side() -> None:
    kbo = Code(scheme="kbo", value="0207.451.227")
    registered.when(AssignCode(code=kbo)).then(CommuneCodeAssigned(code=kbo))


def test_the_codes_of_a_registration_must_agree_with_one_another() -> None:
    scenario.when(replace(REGISTER, codes=(NIS, NEW_NIS))).then_refused(CodeOverlaps)


def test_a_code_ends_on_one_day() -> None:
    retire = RetireCode(scheme="refnis", value="44043", until=MERGER)
    after = registered.when(retire).then(
        CommuneCodeRetired(scheme="refnis", value="44043", until=MERGER)
    )
    after.when(replace(retire, until=date(2025, 2, 1))).then_refused(CodeAlreadyRetired)


def test_only_a_code_that_is_borne_is_retired() -> None:
    retire = RetireCode(scheme="refnis", value="99999", until=MERGER)
    registered.when(retire).then_refused(CodeUnknown)


def test_a_code_ends_after_it_starts() -> None:
    retire = RetireCode(scheme="refnis", value="44088", until=MERGER)
    registered.given(
        CommuneCodeRetired(scheme="refnis", value="44043", until=MERGER),
        CommuneCodeAssigned(code=NEW_NIS),
    ).when(retire).then_refused(CodeEndsBeforeItStarts)


def test_nothing_is_known_of_an_unregistered_commune() -> None:
    scenario.when(RenameCommune(names=MERGED, since=MERGER)).then_refused(NotFound)
