from dataclasses import replace
from datetime import date

from kernel.refusals import NotFound
from services.partnerships.domain import commune
from services.partnerships.domain.commune.commands import (
    AssignCode,
    CeaseCommune,
    CorrectPlace,
    InstallOrgan,
    PlaceInRegion,
    RegisterCommune,
    ReinstateCommune,
    RenameCommune,
    RetireCode,
)
from services.partnerships.domain.commune.events import (
    CommuneCeased,
    CommuneCodeAssigned,
    CommuneCodeRetired,
    CommuneOrganInstalled,
    CommunePlaceCorrected,
    CommunePlacedInRegion,
    CommuneRegistered,
    CommuneReinstated,
    CommuneRenamed,
)
from services.partnerships.domain.commune.refusals import (
    AlreadyCeased,
    AlreadyRecordedFromThatDay,
    AlreadyRenamedThatDay,
    BeforeItExisted,
    CodeAlreadyRetired,
    CodeEndsBeforeItStarts,
    CodeOverlaps,
    CodeUnknown,
    CommuneAlreadyRegistered,
    CommuneHasCeased,
    CommuneStillExists,
    CommuneUnknown,
    RenamedBeforeItExisted,
    SucceedsItself,
    SuccessorNotThere,
)
from tests.partnerships.cases import BELFAA, JETTE, NOW
from tests.scenarios import Scenario
from vocabulary.communes import Code, CommuneKind, Coordinates, OrganKind
from vocabulary.dates import DateInFuture
from vocabulary.identifiers import CommuneId

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


COUNCIL = InstallOrgan(kind=OrganKind.COUNCIL, names={"fr": "Conseil municipal"})
DELEGATION = InstallOrgan(
    kind=OrganKind.SPECIAL_DELEGATION,
    names={"fr": "Délégation spéciale"},
    since=date(2022, 2, 9),
)


def installed(command: InstallOrgan) -> CommuneOrganInstalled:
    return CommuneOrganInstalled(kind=command.kind, names=command.names, since=command.since)


def test_what_decides_for_a_commune_is_known_for_every_day() -> None:
    after = registered.when(DELEGATION).then(installed(DELEGATION))
    after = after.when(COUNCIL).then(installed(COUNCIL))
    assert [each.kind for each in after.state.organs] == [OrganKind.COUNCIL, DELEGATION.kind]


def test_a_day_brings_one_organ_and_none_before_the_commune_is_there() -> None:
    after = registered.given(installed(DELEGATION))
    after.when(replace(DELEGATION, kind=OrganKind.COUNCIL)).then_refused(
        AlreadyRecordedFromThatDay, since="2022-02-09"
    )
    registered.when(replace(DELEGATION, since=date(1976, 1, 1))).then_refused(
        BeforeItExisted, registered_since="1977-01-01"
    )


def test_a_region_learnt_later_or_changed_stands_with_its_day() -> None:
    brabant = CommunePlacedInRegion(region="Province de Brabant")
    after = registered.when(PlaceInRegion(region="Province de Brabant")).then(brabant)
    since = date(1995, 1, 1)
    moved = CommunePlacedInRegion(region="Wallonie", since=since)
    after = after.when(PlaceInRegion(region="Wallonie", since=since)).then(moved)
    assert after.state.region == "Wallonie"
    after.when(PlaceInRegion(region="Flandre", since=since)).then_refused(
        AlreadyRecordedFromThatDay
    )


def test_a_place_recorded_wrongly_is_corrected_with_a_reason() -> None:
    point = Coordinates(latitude=51.0, longitude=3.74)
    correct = CorrectPlace(coordinates=point, region="Flandre", reason="mauvais code postal")
    after = registered.when(correct).then(
        CommunePlaceCorrected(coordinates=point, region="Flandre", reason="mauvais code postal")
    )
    assert (after.state.coordinates, after.state.region) == (point, "Flandre")


# Merelbeke and Melle are one commune since 1 January 2025, of NIS code 44088.
MELLE, MERELBEKE_MELLE = JETTE, BELFAA
CEASE = CeaseCommune(on=MERGER, successors=(MERELBEKE_MELLE,))
CEASED = CommuneCeased(on=MERGER, successors=(MERELBEKE_MELLE,))
NEW = scenario.given(replace(REGISTERED, names=MERGED, codes=(NEW_NIS,), since=MERGER)).state
merging = registered.knowing(itself=MELLE, heirs={MERELBEKE_MELLE: NEW})


def test_communes_that_merge_each_name_the_new_one() -> None:
    after = merging.when(CEASE).then(CEASED)
    assert after.state.existed_on(date(2024, 12, 31))
    assert not after.state.existed_on(MERGER)
    after.when(replace(CEASE, successors=())).then_refused(AlreadyCeased, on="2025-01-01")


def test_a_commune_may_cease_with_nobody_to_take_over() -> None:
    merging.when(CeaseCommune(on=MERGER)).then(CommuneCeased(on=MERGER))


def test_a_successor_is_registered_and_there_on_that_day() -> None:
    merging.knowing(heirs={}).when(CEASE).then_refused(
        CommuneUnknown, communes=[str(MERELBEKE_MELLE)]
    )
    merging.when(replace(CEASE, on=date(2024, 12, 31))).then_refused(SuccessorNotThere)
    gone = replace(NEW, end=CommuneCeased(on=MERGER))
    merging.knowing(heirs={MERELBEKE_MELLE: gone}).when(CEASE).then_refused(SuccessorNotThere)


def test_no_commune_takes_over_from_itself_in_one_step_or_in_several() -> None:
    merging.when(replace(CEASE, successors=(MELLE,))).then_refused(SucceedsItself)
    back = replace(NEW, end=CommuneCeased(on=date(2026, 1, 1), successors=(MELLE,)))
    heirs: dict[CommuneId, commune.Commune] = {MERELBEKE_MELLE: back, MELLE: merging.state}
    merging.knowing(heirs=heirs).when(CEASE).then_refused(SucceedsItself)


def test_of_a_commune_that_has_ceased_only_what_was_before_is_recorded() -> None:
    after = merging.given(CEASED)
    for late in (
        RenameCommune(names=MERGED, since=MERGER),
        AssignCode(code=Code(scheme="kbo", value="0207.451.227", since=MERGER)),
        replace(DELEGATION, since=MERGER),
        PlaceInRegion(region="Flandre", since=MERGER),
    ):
        after.when(late).then_refused(CommuneHasCeased, on="2025-01-01")
    after.when(DELEGATION).then(installed(DELEGATION))


def test_an_end_recorded_by_mistake_is_undone_with_a_reason() -> None:
    undo = ReinstateCommune(reason="mauvaise commune")
    undone = CommuneReinstated(reason="mauvaise commune", successors=(MERELBEKE_MELLE,))
    after = merging.given(CEASED).when(undo).then(undone)
    assert after.state.existed_on(MERGER)
    registered.when(undo).then_refused(CommuneStillExists)


def test_an_end_is_neither_in_the_future_nor_before_the_beginning() -> None:
    merging.when(replace(CEASE, on=date(2027, 1, 1))).then_refused(DateInFuture)
    merging.when(CeaseCommune(on=date(1977, 1, 1))).then_refused(BeforeItExisted)


def test_a_region_and_a_delegated_operator_are_bodies_of_their_own_kind() -> None:
    for kind in (CommuneKind.REGION, CommuneKind.DELEGATED_OPERATOR):
        scenario.when(replace(REGISTER, kind=kind)).then(replace(REGISTERED, kind=kind))
