"""Pages of a list by key: stable while rows come and go, and as fast at the end as at the start."""

import base64
import binascii
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

import msgspec
from asyncpg import Record
from fastapi import Depends, Query, Request, Response
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from kernel.web.exports import Export, Format, negotiated
from kernel.web.faults import fault, malformed

Row: TypeAlias = Mapping[str, Any] | Record

DEFAULT_ROWS: Final = 50
MOST_ROWS: Final = 200


class _Cursor(msgspec.Struct, array_like=True, frozen=True):
    of: str
    key: tuple[str | int | None, ...]


_decoder = msgspec.json.Decoder(_Cursor)


def _decode(text: str) -> _Cursor:
    return _decoder.decode(base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True))


def _checked(text: str) -> str:
    try:
        _decode(text)
    except (binascii.Error, UnicodeError, msgspec.MsgspecError, RecursionError):
        raise PydanticCustomError("cursor", "is not a cursor of this list") from None
    return text


@dataclass(frozen=True, slots=True)
class Page:
    """The page asked for: at most `first` rows after a cursor of the list `of`.

    With `export` the whole list is asked for, as a file, beginning with this page.
    """

    of: str
    first: int
    cursor: str | None = None
    export: Export | None = None

    @property
    def limit(self) -> int:
        """How many rows to read: one more than shown tells whether there is a next page."""
        return self.first + 1

    def after(
        self, *types: type[str] | type[int] | type[UUID] | type[date]
    ) -> tuple[Any, ...] | None:
        """Return the key of the last row seen, read as the types; None for the first page.

        Raises `Malformed` for a cursor of another list.
        """
        if self.cursor is None:
            return None
        foreign = malformed([fault("query", "after", "cursor")])
        cursor = _decode(self.cursor)
        if cursor.of != self.of:
            raise foreign
        try:
            key: tuple[Any, ...] = msgspec.convert(cursor.key, tuple[types])  # type: ignore[valid-type]
        except msgspec.ValidationError:
            raise foreign from None
        return key

    def after_one(self, type_: type[str] | type[int] | type[UUID]) -> Any:
        """Return the last row's key where it is a single value; as `after` otherwise."""
        key = self.after(type_)
        return key[0] if key else None

    def answer(
        self,
        rows: Sequence[Row],
        *key: str,
        position: int | None = None,
        hidden: Collection[str] = (),
    ) -> Response:
        """Return `{items, next, position}`: `rows` as read with `limit`, `key` what orders them.

        Columns `hidden` order only; what is read from no view has no position. Where a file is
        asked for, return all rows of the list in it.
        """
        page = rows[: self.first]
        more = len(rows) > self.first
        cursor = _Cursor(self.of, tuple(_plain(page[-1][name] for name in key))) if more else None
        after = _encode(cursor) if cursor else None
        shown = [{name: value for name, value in row.items() if name not in hidden} for row in page]
        if self.export is not None:
            heading = [name for name in key if name not in hidden]
            return self.export.answer(shown, after, heading)
        document: dict[str, Any] = {"items": shown, "next": after}
        if position is not None:
            document["position"] = position
        headers = {"Vary": "Accept"}
        return Response(
            msgspec.json.encode(document), headers=headers, media_type="application/json"
        )


def _plain(values: Iterable[Any]) -> Iterable[str | int | None]:
    return (value if isinstance(value, int | None) else str(value) for value in values)


def _encode(cursor: _Cursor) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode("ascii")


async def page(
    request: Request,
    first: Annotated[
        int, Query(ge=1, le=MOST_ROWS, description="How many rows to show at most.")
    ] = DEFAULT_ROWS,
    after: Annotated[
        Annotated[str, AfterValidator(_checked)] | None,
        Query(description="The `next` of the page before.", max_length=2000),
    ] = None,
    format: Annotated[  # noqa: A002 - its name in the query
        Format | None,
        Query(description="`csv` or `xlsx`: all rows from here on, as a file; as `Accept` says."),
    ] = None,
) -> Page:
    # In another order the same list goes on from elsewhere.
    of = f"{request.scope['route'].path}?{request.query_params.get('sort', '')}"
    chosen = negotiated(format, request.headers.get("accept"))
    if chosen is Format.JSON:
        return Page(of, first, after)
    return Page(of, MOST_ROWS, after, Export(request, chosen))


Paging = Annotated[Page, Depends(page)]
"""Asked for by every route that answers a list."""
