"""A commune's CSV of deliberations: read as the schema has it, every bad row named at once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from kernel.refusals import Refusal
from services.partnerships.domain.deliberation import scdl
from services.partnerships.domain.deliberation.refusals import (
    DeliberationsFileEmpty,
    DeliberationsFileFaulty,
    DeliberationsFileNotUtf8,
    DeliberationsFileTooLong,
    DeliberationsFileWrongSeparator,
)
from tests.partnerships.cases import NOW
from vocabulary.acts import Evidence, Votes
from vocabulary.deliberations import (
    BudgetConcerned,
    DeliberationContent,
    LegalityControl,
    Matter,
    Organ,
)

GOOD: Mapping[str, str] = {
    "COLL_NOM": "Ville de Poitiers",
    "COLL_SIRET": "21860194600013",
    "DELIB_ID": "1DL15494",
    "DELIB_DATE": "2017-10-15",
    "DELIB_MATIERE_CODE": "8.4",
    "DELIB_MATIERE_NOM": "domaines de compétences par thèmes/aménagement du territoire",
    "DELIB_OBJET": "Protocole de collaboration, ratification",
    "BUDGET_ANNEE": "2017/2018",
    "BUDGET_NOM": "Budget principal",
    "PREF_ID": "PREF086",
    "PREF_DATE": "2017-10-20",
    "VOTE_EFFECTIF": "43",
    "VOTE_REEL": "40",
    "VOTE_POUR": "25",
    "VOTE_CONTRE": "10",
    "VOTE_ABSTENTION": "5",
    "DELIB_URL": "https://exemple.fr/200417_1.pdf",
}
NEEDED = {name: GOOD[name] for name in scdl.NEEDED}


def file_of(*rows: Mapping[str, str]) -> bytes:
    lines = [",".join(rows[0])]
    lines += [",".join(f'"{cell}"' for cell in row.values()) for row in rows]
    return "\r\n".join(lines).encode()


def read(raw: bytes) -> list[scdl.Row]:
    return scdl.read(raw, Organ.COUNCIL, "Conseil municipal", NOW.date())


def faults_of(raw: bytes) -> list[tuple[int, str | None, str]]:
    with pytest.raises(DeliberationsFileFaulty) as refused:
        read(raw)
    rows: Any = refused.value.details["rows"]
    assert all(set(row["problem"]) == {"en", "fr"} for row in rows)
    return [(row["line"], row["column"], row["kind"]) for row in rows]


def test_every_column_of_the_schema_is_kept() -> None:
    (row,) = read(file_of(GOOD))
    assert set(GOOD) == set(scdl.TAKEN)
    assert row == scdl.Row(
        2,
        DeliberationContent(
            organ=Organ.COUNCIL,
            body="Conseil municipal",
            reference="1DL15494",
            adopted_on=date(2017, 10, 15),
            object="Protocole de collaboration, ratification",
            votes=Votes(in_favour=25, against=10, abstentions=5),
            seats=43,
            present=40,
            matter=Matter(
                name="domaines de compétences par thèmes/aménagement du territoire", code="8.4"
            ),
            budget=BudgetConcerned(years="2017/2018", name="Budget principal"),
            control=LegalityControl(authority="PREF086", registered_on=date(2017, 10, 20)),
            evidence=Evidence(reference="1DL15494", url="https://exemple.fr/200417_1.pdf"),
        ),
    )


def test_a_commune_without_french_codes_leaves_their_columns_out() -> None:
    (row,) = read(b"\xef\xbb\xbf" + file_of(NEEDED))
    assert (row.content.reference, row.content.votes, row.content.matter) == (
        "1DL15494",
        None,
        None,
    )


def test_columns_come_in_any_order_and_a_cell_may_span_lines() -> None:
    swapped = dict(reversed(NEEDED.items())) | {"DELIB_OBJET": "Protocole\r\nde collaboration"}
    other = {**swapped, "DELIB_ID": "2", "DELIB_OBJET": "x"}
    first, second = read(file_of(swapped, other) + b"\r\n,,,\r\n\r\n")
    assert first.content.object == "Protocole\r\nde collaboration"
    assert (first.line, second.line) == (2, 4)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"DELIB_ID": ""}, "missing"),
        ({"DELIB_OBJET": "  "}, "missing"),
        ({"COLL_NOM": ""}, "missing"),
        ({"DELIB_DATE": ""}, "missing"),
        ({"DELIB_DATE": "15/10/2017"}, "date"),
        ({"DELIB_DATE": "2017-02-30"}, "date"),
        ({"DELIB_DATE": "2026-03-04"}, "future"),
        ({"PREF_DATE": "2026-03-04"}, "future"),
        ({"PREF_DATE": "20 oct."}, "date"),
        ({"COLL_SIRET": "2186019460001"}, "siret"),
        ({"DELIB_MATIERE_CODE": "84"}, "matter_code"),
        ({"BUDGET_ANNEE": "17"}, "years"),
        ({"VOTE_POUR": "vingt"}, "count"),
        ({"VOTE_REEL": "-1"}, "count"),
        ({"VOTE_CONTRE": ""}, "votes"),
        ({"VOTE_REEL": "39"}, "sum"),
        ({"VOTE_EFFECTIF": "39"}, "sum"),
        ({"DELIB_URL": "exemple.fr/1.pdf"}, "url"),
        ({"DELIB_MATIERE_CODE": "8.4", "DELIB_MATIERE_NOM": ""}, "alone"),
        ({"BUDGET_NOM": "Budget", "BUDGET_ANNEE": ""}, "alone"),
        ({"PREF_DATE": "2017-10-20", "PREF_ID": ""}, "alone"),
    ],
)
def test_a_bad_cell_is_named_with_its_line_and_column(
    changes: Mapping[str, str], kind: str
) -> None:
    good = {**GOOD, "DELIB_ID": "1"}
    assert faults_of(file_of(good, {**GOOD, **changes})) == [(3, next(iter(changes)), kind)]


def test_every_bad_row_is_named_at_once() -> None:
    raw = file_of(
        {**NEEDED, "DELIB_DATE": "hier"},
        {**NEEDED, "DELIB_ID": "2", "COLL_NOM": "Jette"},
        {**NEEDED, "DELIB_OBJET": ""},
    )
    assert faults_of(raw + b"\r\nonly,three,cells") == [
        (2, "DELIB_DATE", "date"),
        (3, "COLL_NOM", "other_body"),
        (4, "DELIB_OBJET", "missing"),
        (4, "DELIB_ID", "repeated"),
        (5, None, "cells"),
    ]


def test_the_header_is_that_of_the_schema() -> None:
    raw = b"COLL_NOM,DELIB_ID,DELIB_ID,DELIB_OBJT,DELIB_DATE\r\nJette,1,1,x,2017-10-15"
    assert faults_of(raw) == [
        (1, "DELIB_OBJET", "column_missing"),
        (1, "DELIB_OBJT", "column_unknown"),
        (1, "DELIB_ID", "column_repeated"),
    ]


def test_a_quotation_mark_out_of_place_is_named_with_its_line() -> None:
    raw = file_of(NEEDED) + b'\r\nJette,2,2017-10-15,"Objet" de plus'
    assert faults_of(raw) == [(3, None, "quotes")]


@pytest.mark.parametrize(
    ("raw", "refusal", "details"),
    [
        (file_of(GOOD).replace(b",", b";"), DeliberationsFileWrongSeparator, {"found": ";"}),
        (file_of(GOOD).replace(b",", b"\t"), DeliberationsFileWrongSeparator, {"found": "\t"}),
        (file_of(GOOD).decode().encode("latin-1"), DeliberationsFileNotUtf8, {"line": 2}),
        (file_of(GOOD).decode().encode("utf-16"), DeliberationsFileNotUtf8, {"line": 1}),
        (file_of(NEEDED).decode().encode("utf-16-be"), DeliberationsFileNotUtf8, {"line": 1}),
        (b"", DeliberationsFileEmpty, {}),
        (file_of(GOOD).splitlines()[0], DeliberationsFileEmpty, {}),
        (
            file_of(*({**NEEDED, "DELIB_ID": str(n)} for n in range(1001))),
            DeliberationsFileTooLong,
            {"rows": 1001, "most_rows": 1000},
        ),
    ],
    ids=["semicolon", "tab", "latin-1", "utf-16", "utf-16-be", "nothing", "header", "too long"],
)
def test_what_is_no_such_file_has_a_code_of_its_own(
    raw: bytes, refusal: type[Refusal], details: Mapping[str, object]
) -> None:
    with pytest.raises(refusal) as refused:
        read(raw)
    assert type(refused.value) is refusal
    assert refused.value.details.items() >= details.items()
