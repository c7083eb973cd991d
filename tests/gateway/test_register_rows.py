"""What the events of communes, programmes and partnerships leave behind in the read model."""

from datetime import date, timedelta

import pytest

from contracts.partnerships.communes import (
    CommuneCodeAssigned,
    CommuneCodeCorrected,
    CommuneCodeRetired,
    CommuneNamesCorrected,
    CommuneRenamed,
)
from contracts.partnerships.country_programmes import CommuneWithdrawn, CountryProgrammeRevised
from contracts.partnerships.partners import (
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    PartnershipTerminated,
)
from contracts.partnerships.programmes import PhaseResumed, PhaseSuspended
from gateway.read_model.communes import COMMUNE
from gateway.read_model.country_programmes import COUNTRY_PROGRAMME, PARTICIPATION
from gateway.read_model.dossiers import NotOnFile
from gateway.read_model.ids import gid
from gateway.read_model.partnerships import MEMBER
from gateway.read_model.partnerships import PARTNERSHIP as PARTNERSHIPS
from gateway.read_model.programmes import PHASE as PHASES
from gateway.read_model.programmes import PROGRAMME as PROGRAMMES
from gateway.read_model.protocols import PROTOCOL as PROTOCOLS
from gateway.read_model.records import RECORD
from tests.gateway.story import (
    BELFAA,
    BELFAA_REGISTERED,
    ESTABLISHED,
    JETTE,
    JETTE_REGISTERED,
    PARTNERSHIP,
    PHASE,
    PROGRAMME,
    REGISTERS,
    SECTOR,
    SHARED,
    WAREMME,
    registered,
    signed_by_both,
)
from tests.gateway.telling import START, Unit, column, told_by
from vocabulary.communes import Code, MemberRole, SuspensionReason


def test_a_commune_is_one_to_the_world_and_a_row_of_each_unit_that_works_with_it() -> None:
    ma, cd = Unit("ma"), Unit("cd")
    ma.say(JETTE_REGISTERED)
    cd.say(JETTE_REGISTERED)
    rows = told_by(ma, cd).all(COMMUNE)
    assert column(rows, "country_code") == ["CD", "MA"]
    assert set(column(rows, "gid")) == {gid("Commune", str(JETTE))}
    assert set(column(rows, "country")) == {"BE"}


def test_the_word_of_a_communes_own_unit_goes_first() -> None:
    unit = Unit("ma")
    unit.say(JETTE_REGISTERED, BELFAA_REGISTERED)
    ledger = told_by(unit)
    assert ledger.one(COMMUNE, id=str(BELFAA))["precedence"] == 0
    assert ledger.one(COMMUNE, id=str(JETTE))["precedence"] == 1


def test_a_renamed_commune_keeps_its_old_name_with_its_days() -> None:
    unit = Unit()
    unit.say(BELFAA_REGISTERED)
    renames = {2020: "Belfaa-Nord", 2010: "Belfaa-Sud"}
    for year, name in renames.items():  # entered in the wrong order
        unit.say(CommuneRenamed(commune=BELFAA, names={"fr": name}, since=date(year, 1, 1)))
    row = told_by(unit).one(COMMUNE)
    assert row["name"] == "Belfaa-Nord"
    assert [(n["text"], n["since"], n["until"]) for n in row["all_names"]] == [
        ("Belfaa", None, date(2010, 1, 1)),
        ("Belfaa-Sud", date(2010, 1, 1), date(2020, 1, 1)),
        ("Belfaa-Nord", date(2020, 1, 1), None),
    ]


def test_a_partnership_bears_the_present_names_of_its_members() -> None:
    unit = signed_by_both()
    assert told_by(unit).one(PARTNERSHIPS)["titles"] == {
        "fr": "Jette – Belfaa",
        "nl": "Jette (nl) – Belfaa",
    }
    unit.say(CommuneRenamed(commune=BELFAA, names={"fr": "Belfa"}, since=date(2025, 1, 1)))
    assert told_by(unit).one(PARTNERSHIPS)["title"] == "Jette – Belfa"


