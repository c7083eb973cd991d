"""What was recorded wrongly of a commune is put right by a command with a reason."""

from dataclasses import replace
from datetime import date

from services.partnerships.domain.commune.commands import (
    CorrectCode,
    CorrectNames,
    CorrectOrgan,
    RenameCommune,
)
from services.partnerships.domain.commune.events import (
    CommuneCeased,
    CommuneCodeAssigned,
    CommuneCodeCorrected,
    CommuneNamesCorrected,
    CommuneOrganCorrected,
    CommuneOrganInstalled,
    CommuneRenamed,
)
from services.partnerships.domain.commune.refusals import (
    AlreadyRecordedFromThatDay,
    AlreadyRenamedThatDay,
    BeforeItExisted,
    CodeOverlaps,
    CodeUnknown,
    CommuneHasCeased,
    NamesUnknown,
    OrganUnknown,
    RenamedBeforeItExisted,
)
from services.partnerships.projections import communes
from tests.partnerships.cases import BELFAA
from tests.partnerships.seen import history, project
from tests.partnerships.test_commune import (
    MERGED,
    MERGER,
    REGISTERED,
    RENAMED,
    registered,
    scenario,
)
from vocabulary.communes import Code, OrganKind
from vocabulary.dates import DateInFuture

MISSPELT = CorrectNames(
    recorded_since=MERGER, names={"fr": "Merelbeke-Mélle"}, since=MERGER, reason="faute de frappe"
)


def test_a_misspelt_name_is_corrected_and_says_why() -> None:
    right = replace(MISSPELT, names=MERGED)
    corrected = CommuneNamesCorrected(
        recorded_since=MERGER, names=MERGED, since=MERGER, reason="faute de frappe"
    )
    wrong = CommuneRenamed(names=MISSPELT.names, since=MERGER)
    after = registered.given(wrong).when(right).then(corrected)
    assert [dated.names["fr"] for dated in after.state.names] == ["Merelbeke", "Merelbeke-Melle"]
    after.when(RenameCommune(names=MERGED, since=MERGER)).then_nothing()


def test_a_wrongly_dated_change_of_name_is_corrected() -> None:
    wrong = CommuneRenamed(names=MERGED, since=date(2024, 12, 2))
    dated = CorrectNames(
        recorded_since=date(2024, 12, 2), names=MERGED, since=MERGER, reason="date du décret"
    )
    after = (
        registered.given(wrong)
        .when(dated)
        .then(
            CommuneNamesCorrected(
                recorded_since=wrong.since, names=MERGED, since=MERGER, reason="date du décret"
            )
        )
    )
    assert [each.since for each in after.state.names] == [REGISTERED.since, MERGER]


def test_names_that_were_never_recorded_are_not_corrected() -> None:
    registered.when(MISSPELT).then_refused(NamesUnknown, days=["1977-01-01"])


def test_corrected_names_do_not_take_the_day_of_others_nor_one_before_the_commune() -> None:
    merged = registered.given(RENAMED)
    first = date(1977, 1, 1)
    merged.when(replace(MISSPELT, since=first)).then_refused(AlreadyRenamedThatDay)
    merged.when(replace(MISSPELT, since=date(1970, 1, 1))).then_refused(RenamedBeforeItExisted)
    merged.when(replace(MISSPELT, since=None)).then_refused(RenamedBeforeItExisted)
    merged.when(replace(MISSPELT, since=date(2027, 1, 1))).then_refused(DateInFuture)
    ceased = CommuneCeased(on=date(2026, 1, 1))
    later = replace(MISSPELT, since=date(2026, 1, 2))
    merged.given(ceased).when(later).then_refused(CommuneHasCeased)


def test_the_first_day_of_a_commune_is_corrected_and_its_region_moves_along() -> None:
    there = scenario.given(replace(REGISTERED, region="Flandre"))
    first = CorrectNames(
        recorded_since=date(1977, 1, 1),
        names=REGISTERED.names,
        since=date(1976, 7, 1),
        reason="date de la fusion de 1977",
    )
    corrected = CommuneNamesCorrected(
        recorded_since=first.recorded_since,
        names=first.names,
        since=first.since,
        reason=first.reason,
    )
    after = there.when(first).then(corrected)
    assert after.state.first_day == after.state.regions[0].since == date(1976, 7, 1)
    seated = after.given(CommuneOrganInstalled(kind=OrganKind.COUNCIL, names=REGISTERED.names))
    seated.when(replace(first, recorded_since=first.since, since=None)).then(
        replace(corrected, recorded_since=first.since, since=None)
    )
    renamed = there.given(RENAMED)
    renamed.when(replace(first, since=date(2025, 6, 1))).then_refused(
        BeforeItExisted, recorded="2025-01-01"
    )


