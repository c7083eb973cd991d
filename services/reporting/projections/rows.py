"""Rows that change with events of more streams than their own."""

from collections.abc import Mapping
from typing import Any, Final

from kernel.events import Seen
from kernel.postgres import views
from kernel.postgres.rows import Row, Table

MARKS: Final[Mapping[str, str]] = {**views.MARKS, "changed_at": "bigint NOT NULL"}
"""And the position of the last event that changed the row: it may be one of another stream."""


def is_known(seen: Seen[Any], row: Row | None) -> bool:
    """Whether the row already stands for the event, so that applying it again would be wrong."""
    return row is not None and seen.position <= row["changed_at"]


def marks(seen: Seen[Any], row: Row | None) -> dict[str, Any]:
    """Return the marks after an event of the row's own stream; a mark once made stays."""
    return {**views.marks(seen, row), "changed_at": seen.position}


def columns(table: Table, *hidden: str) -> str:
    """Return the columns that are shown, as a SELECT lists them."""
    return ", ".join(name for name in table.columns if name not in {"changed_at", *hidden})
