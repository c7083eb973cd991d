"""Protocols and conventions on paper: what stands in them, what shows as a gap, and the file."""

import io
import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from services.partnerships.domain.convention.state import Version as ConventionVersion
from services.partnerships.domain.protocol.events import (
    CouncilRatified,
    ProtocolProposed,
    ProtocolSigned,
)
from services.partnerships.domain.protocol.state import Version
from services.partnerships.papers.convention import ConventionRecord, convention_paper
from services.partnerships.papers.filling import elided, filled
from services.partnerships.papers.paper import Grid, Manner, Paper, Piece, Signatures, Words
from services.partnerships.papers.parties import Party
from services.partnerships.papers.pdf import pdf
from services.partnerships.papers.protocol import ProtocolRecord, protocol_paper
from services.partnerships.papers.word import word
from services.partnerships.papers.wording import amount, day, listed, percentage
from tests.partnerships.cases import (
    BELFAA,
    DEFINED,
    HASH,
    JETTE,
    JETTE_MAYOR,
    JETTE_PRIOR,
    JETTE_VOTE,
    TEXT,
    WAREMME,
)
from tests.partnerships.conventions import DRAFTED, JETTE_SIGNED, MORE_LINES
from tests.partnerships.protocols import PROPOSAL
from vocabulary.communes import CommuneKind
from vocabulary.conventions import Advance, Allotment, FinancialTerms
from vocabulary.money import Money
from vocabulary.templates import (
    Insert,
    Part,
    PartKind,
    Wording,
    wording_problem,
)

PACK = Path(__file__).parents[2] / "programmes" / "cic"


def model(name: str) -> Wording:
    content: Any = tomllib.loads((PACK / "templates" / f"{name}.toml").read_text(encoding="utf-8"))
    wording = {**content, **content["template"]}
    names = ("title", "subtitle", "parts", "forms", "unofficial")
    return msgspec.convert({n: wording[n] for n in names if n in wording}, Wording)


PROTOCOL_MODEL, CONVENTION_MODEL = model("protocol"), model("convention")
PARTIES = (
    Party(id=JETTE, kind=CommuneKind.COMMUNE, names={"fr": "Jette"}),
    Party(id=BELFAA, kind=CommuneKind.COMMUNE, names={"fr": "Belfaâ", "ar": "بلفاع"}),
)
(PROPOSED, *_) = PROPOSAL
assert isinstance(PROPOSED, ProtocolProposed)
NEW = Version(text=TEXT, tabled=PROPOSED, tabled_on=date(2017, 3, 1))
RECORD = ProtocolRecord(
    programme=DEFINED.names,
    phase="2017-2021",
    pillars=DEFINED.pillars,
    principles=DEFINED.principles,
    parties=PARTIES,
    deciding=(JETTE,),
    prior={JETTE: JETTE_PRIOR},
    number=1,
    version=NEW,
    on=date(2017, 3, 1),
    ends_on=date(2021, 12, 31),
    demonstration=False,
)
SIGNED = ProtocolSigned(
    version=1,
    party=JETTE,
    signatory=JETTE_MAYOR,
    place="Jette",
    on=date(2017, 5, 19),
    text_hash=HASH,
    signed_by_all=False,
)
RATIFIED = CouncilRatified(version=1, party=JETTE, deliberation=JETTE_VOTE)
ACTED = replace(NEW, signatures={JETTE: SIGNED}, votes={JETTE: RATIFIED})
CONVENTION = ConventionRecord(
    programme=DEFINED.names,
    phase="2017-2021",
    parties=PARTIES,
    domains=TEXT.domains,
    protocol_since=date(2017, 6, 28),
    number=1,
    version=ConventionVersion(
        drafted=DRAFTED, budget_lines=MORE_LINES, content_hash=DRAFTED.content_hash
    ),
    annexed=(),
    languages=("fr",),
    on=DRAFTED.on,
    ends_on=date(2021, 12, 31),
    demonstration=False,
)


def protocol_on_paper(record: ProtocolRecord = RECORD, *languages: str) -> Paper:
    return protocol_paper(record, PROTOCOL_MODEL, languages or ("fr",))


def said(paper: Paper, language: str = "fr") -> str:
    """Return the words of the paper in one language, a paragraph a line."""
    return "\n".join(
        "".join(piece.words for piece in block.said[language])
        for block in paper.blocks
        if isinstance(block, Words) and language in block.said
    )


