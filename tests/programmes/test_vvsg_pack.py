"""What the pack of the Flemish sister programme must say, held against its list."""

import csv
from datetime import date
from pathlib import Path

import pytest

from programmes import pack
from programmes.model import Mark, Outline, Pair
from programmes.sends import Send

PROGRAMMES = Path(__file__).parents[2] / "programmes"
COUNTRIES = ("bj", "bo", "ec", "gt", "ma", "ni", "pe", "rw", "sn", "za")


@pytest.fixture(scope="module")
def vvsg() -> Outline:
    return pack.outline(PROGRAMMES / "vvsg-globe")


@pytest.fixture(scope="module")
def sends() -> list[Send]:
    return list(pack.read(PROGRAMMES / "vvsg-globe").sends)


def pairs(outline: Outline) -> list[Pair]:
    return [pair for partnership in outline.partnerships for pair in partnership.pairs]


def pair(outline: Outline, belgian: str, partner: str) -> Pair:
    """Return the pair by the Dutch name of the Belgian commune."""
    (found,) = (
        each
        for each in pairs(outline)
        if (each.belgian.names["nl"], each.partner.name) == (belgian, partner)
    )
    return found


def test_every_pair_of_the_sources_is_there_with_all_its_sources(vvsg: Outline) -> None:
    with (Path(__file__).parent / "vvsg_pairs_of_the_sources.csv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    assert len(listed) == 11
    for row in listed:
        # The commune of today signed nothing in 2014; its predecessor did.
        belgian = row["belgian_commune"].removesuffix("-Melle")
        for partner in row["partner_commune"].split(" + "):
            found = pair(vvsg, belgian, partner)
            assert found.country == row["country"]
            kept = {source.reference for source in found.sources}
            assert set(row["sources"].split(" | ")) <= kept
    assert len(pairs(vvsg)) == 12


def test_phases_are_those_that_the_sources_state(vvsg: Outline) -> None:
    with (Path(__file__).parent / "vvsg_pairs_of_the_sources.csv").open(encoding="utf-8") as file:
        stated = {row["belgian_commune"]: row["phase"] for row in csv.DictReader(file)}
    for each in pairs(vvsg):
        of = stated.get(each.belgian.names["nl"], "")
        assert [stay.phase for stay in each.stays] == [
            phase for phase in vvsg.programme.phases if phase in of.split(";")
        ]


def test_hasselt_is_in_one_partnership_with_two_communes(vvsg: Outline) -> None:
    (found,) = (each for each in vvsg.partnerships if each.pairs[0].belgian.name == "Hasselt")
    names = [commune.name for commune, _ in found.members.values()]
    assert names == ["Hasselt", "Missour", "Outat Oulad El Haj"]


def test_what_was_only_explored_is_marked(vvsg: Outline) -> None:
    found = pair(vvsg, "Hoogstraten", "Za-Kpota")
    assert (found.mark, found.stays) == (Mark.CANDIDATE, ())


def test_units_are_the_countries_of_the_programme_and_flanders_is_its_region(
    vvsg: Outline, sends: list[Send]
) -> None:
    assert tuple(dict.fromkeys(send.unit for send in sends)) == COUNTRIES
    for rules in vvsg.phase_rules:
        belgium = rules.rules.territory_of("BE")
        assert belgium is not None
        assert belgium.regions == ("Flandre",)
        assert rules.rules.territory_of("CD") is None
    belgian = [commune for commune in vvsg.communes.values() if commune.country == "BE"]
    assert {commune.region for commune in belgian} == {"Flandre"}


def test_a_body_in_both_programmes_is_registered_as_the_same(sends: list[Send]) -> None:
    cic = {s.id: s for s in pack.read(PROGRAMMES / "cic").sends if s.verb == "register"}
    shared = [send for send in sends if send.verb == "register" and send.id in cic]
    assert {send.body["names"]["fr"] for send in shared} == {"Bohicon", "Za-Kpota"}
    # Byte for byte: whichever pack comes second finds it there already.
    assert all(send.key == cic[send.id].key for send in shared)
    mine = {send.body["names"]["fr"] for send in sends if send.verb == "register"}
    assert mine & {send.body["names"]["fr"] for send in cic.values()} == {"Bohicon", "Za-Kpota"}


def test_merelbeke_and_melle_are_followed_by_one_commune_which_goes_on_with_toucountouna(
    vvsg: Outline, sends: list[Send]
) -> None:
    by_name = {each.ceased.name: each for each in vvsg.successions}
    assert set(by_name) == {"Merelbeke", "Melle"}
    assert {(s.on, s.successor.name) for s in by_name.values()} == {
        (date(2025, 1, 1), "Merelbeke-Melle")
    }
    partnership = pair(vvsg, "Merelbeke", "Toucountouna").partnership
    acts = [send.verb for send in sends if send.id == partnership]
    assert acts == ["establish", "join", "leave"]
    assert [send.unit for send in sends if send.verb == "cease"] == ["bj", "bj"]


def test_nothing_of_the_pack_is_certain_that_no_source_says(
    vvsg: Outline, sends: list[Send]
) -> None:
    assert all(each.mark for each in vvsg.country_programmes)
    assert all(step.mark for phase in vvsg.programme.phases.values() for step in phase.steps)
    assert vvsg.programme.mark
    defined = [send for send in sends if send.verb == "define"]
    assert all(send.body["provenance"].startswith("inferred") for send in defined)
    remembered = {"Couffo", "Atacora", "Borgou", "Fatick", "Oriental"}
    regions = {send.body.get("region") for send in sends if send.verb == "register"}
    assert not regions & remembered


def test_every_country_programme_says_that_the_list_is_partial(sends: list[Send]) -> None:
    launched = [send for send in sends if send.verb == "launch"]
    assert len(launched) == 16
    assert all(send.body["coverage"].get("stated") is None for send in launched)