def test_a_corrected_name_stands_in_the_place_of_the_wrong_one_everywhere() -> None:
    unit = signed_by_both()
    unit.say(
        CommuneNamesCorrected(
            commune=BELFAA,
            recorded_since=None,
            names={"fr": "Belfâa"},
            since=date(1992, 9, 1),
            reason="nom officiel",
        )
    )
    told = told_by(unit)
    assert told.one(PARTNERSHIPS)["title"] == "Jette – Belfâa"
    belfaa = told.one(COMMUNE, id=str(BELFAA))
    assert belfaa["since"] == date(1992, 9, 1)
    assert [(each["text"], each["since"]) for each in belfaa["all_names"]] == [
        ("Belfâa", date(1992, 9, 1))
    ]


def test_a_corrected_code_stands_in_the_place_of_the_wrong_one() -> None:
    unit = Unit()
    unit.say(JETTE_REGISTERED)
    right = Code(scheme="geonames", value="4321")
    unit.say(
        CommuneCodeCorrected(
            commune=JETTE, scheme="geonames", value="1234", code=right, reason="faute de frappe"
        )
    )
    assert told_by(unit).one(COMMUNE)["codes"] == (right,)


def test_a_retired_code_keeps_its_days_and_the_new_one_stands_beside_it() -> None:
    unit = Unit()
    unit.say(JETTE_REGISTERED)
    unit.say(
        CommuneCodeRetired(commune=JETTE, scheme="geonames", value="1234", until=date(2025, 1, 1))
    )
    unit.say(
        CommuneCodeAssigned(
            commune=JETTE, code=Code(scheme="geonames", value="99", since=date(2025, 1, 1))
        )
    )
    codes = told_by(unit).one(COMMUNE)["codes"]
    assert [(code.value, code.until) for code in codes] == [
        ("1234", date(2025, 1, 1)),
        ("99", None),
    ]


def test_a_country_programme_keeps_who_translated_and_how_complete_it_is() -> None:
    row = told_by(registered()).one(COUNTRY_PROGRAMME)
    (sector,) = row["sectors"]
    assert {text["language"]: text["unofficial"] for text in sector["texts"]} == {
        "fr": False,
        "en": True,
    }
    assert row["coverage"]["partial"] is True
    assert row["phase_code"] == "2022-2026"


def test_a_revision_shows_what_holds_now_and_why_it_was_changed() -> None:
    unit = registered()
    unit.say(
        CountryProgrammeRevised(
            country_programme=SHARED, sectors=(SECTOR, SECTOR), goal=None, reason="évaluation"
        )
    )
    row = told_by(unit).one(COUNTRY_PROGRAMME)
    assert (len(row["sectors"]), row["goal"]) == (2, None)
    assert [revision.reason for revision in row["revisions"]] == ["évaluation"]


def test_a_commune_that_withdrew_from_the_country_programme_stays_with_its_days() -> None:
    unit = registered()
    unit.say(
        CommuneWithdrawn(
            country_programme=SHARED, commune=BELFAA, until=date(2024, 1, 1), reason="retrait"
        )
    )
    row = told_by(unit).one(PARTICIPATION)
    assert (row["until"], row["reason"]) == (date(2024, 1, 1), "retrait")


def test_a_phase_goes_through_its_states_with_the_reason_of_a_suspension() -> None:
    unit = registered()
    unit.say(
        PhaseSuspended(
            programme=PROGRAMME,
            phase=PHASE,
            on=date(2024, 7, 1),
            reason=SuspensionReason.NO_LEGAL_BASIS,
            note="base légale",
        )
    )
    row = told_by(unit).one(PHASES)
    assert (row["state"], row["suspension_reason"]) == ("SUSPENDED", "NO_LEGAL_BASIS")
    unit.say(PhaseResumed(programme=PROGRAMME, phase=PHASE, on=date(2025, 1, 1)))
    row = told_by(unit).one(PHASES)
    assert (row["state"], row["suspension_reason"], row["state_since"]) == (
        "OPEN",
        None,
        date(2025, 1, 1),
    )


