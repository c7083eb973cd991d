"""Lay a paper out as a Word document (DOCX), to work on. Source: ECMA-376."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, Final

from services.partnerships.papers.paper import Grid, Manner, Paper, Piece, Signatures, Style, Words

RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})
_INK: Final = "1D2B45"
_FIRST_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip archive can say: the same paper gives the same bytes."""


def word(paper: Paper) -> bytes:
    """Return the document; the same paper gives the same bytes."""
    from docx import Document  # noqa: PLC0415 - megabytes that only this needs

    document = Document()
    _describe(document, paper)
    _front(document, paper)
    for block in paper.blocks:
        match block:
            case Words():
                _words(document, paper, block)
            case Grid():
                _grid(document, block)
            case Signatures():
                _signatures(document, block)
    _running(document, paper)
    out = io.BytesIO()
    document.save(out)
    return _timeless(out)


def _describe(document: Any, paper: Paper) -> None:
    from docx.shared import Cm, Pt  # noqa: PLC0415

    about, moment = document.core_properties, datetime.combine(paper.day, time(12))
    about.title, about.author, about.keywords = paper.heading, paper.programme, paper.hash
    about.language, about.comments = paper.languages[0], ""
    about.created = about.modified = moment
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Georgia", Pt(10.5)
    style.paragraph_format.space_after = Pt(6)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)


def _front(document: Any, paper: Paper) -> None:
    _centred(document, paper.programme, 9)
    for said, level in ((paper.title, 0), (paper.subtitle, None)):
        for language in (each for each in paper.languages if each in said):
            paragraph = (
                document.add_heading(level=level) if level is not None else document.add_paragraph()
            )
            _fill(paragraph, said[language], language)
            paragraph.alignment = _alignment("CENTER")
    _centred(document, f"{paper.version} · {paper.hash_label}", 8.5)
    _centred(document, paper.hash, 8)
    for note in paper.notes:
        _centred(document, note, 8.5)


def _centred(document: Any, words: str, points: float) -> None:
    from docx.shared import Pt  # noqa: PLC0415

    paragraph = document.add_paragraph()
    paragraph.alignment = _alignment("CENTER")
    paragraph.add_run(words).font.size = Pt(points)


def _words(document: Any, paper: Paper, block: Words) -> None:
    if block.new_page:
        document.add_page_break()
    languages = [each for each in paper.languages if each in block.said] or [*block.said]
    if len(languages) == 1:
        _paragraph(document, block, languages[0])
        return
    cells = document.add_table(rows=1, cols=len(languages)).rows[0].cells
    for cell, language in zip(cells, languages, strict=True):
        _paragraph(cell, block, language)
        # A cell begins with an empty paragraph of its own.
        cell._element.remove(cell.paragraphs[0]._element)  # noqa: SLF001 - no public way


def _paragraph(place: Any, block: Words, language: str) -> None:
    styles = {
        Style.HEADING: "Heading 1",
        Style.SUBHEADING: "Heading 2",
        Style.ITEM: "List Bullet",
    }
    paragraph = place.add_paragraph(style=styles.get(block.style))
    _fill(paragraph, block.said[language], language)
    if block.style is Style.CENTRED:
        paragraph.alignment = _alignment("CENTER")


def _fill(paragraph: Any, pieces: Sequence[Piece], language: str = "fr") -> None:
    from docx.enum.text import WD_COLOR_INDEX  # noqa: PLC0415
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import RGBColor  # noqa: PLC0415

    backwards = language.partition("-")[0] in RIGHT_TO_LEFT
    if backwards:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001 - no public way
    for piece in pieces:
        run = paragraph.add_run(piece.words)
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:bidi" if backwards else "w:val"), language)
        if backwards:
            run.font.rtl = True
        run._r.get_or_add_rPr().append(spoken)  # noqa: SLF001 - no public way
        if piece.manner is Manner.GAP:
            run.font.highlight_color, run.italic = WD_COLOR_INDEX.YELLOW, True
        elif piece.manner is Manner.FILLED:
            run.font.color.rgb = RGBColor.from_string(_INK)


def _grid(document: Any, block: Grid) -> None:
    if block.title:
        document.add_heading(block.title, level=2)
    table = document.add_table(rows=1, cols=len(block.head), style="Light Grid Accent 1")
    for cell, words in zip(table.rows[0].cells, block.head, strict=True):
        cell.text = words
    for row in block.rows:
        for index, (cell, pieces) in enumerate(zip(table.add_row().cells, row, strict=True)):
            _fill(cell.paragraphs[0], pieces)
            if index in block.numbers:
                cell.paragraphs[0].alignment = _alignment("RIGHT")


def _signatures(document: Any, block: Signatures) -> None:
    document.add_paragraph()
    for left in range(0, len(block.places), 2):
        places = block.places[left : left + 2]
        table = document.add_table(rows=1, cols=2, style="Table Grid")
        for cell, place in zip(table.rows[0].cells, places, strict=False):
            cell.paragraphs[0].add_run(place.title).bold = True
            for line in place.lines:
                _fill(cell.add_paragraph(), line)
            for _ in range(4):
                cell.add_paragraph()
    document.add_paragraph()


def _running(document: Any, paper: Paper) -> None:
    from docx.shared import Pt  # noqa: PLC0415

    footer = document.sections[0].footer.paragraphs[0]
    footer.add_run(f"{paper.version} · {paper.hash}").font.size = Pt(7)
    if paper.stamp:
        header = document.sections[0].header.paragraphs[0]
        header.add_run(paper.stamp).bold = True


def _alignment(name: str) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415

    return getattr(WD_ALIGN_PARAGRAPH, name)


def _timeless(written: io.BytesIO) -> bytes:
    """Return the archive with no trace of when it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(written) as archive, zipfile.ZipFile(out, "w") as again:
        for name in sorted(archive.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            about = zipfile.ZipInfo(name, _FIRST_MOMENT)
            about.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(about, archive.read(name))
    return out.getvalue()