def gaps(paper: Paper) -> list[str]:
    pieces: list[Piece] = []
    for block in paper.blocks:
        match block:
            case Words(said=in_languages):
                pieces += [piece for each in in_languages.values() for piece in each]
            case Grid(rows=rows):
                pieces += [piece for row in rows for cell in row for piece in cell]
            case Signatures(places=places):
                pieces += [piece for place in places for line in place.lines for piece in line]
    return [piece.words for piece in pieces if piece.manner is Manner.GAP]


def read_back(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_the_model_of_the_programme_is_filled_with_what_is_recorded() -> None:
    words = said(protocol_on_paper(replace(RECORD, version=ACTED)))
    assert "Considérant que la Commune de Jette a acté sa volonté" in words
    assert f"délibération du {JETTE_PRIOR.body} du 23 novembre 2016" in words
    assert "La Commune de Jette, ici représentée par ses autorités (Collège communal)" in words
    assert "entre les deux Communes" in words
    assert "{" not in words
    for pillar in DEFINED.pillars:
        assert pillar.text["fr"] in words


def test_what_is_missing_shows_as_a_gap_and_less_is_missing_after_each_act() -> None:
    nothing, some = (
        gaps(protocol_on_paper()),
        gaps(protocol_on_paper(replace(RECORD, version=ACTED))),
    )
    assert "à compléter : fonction" in nothing
    assert len(some) < len(nothing)
    # Names of persons are recorded nowhere, so they stay to be written by hand.
    assert "à compléter : nom" in some


def test_only_parties_whose_council_decides_first_have_their_decision_recited() -> None:
    assert said(protocol_on_paper()).count("a acté sa volonté") == 1
    both = replace(RECORD, deciding=(JETTE, BELFAA))
    assert said(protocol_on_paper(both)).count("a acté sa volonté") == 2


def test_swapping_the_sides_swaps_their_places_and_changes_nothing_else() -> None:
    swapped = protocol_on_paper(replace(RECORD, parties=PARTIES[::-1]))
    (places,) = [block for block in swapped.blocks if isinstance(block, Signatures)]
    (before,) = [b for b in protocol_on_paper().blocks if isinstance(b, Signatures)]
    assert places.places == before.places[::-1]


def test_a_text_stands_side_by_side_where_it_exists_in_both_languages() -> None:
    paper = protocol_on_paper(RECORD, "fr", "ar")
    both = [block for block in paper.blocks if isinstance(block, Words) and len(block.said) == 2]
    assert len(both) > 15
    assert "جماعة بلفاع" in said(paper, "ar")
    annex = said(paper).partition("ANNEXE I")[2]
    assert "Egalité" in annex
    assert paper.notes == ("Traduction non officielle · ترجمة غير رسمية",)


def test_three_parties_each_have_a_place_to_sign() -> None:
    third = Party(id=WAREMME, kind=CommuneKind.VILLE, names={"fr": "Andenne"})
    paper = protocol_on_paper(replace(RECORD, parties=(*PARTIES, third)))
    (places,) = [block for block in paper.blocks if isinstance(block, Signatures)]
    assert [place.title for place in places.places] == [
        "Pour la Commune de Jette",
        "Pour la Commune de Belfaâ",
        "Pour la Ville d’Andenne",
    ]
    assert "les trois Communes" in said(paper)


def test_a_budget_has_one_total_for_each_currency() -> None:
    dirhams = replace(MORE_LINES[1], amount=Money("90000.5", "MAD"))
    version = replace(CONVENTION.version, budget_lines=(MORE_LINES[0], dirhams))
    paper = convention_paper(replace(CONVENTION, version=version), CONVENTION_MODEL, ["fr"])
    (grid,) = [block for block in paper.blocks if isinstance(block, Grid)]
    assert grid.totals == 2
    assert [row[-1][0].words for row in grid.rows[-2:]] == [
        "12\u202f500,00\u00a0EUR",
        "90\u202f000,50\u00a0MAD",
    ]


def test_what_terms_say_of_the_budget_stands_in_tables_of_their_own() -> None:
    line = MORE_LINES[0]
    terms = FinancialTerms(
        allotments=(
            Allotment(line=line.id, year=2018, cost_class=line.cost_class, amount="12500.00"),
        ),
        advances=(Advance(code="A1", due_on=date(2018, 1, 15), amount=Money("5000.00", "EUR")),),
    )
    version = replace(CONVENTION.version, terms=terms)
    paper = convention_paper(replace(CONVENTION, version=version), CONVENTION_MODEL, ["fr"])
    titles = [block.title for block in paper.blocks if isinstance(block, Grid)]
    assert titles == ["Budget", "Budget par année et par classe de coût", "Échéancier des avances"]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("de Auderghem", "d’Auderghem"),
        ("de Étalle", "d’Étalle"),
        ("de Huy", "de Huy"),
        ("de La Louvière", "de La Louvière"),
    ],
)
def test_de_is_elided_before_a_vowel(words: str, written: str) -> None:
    assert elided(words) == written