def test_a_member_that_joins_has_its_role_and_one_that_left_stays_with_its_days() -> None:
    unit = registered()
    unit.say(
        MemberJoined(
            partnership=PARTNERSHIP,
            commune=WAREMME,
            role=MemberRole.ASSOCIATE,
            since=date(2023, 1, 1),
        )
    )
    unit.say(
        MemberLeft(
            partnership=PARTNERSHIP, commune=JETTE, until=date(2023, 6, 1), reason="personnel"
        )
    )
    ledger = told_by(unit)
    waremme = ledger.one(MEMBER, commune_id=str(WAREMME))
    assert (waremme["role"], waremme["seat"]) == ("ASSOCIATE", 3)
    assert ledger.one(MEMBER, commune_id=str(JETTE))["until"] == date(2023, 6, 1)
    assert ledger.one(PARTNERSHIPS)["title"] == "Belfaa – Waremme"


def test_a_member_whose_role_changed_has_the_new_one() -> None:
    unit = registered()
    unit.say(
        MemberRoleChanged(
            partnership=PARTNERSHIP,
            commune=JETTE,
            role=MemberRole.ASSOCIATE,
            since=date(2023, 1, 1),
        )
    )
    ledger = told_by(unit)
    assert ledger.one(MEMBER, commune_id=str(JETTE))["role"] == "ASSOCIATE"
    assert ledger.one(MEMBER, commune_id=str(BELFAA))["role"] == "LEAD"


def test_a_terminated_partnership_says_who_ended_it_and_why() -> None:
    unit = registered()
    unit.say(
        PartnershipTerminated(
            partnership=PARTNERSHIP, on=date(2025, 3, 1), reason="fin de mandat", by=JETTE
        )
    )
    row = told_by(unit).one(PARTNERSHIPS)
    assert (row["state"], row["state_since"]) == ("TERMINATED", date(2025, 3, 1))
    assert (row["state_reason"], row["terminated_by"]) == ("fin de mandat", str(JETTE))


def test_what_a_demonstration_says_is_marked_and_what_is_real_is_not() -> None:
    unit = Unit()
    for event in REGISTERS:
        unit.say(event)
    unit.say(
        PartnershipTerminated(partnership=PARTNERSHIP, on=date(2025, 3, 1), reason="fin"),
        demonstration=True,
        provenance="demonstration pack",
    )
    ledger = told_by(unit)
    row = ledger.one(PARTNERSHIPS)
    assert (row["demonstration"], row["provenance"]) == (True, "demonstration pack")
    assert ledger.one(PROGRAMMES)["demonstration"] is False


def test_every_event_is_on_record_with_its_moment() -> None:
    rows = told_by(registered()).all(RECORD)
    assert len(rows) == len(REGISTERS)
    assert min(column(rows, "recorded_at")) == START + timedelta(minutes=1)


def test_an_event_of_something_never_heard_of_is_refused_whole() -> None:
    unit = Unit()
    unit.say(ESTABLISHED)
    with pytest.raises(NotOnFile, match="commune"):
        told_by(unit)


def test_nothing_but_its_own_unit_touches_a_countrys_rows() -> None:
    ledger = told_by(signed_by_both("ma"), signed_by_both("cd"))
    before = {key: row for (_, key), row in ledger.rows.items() if key[0] == "CD"}
    other = Unit("ma", now=START + timedelta(days=1), positions={"partnerships": 100})
    other.say(PartnershipTerminated(partnership=PARTNERSHIP, on=date(2025, 1, 1), reason="x"))
    ledger.hear(other.said)
    assert {key: row for (_, key), row in ledger.rows.items() if key[0] == "CD"} == before
    assert ledger.one(PROTOCOLS, country_code="MA")["awaiting"] is False
