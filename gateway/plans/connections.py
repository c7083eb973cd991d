"""The types of a keyset connection, and its cursors.

Source: GraphQL Cursor Connections Specification (relay.dev); forward paging only.
"""

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import strawberry

from gateway.plans.mapping import Rel

T = TypeVar("T")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool
    has_previous_page: bool = strawberry.field(description="True when the page has an `after`.")
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(description="One row of a page, with the cursor that continues after it.")
class Edge(Generic[T]):
    cursor: str
    node: T


async def _total(root: Any) -> Any:
    return await root.count()


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]]
    page_info: PageInfo

    total_count: int = strawberry.field(
        resolver=_total, description="How many rows the whole list has, after its filters."
    )


@dataclass(frozen=True, slots=True)
class PageEdge:
    cursor: str
    node: Any


@dataclass(frozen=True, slots=True)
class PagePosition:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """What the fallback resolves a connection to; the names are those of `Connection`."""

    edges: list[PageEdge]
    page_info: PagePosition
    count: Callable[[], Awaitable[int]]


class BadCursor(Exception):
    """The text was not given out as a cursor of this list."""


def write_cursor(values: Sequence[Any]) -> str:
    """Return the cursor of the row with these values in the order's columns.

    The bytes are those that `json_build_array` and `encode(…, 'base64')` make in PostgreSQL.
    """
    text = json.dumps([_plain(value) for value in values], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        whole, dot, rest = value.isoformat().partition(".")
        return whole + (dot + rest[:6].rstrip("0") + rest[6:] if dot else "")
    return value.isoformat() if isinstance(value, date) else value


def read_cursor(cursor: str, rel: Rel) -> dict[str, Any]:
    """Return the values of the order's columns. Raises `BadCursor`."""
    try:
        values = json.loads(_decoded(cursor))
    except (binascii.Error, ValueError, RecursionError):
        raise BadCursor from None
    names = [name for name, _ in rel.ordering]
    plain = isinstance(values, list) and all(_scalar(value) for value in values)
    if not plain or len(values) != len(names):
        raise BadCursor
    return dict(zip(names, values, strict=True))


def _decoded(cursor: str) -> bytes:
    padding = "=" * (-len(cursor) % 4)
    return base64.b64decode(cursor + padding, altchars=b"-_", validate=True)


def _scalar(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and "\0" not in value)