def test_days_and_amounts_are_written_as_each_language_does() -> None:
    assert day(date(2017, 7, 1), "fr") == "1er juillet 2017"
    assert day(date(2017, 7, 1), "nl") == "1 juli 2017"
    assert day(date(2017, 7, 1), "pt") == "2017-07-01"
    assert amount(Decimal("1250.5"), "EUR", "en") == "1,250.50\u00a0EUR"
    assert percentage("7.5", "fr") == "7,5\u00a0%"
    assert listed(["a", "b", "c"], "fr") == "a, b et c"


@given(st.dictionaries(st.sampled_from(["party", "ties", "place"]), st.text(min_size=1)))
def test_every_blank_is_filled_or_shown_whatever_stands_in_it(values: dict[str, str]) -> None:
    text = {"fr": "{party} et {ties} à {place}"}
    pieces = filled(text, {name: {"": words} for name, words in values.items()}, ["fr"])["fr"]
    assert [p.words for p in pieces if p.manner is Manner.FILLED] == [
        values[name] for name in ("party", "ties", "place") if name in values
    ]
    assert len([p for p in pieces if p.manner is Manner.GAP]) == 3 - len(values)


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        (Part(kind=PartKind.PARAGRAPH, text={"fr": "{maire}"}), "nothing fills in maire"),
        (Part(kind=PartKind.PARAGRAPH), "says nothing"),
        (Part(kind=PartKind.INSERT, text={"fr": "x"}), "says what is inserted"),
    ],
)
def test_a_model_with_a_part_that_cannot_be_printed_is_refused(part: Part, problem: str) -> None:
    assert wording_problem(PROTOCOL_MODEL) is None
    faulty = replace(PROTOCOL_MODEL, parts=(*PROTOCOL_MODEL.parts, part))
    assert problem in (wording_problem(faulty) or "")


def test_a_model_without_a_place_to_sign_is_refused() -> None:
    parts = tuple(p for p in PROTOCOL_MODEL.parts if p.insert is not Insert.SIGNATURES)
    assert (
        wording_problem(replace(PROTOCOL_MODEL, parts=parts)) == "has no place for the signatures"
    )


@pytest.mark.thorough
def test_the_pdf_is_pdf_a_and_reads_back_with_the_hash_on_every_page() -> None:
    content = pdf(protocol_on_paper(replace(RECORD, version=ACTED, demonstration=True), "fr", "ar"))
    reader = PdfReader(io.BytesIO(content))
    root: Any = reader.trailer["/Root"]
    marker = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in marker
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in marker
    assert root["/Lang"] == "fr"
    for page in reader.pages:
        assert HASH in page.extract_text()
        assert "DÉMONSTRATION" in page.extract_text()
    words = read_back(content)
    assert "Article 2 – Objectifs" in words
    assert "à compléter" in words


@pytest.mark.thorough
def test_the_same_record_gives_the_same_bytes_in_both_formats() -> None:
    paper = protocol_on_paper(RECORD, "fr", "ar")
    for make in (pdf, word):
        assert make(paper) == make(protocol_on_paper(RECORD, "fr", "ar"))
        assert make(paper) != make(protocol_on_paper(replace(RECORD, version=ACTED), "fr", "ar"))


@pytest.mark.thorough
def test_the_word_document_says_what_the_pdf_says() -> None:
    document = Document(io.BytesIO(word(protocol_on_paper(RECORD, "fr", "ar"))))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Protocole de collaboration" in paragraphs
    assert "Article 1 – Principes" in cells
    assert "المادة 1 – المبادئ" in cells
    assert any("Pour la Commune de Belfaâ" in cell for cell in cells)
    assert document.core_properties.keywords == HASH
    assert HASH in document.sections[0].footer.paragraphs[0].text


@pytest.mark.thorough
def test_a_convention_is_printed_with_its_budget() -> None:
    paper = convention_paper(
        replace(
            CONVENTION,
            version=replace(CONVENTION.version, signatures={JETTE: JETTE_SIGNED}),
        ),
        CONVENTION_MODEL,
        ["fr"],
    )
    words = read_back(pdf(paper))
    assert "Convention spécifique" in words
    assert "20 500,00 EUR" in words.replace("\u202f", " ").replace("\u00a0", " ")
    assert "signature" in words.lower()
    assert CONVENTION.version.content_hash in words
