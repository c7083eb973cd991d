"""Which kinds of document are taken, and how many bytes at most."""

from enum import StrEnum
from typing import Final

MOST_BYTES: Final = 25_000_000
"""Of one document: some two hundred scanned pages."""


class MediaType(StrEnum):
    """What a document may be. Source: IANA media types."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"


ENDINGS: Final = {
    MediaType.PDF: "pdf",
    MediaType.PNG: "png",
    MediaType.JPEG: "jpg",
    MediaType.DOCX: "docx",
    MediaType.XLSX: "xlsx",
    MediaType.ODT: "odt",
    MediaType.ODS: "ods",
}
"""How the name of a file of each kind ends."""
