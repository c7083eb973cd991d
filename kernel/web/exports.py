"""A list as a file for a spreadsheet: all pages of what was asked for, as CSV or XLSX.

Source: RFC 4180 and RFC 7111 for CSV; OWASP, CSV Injection, for what a cell may begin with.
"""

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from tempfile import TemporaryFile
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

import msgspec
from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Message

Row: TypeAlias = Mapping[str, Any]
Pages: TypeAlias = AsyncIterator[Sequence[Row]]


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES: Final[Mapping[str, Format]] = {
    "application/json": Format.JSON,
    "text/csv": Format.CSV,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Format.XLSX,
}
CONTENT_TYPES: Final[Mapping[Format, str]] = {
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BYTE_ORDER_MARK: Final = "\ufeff"
SEPARATOR: Final = ";"
"""With the mark and the semicolon, a spreadsheet set to French opens the file as it is."""
MOST_ROWS: Final = 1_048_575
"""Of one sheet, below its heading. Source: Excel specifications and limits."""
MOST_CHARACTERS: Final = 32_767
"""Of one cell of a sheet."""
CHUNK: Final = 1 << 16

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
_QUALITY = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


def negotiated(named: Format | None, accept: str | None) -> Format:
    """Return the format named, else the one that the Accept header likes best; JSON at a tie."""
    if named is not None:
        return named
    best, liking = Format.JSON, 0.0
    for part in (accept or "").split(","):
        media_type, *parameters = (each.strip().lower() for each in part.split(";"))
        found = MEDIA_TYPES.get(media_type)
        quality = next((float(q[1]) for p in parameters if (q := _QUALITY.fullmatch(p))), 1.0)
        if found is not None and (quality, found is Format.JSON) > (liking, best is Format.JSON):
            best, liking = found, quality
    return best


@dataclass(frozen=True, slots=True)
class Export:
    """The whole list that a request asks for, in a format for spreadsheets."""

    request: Request
    format: Format

    def answer(self, rows: Sequence[Row], after: str | None, columns: Sequence[str]) -> Response:
        """Answer with these first rows and all after the cursor; `columns` if there is no row."""
        first = msgspec.json.decode(msgspec.json.encode(rows))
        pages = self._pages(first, after)
        heading = [*first[0]] if first else [*columns]
        body = _csv(heading, pages) if self.format is Format.CSV else _xlsx(heading, pages)
        headers = {
            "Content-Disposition": f'attachment; filename="{self._name()}.{self.format}"',
            "X-Content-Type-Options": "nosniff",
            "Vary": "Accept",
        }
        return StreamingResponse(body, headers=headers, media_type=CONTENT_TYPES[self.format])

    def _name(self) -> str:
        words = self.request.url.path.split("/")
        return "-".join(word for word in words[2:] if word) or "list"

    async def _pages(self, first: Sequence[Row], after: str | None) -> Pages:
        yield first
        while after is not None:
            page = await self._asked(after)
            after = page["next"]
            yield page["items"]

    async def _asked(self, after: str) -> Any:
        """Return the page after the cursor, as this application answers it to the same caller."""
        kept = [
            (name, value)
            for name, value in self.request.query_params.multi_items()
            if name not in {"after", "first", "format"}
        ]
        query = urlencode([*kept, ("after", after), ("first", "200"), ("format", "json")])
        scope = {**self.request.scope, "query_string": query.encode("ascii")}
        status, body = 0, bytearray()

        async def keep(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            body.extend(message.get("body", b""))

        await self.request.app.router(scope, _nothing, keep)
        if status != 200:  # noqa: PLR2004 - the plain good answer
            # The heading is on its way: only a broken connection can still say that rows lack.
            raise RuntimeError(f"a page of the export answers {status}")
        return msgspec.json.decode(bytes(body))


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def csv(rows: Sequence[Row]) -> bytes:
    """Return rows as the file that the export of a list is, without any where there is none."""
    plain = msgspec.json.decode(msgspec.json.encode(rows))
    heading = [*plain[0]] if plain else []
    lines = [_line(_safe(text(row.get(name))) for name in heading) for row in plain]
    return (BYTE_ORDER_MARK + "".join([_line(heading), *lines])).encode()


async def _csv(heading: Sequence[str], pages: Pages) -> AsyncIterator[str]:
    yield BYTE_ORDER_MARK + _line(heading)
    async for rows in pages:
        yield "".join(_line(_safe(text(row.get(name))) for name in heading) for row in rows)


def _line(cells: Iterable[str]) -> str:
    return SEPARATOR.join(map(_quoted, cells)) + "\r\n"


def _quoted(cell: str) -> str:
    if any(each in cell for each in (SEPARATOR, '"', "\r", "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _safe(cell: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula; numbers stay numbers."""
    if cell.startswith(_RISKY) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


async def _xlsx(heading: Sequence[str], pages: Pages) -> AsyncIterator[bytes]:
    """Write to a temporary file row by row, a further sheet where one is full; yield its bytes."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415 - memory

    with TemporaryFile() as file:
        book = Workbook(file, {"constant_memory": True})
        number = 0
        sheet = _sheet(book, heading)
        async for rows in pages:
            for row in rows:
                if number == MOST_ROWS:
                    number, sheet = 0, _sheet(book, heading)
                number += 1
                for column, name in enumerate(heading):
                    _write(sheet, number, column, row.get(name))
        book.close()
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _sheet(book: Any, heading: Sequence[str]) -> Any:
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(heading):
        sheet.write_string(0, column, name, bold)
    return sheet


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    """Write numbers as numbers and all else as text, so that nothing is a formula."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, text(value)[:MOST_CHARACTERS])


def text(value: Any) -> str:
    """Return a value as a cell shows it: members and entries side by side, nothing for null."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Mapping():
            said = {name: text(each) for name, each in value.items()}
            return ", ".join(f"{name}: {each}" for name, each in said.items() if each)
        case list():
            separator = " | " if any(isinstance(each, Mapping) for each in value) else ", "
            return separator.join(map(text, value))
        case _:
            return str(value)