def test_a_code_that_was_mistyped_is_corrected() -> None:
    right = Code(scheme="refnis", value="44034", since=None)
    fix = CorrectCode(scheme="refnis", value="44043", code=right, reason="chiffres intervertis")
    corrected = CommuneCodeCorrected(
        scheme="refnis", value="44043", code=right, reason="chiffres intervertis"
    )
    after = registered.when(fix).then(corrected)
    assert after.state.codes == (right,)
    registered.when(replace(fix, value="1")).then_refused(CodeUnknown)
    kbo = Code(scheme="kbo", value="0207.451.227")
    overlapping = replace(fix, scheme="kbo", value=kbo.value)
    registered.given(CommuneCodeAssigned(code=kbo)).when(overlapping).then_refused(CodeOverlaps)


SEATED = CommuneOrganInstalled(
    kind=OrganKind.SPECIAL_DELEGATION, names={"fr": "Délégation spéciale"}, since=date(2022, 10, 1)
)
REDATED = CorrectOrgan(
    recorded_since=date(2022, 10, 1),
    kind=OrganKind.SPECIAL_DELEGATION,
    names=SEATED.names,
    since=date(2022, 2, 1),
    reason="date de l'arrêté",
)


def test_a_wrongly_dated_organ_is_corrected_and_says_why() -> None:
    after = (
        registered.given(SEATED)
        .when(REDATED)
        .then(
            CommuneOrganCorrected(
                recorded_since=SEATED.since,
                kind=OrganKind.SPECIAL_DELEGATION,
                names=SEATED.names,
                since=date(2022, 2, 1),
                reason="date de l'arrêté",
            )
        )
    )
    assert after.state.organs == (replace(SEATED, since=date(2022, 2, 1)),)


def test_an_organ_is_corrected_where_one_was_recorded_and_the_day_is_free() -> None:
    registered.when(REDATED).then_refused(OrganUnknown, days=[])
    council = CommuneOrganInstalled(kind=OrganKind.COUNCIL, names=SEATED.names, since=REDATED.since)
    both = registered.given(council, SEATED)
    both.when(REDATED).then_refused(AlreadyRecordedFromThatDay, since="2022-02-01")
    both.when(replace(REDATED, since=date(1970, 1, 1))).then_refused(BeforeItExisted)
    both.when(replace(REDATED, since=date(2027, 1, 1))).then_refused(DateInFuture)


def test_what_was_recorded_wrongly_of_a_commune_is_shown_as_it_was_corrected() -> None:
    first, seated = date(1977, 1, 1), date(2025, 1, 1)
    told = [
        replace(REGISTERED, region="Flandre"),
        CommuneOrganInstalled(kind=OrganKind.COUNCIL, names={"nl": "Gemeenteraad"}, since=first),
        CommuneNamesCorrected(
            recorded_since=first, names={"fr": "Merelbecque"}, since=None, reason="graphie"
        ),
        CommuneCodeCorrected(
            scheme="refnis",
            value="44043",
            code=Code(scheme="refnis", value="44034"),
            reason="chiffres intervertis",
        ),
        CommuneOrganCorrected(
            recorded_since=first,
            kind=OrganKind.COUNCIL,
            names={"nl": "Gemeenteraad"},
            since=seated,
            reason="installation",
        ),
    ]
    seen = history("commune", BELFAA, told)
    row = project(communes.PROJECTION, seen, communes.COMMUNES, BELFAA)
    assert (row["name"], row["since"], row["regions"][0]["since"]) == ("Merelbecque", None, None)
    assert [organ["since"] for organ in row["organs"]] == ["2025-01-01"]
    assert "44034" in row["found_by"]
    assert "44043" not in row["found_by"]
