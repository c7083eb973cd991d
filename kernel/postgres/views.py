"""What rows of views have in common: how they began, how new they are, and how they are shown."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import asyncpg
import msgspec

from kernel.events import Seen
from kernel.postgres.rows import Row, Table

MARKS: Final[Mapping[str, str]] = {
    "version": "bigint NOT NULL",
    "demonstration": "boolean NOT NULL",
    "provenance": "text",
}
"""The stream's version, and whether anything in it was made up or is not official."""


def is_known(seen: Seen[Any], row: Row | None) -> bool:
    """Whether the row already stands for the event, so that applying it again would be wrong."""
    return row is not None and seen.version <= row["version"]


def marks(seen: Seen[Any], row: Row | None) -> dict[str, Any]:
    """Return the marks after an event of the row's own stream; a mark once made stays."""
    earlier, meta = row or {"demonstration": False, "provenance": None}, seen.meta
    return {
        "version": seen.version,
        "demonstration": earlier["demonstration"] or meta.demonstration,
        "provenance": earlier["provenance"] or meta.provenance,
    }


def plain(value: Any) -> Any:
    """Return values of events as JSON holds them."""
    return msgspec.to_builtins(value)


def shown(table: Table, records: Iterable[asyncpg.Record]) -> list[dict[str, Any]]:
    """Return rows as they are answered: documents as they stand in the table, unread."""
    documents = {name for name in table.columns if table.type_of(name) == "jsonb"}
    return [
        {
            name: msgspec.Raw(value.encode()) if name in documents and value is not None else value
            for name, value in record.items()
        }
        for record in records
    ]
