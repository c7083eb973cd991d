"""Look at what was uploaded: is it of the kind that it says it is?"""

import zipfile
from pathlib import Path
from typing import Final

from services.partnerships.domain.document.content import MediaType
from services.partnerships.domain.document.refusals import (
    DocumentHasMacros,
    NotAnImage,
    NotAnOfficeDocument,
    NotAPdf,
    PdfLocked,
)

_BEGINS: Final = {
    MediaType.PNG: b"\x89PNG\r\n\x1a\n",
    MediaType.JPEG: b"\xff\xd8\xff",
}
_OFFICE_OPEN: Final = {
    MediaType.DOCX: ("word/document.xml", b"wordprocessingml.document.main+xml"),
    MediaType.XLSX: ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
"""The part each kind has, and what its list of parts calls it. Source: ECMA-376, part 2, 10.1."""
_PARTS: Final = "[Content_Types].xml"
_MOST_OF_A_PART: Final = 1 << 20


def inspect(file: Path, media_type: MediaType) -> None:
    """Refuse a file that is not what it says it is, that is locked, or that has programs in it."""
    match media_type:
        case MediaType.PDF:
            _pdf(file)
        case MediaType.PNG | MediaType.JPEG:
            with file.open("rb") as opened:
                if not opened.read(16).startswith(_BEGINS[media_type]):
                    raise NotAnImage
        case _:
            _office(file, media_type)


def _pdf(file: Path) -> None:
    from pypdf import PdfReader  # noqa: PLC0415 - megabytes that only uploads need

    with file.open("rb") as opened:
        if not opened.read(5).startswith(b"%PDF-"):
            raise NotAPdf
        try:
            reader = PdfReader(opened)
            # Some writers encrypt with an empty password; every reader opens those.
            locked = reader.is_encrypted and not reader.decrypt("")
            pages = 0 if locked else len(reader.pages)
        except Exception as reason:  # whatever a broken file makes a parser raise
            raise NotAPdf from reason
    if locked:
        raise PdfLocked
    if not pages:
        raise NotAPdf


def _office(file: Path, media_type: MediaType) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = {*archive.namelist()}
            well_built = (
                _is_office_open(archive, names, media_type)
                if media_type in _OFFICE_OPEN
                else _first_of(archive, "mimetype", names) == media_type.value.encode()
            )
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as reason:
        raise NotAnOfficeDocument from reason
    if not well_built:
        raise NotAnOfficeDocument
    if any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in names):
        raise DocumentHasMacros


def _is_office_open(archive: zipfile.ZipFile, names: set[str], media_type: MediaType) -> bool:
    part, called = _OFFICE_OPEN[media_type]
    listed = _first_of(archive, _PARTS, names)
    if b"macroEnabled" in listed:
        raise DocumentHasMacros
    return part in names and called in listed


def _first_of(archive: zipfile.ZipFile, name: str, names: set[str]) -> bytes:
    """Return the beginning of a part, however much it would unfold to."""
    if name not in names:
        return b""
    with archive.open(name) as part:
        return part.read(_MOST_OF_A_PART).strip()
