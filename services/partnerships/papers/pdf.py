"""Lay a paper out as PDF/A-2b. Source: ISO 19005-2, level B conformance."""

from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import msgspec

from services.partnerships.papers.paper import Paper

HERE: Final = Path(__file__).parent
LAYOUT: Final = HERE / "layout.typ"
_ONE_AT_A_TIME: Final = Lock()
"""The compiler is one, so that it remembers fonts and layout from one paper to the next."""


def pdf(paper: Paper) -> bytes:
    """Return the document; the same paper gives the same bytes on every machine."""
    with _ONE_AT_A_TIME:
        made: bytes = _compiler().compile(
            LAYOUT.read_bytes(),
            format="pdf",
            sys_inputs={"paper": _as_json(paper)},
            pdf_standards="a-2b",
            timestamp=datetime.combine(paper.day, time(12), UTC),
        )
    return made


def pages(paper: Paper, ppi: float = 96) -> list[bytes]:
    """Return each page as a PNG, to look at."""
    with _ONE_AT_A_TIME:
        made: list[bytes] | bytes = _compiler().compile(
            LAYOUT.read_bytes(), format="png", ppi=ppi, sys_inputs={"paper": _as_json(paper)}
        )
    return [made] if isinstance(made, bytes) else made


@cache
def _compiler() -> Any:
    import typst  # noqa: PLC0415 - tens of megabytes that only printing needs

    # No font of the machine: the same document would look otherwise elsewhere.
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[HERE / "fonts"])
    return typst.Compiler(root=HERE, font_paths=fonts, ignore_system_fonts=True)


def _as_json(paper: Paper) -> str:
    day = paper.day
    members = msgspec.to_builtins(paper)
    members |= {"heading": paper.heading, "year": day.year, "month": day.month}
    return msgspec.json.encode({**members, "day_of_month": day.day}).decode()
