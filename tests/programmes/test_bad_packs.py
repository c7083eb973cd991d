"""A pack with faults is not sent at all, and every fault is named with its place."""

import csv
import shutil
from pathlib import Path

import pytest

from programmes import pack
from programmes.faults import BadPack

pytestmark = pytest.mark.thorough
PROGRAMMES = Path(__file__).parents[2] / "programmes"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("cic", "cic-demonstration", "vvsg-globe"):
        shutil.copytree(PROGRAMMES / name, tmp_path / name)
    return tmp_path


def faults(folder: Path) -> list[str]:
    with pytest.raises(BadPack) as refused:
        pack.read(folder)
    return [str(fault) for fault in refused.value.faults]


def change(file: Path, old: str, new: str) -> int:
    """Replace a text that stands once, and return the line on which it stood."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_all_bad_rows_of_all_files_are_named_at_once(folder: Path) -> None:
    cic = folder / "cic"
    pairs = change(cic / "partnerships.csv", ",MA,Jette,lead,Belfaa,", ",MA,Jete,boss,Belfaa,")
    place = change(cic / "communes.csv", "50.8777634", "150.8777634")
    phase = change(cic / "programme.toml", "on = 2014-07-01", 'on = "1 July"')
    assert faults(cic) == [
        f"communes.csv:{place}: latitude: '150.8777634' is not a number between -90 and 90",
        f"partnerships.csv:{pairs}: belgian_commune: 'Jete' is no name_fr of communes.csv",
        f"partnerships.csv:{pairs}: belgian_role: 'boss' is not one of associate, lead",
        f"programme.toml:{phase}: on: '1 July' is not a date like 2022-06-30",
    ]


def test_a_regional_group_takes_partnerships_of_its_country_and_says_where_it_was_read(
    folder: Path,
) -> None:
    groups = folder / "cic" / "regional_groups.toml"
    text = groups.read_text(encoding="utf-8").replace('country = "MA"', 'country = "BJ"')
    text = text.replace("sources =", "# sources =", 1)
    groups.write_text(text, encoding="utf-8")
    missing = [
        f"regional_groups.toml:{number}: partner: {name} is no partnership of the group's country"
        for number, name in ((12, "Auderghem – Aït Zineb"), (18, "Auderghem – Amerzgane"))
    ]
    assert faults(folder / "cic") == [
        "regional_groups.toml:4: sources: a group without a source is not entered",
        *missing,
    ]


def test_a_row_of_the_wrong_length_does_not_hide_the_others(folder: Path) -> None:
    rows = (folder / "cic" / "communes.csv").read_text(encoding="utf-8").splitlines()
    rows[4] += ",more"
    rows[7] = rows[7].replace("BE,commune", "Belgium,hamlet")
    (folder / "cic" / "communes.csv").write_text("\n".join(rows), encoding="utf-8")
    found = [fault for fault in faults(folder / "cic") if fault.startswith("communes.csv")]
    assert found[0] == "communes.csv:5: has 15 cells where the first line names 14 columns"
    assert found[1] == ("communes.csv:8: country: is not an ISO 3166-1 alpha-2 country code")
    assert found[2].startswith("communes.csv:8: kind: 'hamlet' is not one of arrondissement, ")


def test_a_line_number_counts_lines_of_the_file_also_after_a_cell_of_several(folder: Path) -> None:
    file = folder / "cic" / "communes.csv"
    rows = file.read_text(encoding="utf-8").splitlines()
    rows[1] = rows[1].rsplit(",", 1)[0] + ',"a note\nof two lines"'
    rows[2] = rows[2].replace(",BE,", ",be,")
    file.write_text("\n".join(rows), encoding="utf-8")
    assert [f for f in faults(folder / "cic") if "country: is not" in f] == [
        "communes.csv:4: country: is not an ISO 3166-1 alpha-2 country code"
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("id,country,", "ids,country,", "ids: is not a column of this file"),
        ("id,country,", "country,country,", "country: is a column twice"),
        ("id,country,", "country,", "id: is a column that is missing"),
    ],
)
def test_a_wrong_header_is_named_by_column(folder: Path, old: str, new: str, problem: str) -> None:
    change(folder / "cic" / "communes.csv", old, new)
    assert any(f.startswith(f"communes.csv:1: {problem}") for f in faults(folder / "cic"))


def test_a_missing_file_is_named_with_whatever_else_is_wrong(folder: Path) -> None:
    (folder / "cic" / "participants_unmatched.csv").unlink()
    change(folder / "cic" / "programme.toml", 'funder = "DGD"', 'funder = ""')
    found = faults(folder / "cic")
    assert "participants_unmatched.csv:1: is missing in cic" in found
    assert any("funder: is missing" in fault for fault in found)


def test_a_folder_that_is_no_pack_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path) == [f"programme.toml:1: is missing in {tmp_path.name}"]


def test_toml_that_cannot_be_read_is_named_with_its_line(folder: Path) -> None:
    line = change(folder / "cic" / "programme.toml", 'funder = "DGD"', 'funder = "DGD')
    (found,) = (f for f in faults(folder / "cic") if f.startswith("programme.toml"))
    assert found.startswith(f"programme.toml:{line}: is not TOML")


def test_text_in_another_encoding_is_named_with_its_line(folder: Path) -> None:
    file = folder / "cic" / "communes.csv"
    content = file.read_bytes().replace("Flémalle".encode(), "Flémalle".encode("latin-1"), 1)
    line = content[: content.index("Flémalle".encode("latin-1"))].count(b"\n") + 1
    file.write_bytes(content)
    assert f"communes.csv:{line}: is not UTF-8; save the file as UTF-8" in faults(folder / "cic")


def test_an_unknown_key_is_named_where_it_stands(folder: Path) -> None:
    line = change(folder / "cic" / "programme.toml", 'funder = "DGD"', 'founder = "DGD"')
    found = faults(folder / "cic")
    assert any(f.startswith(f"programme.toml:{line}: founder: is not known here") for f in found)
    assert any("funder: is missing" in fault for fault in found)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('phase = "2022-2026"\nsectors = ["social-action"]', 'phase = "2022-2026"', "sectors: "),
        ('amount = "1735726.60"', 'amount = "1 735 726,60"', "amount: is not an amount"),
        ('code = "axe-1"', 'code = ""', "code: is missing"),
        ("partnerships = 7", "partnerships = -7", "partnerships: -7 is not a whole number"),
        ('mark = "inferred: the leaflet', 'mark = "guessed: the leaflet', "mark: is not one of"),
    ],
)
def test_a_bad_country_programme_is_named(folder: Path, old: str, new: str, problem: str) -> None:
    change(folder / "cic" / "country_programmes.toml", old, new)
    assert any(f": {problem}" in fault for fault in faults(folder / "cic"))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("lead,2017-2021; 2022-2026,2017-2021,", "lead,2017-2020,2017-2021,", "'2017-2020' is no"),
        ("2017-2021 (planned),2017-2021 (planned),planned", ",,planed", "'planed' is not one of"),
        ("2013-12-31,inferred,Braine-le-Comte", "31/12/2013,inferred,Braine", "is not a date like"),
        (",Braine-le-Comte,,,,,http", ",Braine-le-Château,,,,,http", "no row further up joins"),
        ("2008-2012,2008-2012,memory", "2008-2012,2008-2012,", "mark the row or its phase"),
    ],
)
def test_a_bad_pair_is_named(folder: Path, old: str, new: str, problem: str) -> None:
    line = change(folder / "cic" / "partnerships.csv", old, new)
    found = faults(folder / "cic")
    assert any(f.startswith(f"partnerships.csv:{line}: ") and problem in f for f in found), found


def test_bad_rules_of_a_phase_are_named_at_once(folder: Path) -> None:
    rules = folder / "cic" / "rules.toml"
    months = change(rules, "months = 60", "months = 0")
    country = change(rules, 'country = "BJ"\nmonths = 6', 'country = "Benin"\nmonths = 6')
    first = change(rules, "first = true", 'first = "yes"')
    assert faults(folder / "cic") == [
        f"rules.toml:{months}: months: is missing; a plan covers at least one month",
        f"rules.toml:{country}: country: is not an ISO 3166-1 alpha-2 country code",
        f"rules.toml:{first}: first: is neither true nor false",
    ]


def test_a_country_named_twice_in_rules_is_a_fault(folder: Path) -> None:
    rules = folder / "cic" / "rules.toml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace('country = "SN"', 'country = "MA"', 1), encoding="utf-8")
    (fault,) = faults(folder / "cic")
    assert fault.endswith("names a country of territories twice")


def test_an_identifier_used_twice_is_named_with_both_places(folder: Path) -> None:
    file = folder / "cic" / "communes.csv"
    rows = file.read_text(encoding="utf-8").splitlines()
    rows[3] = rows[2].split(",", 1)[0] + "," + rows[3].split(",", 1)[1]
    file.write_text("\n".join(rows), encoding="utf-8")
    (found,) = faults(folder / "cic")
    assert found.startswith("communes.csv:4: id: ")
    assert found.endswith("is also the id of communes.csv:3")


def test_whoever_takes_part_in_a_phase_needs_the_country_programme_of_it(folder: Path) -> None:
    file = folder / "cic" / "country_programmes.toml"
    text = file.read_text(encoding="utf-8")
    tables = text.split("[[country_programmes]]")
    kept = [t for t in tables if not ('"SN"' in t and '"2014-2016"' in t)]
    file.write_text("[[country_programmes]]".join(kept), encoding="utf-8")
    (found,) = faults(folder / "cic")
    assert found.endswith("phases: country_programmes.toml has no 2014-2016 of SN")


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (
            "acts.csv",
            "Jette,Belfaa,propose,Jette,",
            "Jette,Belfaa,propose,Agadir,",
            "'Agadir' is n",
        ),
        (
            "acts.csv",
            "Jette,Belfaa,ratify,Jette,",
            "Jette,Belfaa,bless,Jette,",
            "'bless' is not one",
        ),
        (
            "acts.csv",
            "Jette,Belfaa,propose,Jette,",
            "Jette,Belfaa,agree,Jette,",
            "do not begin with",
        ),
        ("demonstration.toml", "texts/protocole.fr.md", "texts/no.md", "no.md is missing"),
        ("demonstration.toml", 'of = "../cic"', 'of = "../sic"', "is no folder with"),
        ("protocols.csv", ",Jette,Belfaa,", ",Jette,Sidi Bibi,", "takes no part in 2022-2026"),
    ],
)
def test_a_bad_demonstration_is_named(
    folder: Path, file: str, old: str, new: str, problem: str
) -> None:
    change(folder / "cic-demonstration" / file, old, new)
    assert any(problem in fault for fault in faults(folder / "cic-demonstration"))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            'value = "916", year',
            'value = "916", unknown = "?", year',
            "baseline: is either a value",
        ),
        ('value = "916", year', 'value = "9 16", year', "value: '9 16' is not a number"),
        ('{ 2012 = "80" }', '{ 2012 = "80", soon = "90" }', "soon: is not a year"),
        ('code = "axe-1"', 'code = "BF-OS"', "code: 'BF-OS' is also a code of"),
        ('code = "CD-OG"', 'code = "CD-OV"', "parent: no result further up has the code 'CD-OG'"),
        ('level = "impact"', 'level = "dream"', "level: 'dream' is not one of impact, outcome"),
        ('phase = "2008-2012"', 'phase = "2017-2021"', "phase: strategic_plans.toml:"),
        ('country = "BF"', 'country = "ZA"', "there is no country programme of ZA in 2017-2021"),
    ],
)
def test_a_bad_strategic_plan_is_named(folder: Path, old: str, new: str, problem: str) -> None:
    line = change(folder / "cic" / "strategic_plans.toml", old, new)
    found = faults(folder / "cic")
    assert any(problem in fault for fault in found), found
    assert any(f.startswith("strategic_plans.toml:") for f in found)
    if "baseline" in problem or "level" in problem or "year" in problem:
        assert any(f.startswith(f"strategic_plans.toml:{line}: {problem}") for f in found), found


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("strategic_plans.toml", '"Flémalle", ', '"Oupeye", ', "'Oupeye' takes no part in"),
        ("strategic_plans.toml", "submitted_on = 2022-10-17\n", "", "is missing while communes"),
        ("conventions.toml", 'amount = "27500.00"', 'amount = "27.500,00"', "is not an amount"),
        ("conventions.toml", 'percentage = "92.5"', 'percentage = "92,5"', "is not a percentage"),
        ("conventions.toml", "due_on = 2023-01-31", "due = 2023-01-31", "is not known here"),
        ("conventions.toml", 'partner = "Masina"', 'partner = "Mbour"', "is not in protocols.csv"),
        (
            "action_plans.toml",
            'indicators = ["CD-R1-1", "CD-R2-1"]',
            'indicators = ["CD-R9-9"]',
            "indicators: 'CD-R9-9' is not one of CD-OS-1, CD-R1-1, CD-R2-1",
        ),
        (
            "action_plans.toml",
            'submitted_by = "Kimbanseke"',
            'submitted_by = "Namur"',
            "submitted_by: 'Namur' is not one of Bruxelles, Kimbanseke",
        ),
        (
            "reports.toml",
            "accepted_on = 2024-03-18",
            'accepted_on = 2024-03-18\nreturned_on = 2024-03-18\ncomments = "?"',
            "a version is accepted or returned, not both",
        ),
        (
            "reports.toml",
            'action_plan = "MA-2024"',
            'action_plan = "MA-2023"',
            "'MA-2023' has its report further up",
        ),
        ("values.csv", "sexe=femmes: 15 |", "femmes 15 |", "is not like sexe=femmes: 14"),
        ("values.csv", ",71.5,", ",,", "is given, or the reason why it was not measured"),
        ("values.csv", "MA-2024,1,", "MA-2024,3,", "has no version 3"),
        ("expenses.csv", "8420.50,EUR", "8420.50,EURO", "currency: is not"),
        ("expenses.csv", "DÉMO facture 2024-242,2024-09-20,", "DÉMO,2024-09-20,no", "correction"),
    ],
)
def test_a_bad_cycle_is_named(folder: Path, file: str, old: str, new: str, problem: str) -> None:
    path = folder / "cic-demonstration" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    found = faults(folder / "cic-demonstration")
    assert any(problem in fault and fault.startswith(f"{file}:") for fault in found), found
    if file.endswith(".csv"):
        assert any(fault.startswith(f"{file}:{line}: ") for fault in found), found


def test_faults_of_all_files_of_a_cycle_are_named_at_once(folder: Path) -> None:
    demonstration = folder / "cic-demonstration"
    change(demonstration / "strategic_plans.toml", "on = 2022-11-28", 'on = "28 November"')
    change(demonstration / "values.csv", ",71.5,", ",71 and a half,")
    change(demonstration / "expenses.csv", "DÉMO facture 2024-242", "")
    files = [fault.split(":")[0] for fault in faults(demonstration)]
    assert files == ["expenses.csv", "strategic_plans.toml", "values.csv"]


def test_a_pack_without_the_files_of_the_cycle_is_a_pack_of_protocols(folder: Path) -> None:
    demonstration = folder / "cic-demonstration"
    for file in ("strategic_plans", "conventions", "action_plans", "reports"):
        (demonstration / f"{file}.toml").unlink()
    for file in ("values", "expenses"):
        (demonstration / f"{file}.csv").unlink()
    assert {send.plural for send in pack.read(demonstration).sends} == {"protocols"}


def test_a_spreadsheet_that_writes_semicolons_and_a_byte_order_mark_is_read(folder: Path) -> None:
    as_it_was = pack.read(folder / "cic").fingerprint
    for file in (folder / "cic").glob("*.csv"):
        rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
        with file.open("w", encoding="utf-8-sig", newline="") as written:
            csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(rows)
    assert pack.read(folder / "cic").fingerprint == as_it_was


def test_a_succession_names_communes_and_partners_of_the_pack_and_its_source(folder: Path) -> None:
    file = folder / "vvsg-globe" / "successions.csv"
    rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    rows[1] = ["Melle", "2025-01-01", "Toucountouna", "", "", ""]
    rows[2] = ["Merelbeke", "1 January", "Gand", "Dogbo", rows[2][4], ""]
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    assert faults(folder / "vvsg-globe") == [
        "successions.csv:2: sources: a succession without a source is not entered",
        "successions.csv:2: successor: 'Toucountouna' is of BJ",
        "successions.csv:3: on: '1 January' is not a date like 2022-06-30",
        "successions.csv:3: successor: 'Gand' is no name_fr of communes.csv",
    ]
    rows[1] = ["Melle", "2025-01-01", "Merelbeke-Melle", "Dogbo", rows[2][4], ""]
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows[:2])
    assert faults(folder / "vvsg-globe") == [
        "successions.csv:2: with_partners: no row joins 'Melle' and 'Dogbo'"
    ]
