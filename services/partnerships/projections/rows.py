"""What all rows have in common: how they began, how new they are, and how they are shown."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import asyncpg
import msgspec

from kernel.events import Seen
from kernel.postgres.rows import Row, Table
from vocabulary.text import fold, read

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
    """Return the marks after the event; a mark once made stays."""
    earlier = row or {"demonstration": False, "provenance": None}
    return {
        "version": seen.version,
        "demonstration": earlier["demonstration"] or seen.meta.demonstration,
        "provenance": earlier["provenance"] or seen.meta.provenance,
    }


def plain(value: Any) -> Any:
    """Return values of the vocabulary as JSON holds them."""
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


def named_anew(
    earlier: Iterable[Mapping[str, Any]], names: Mapping[str, str], since: date
) -> dict[str, Any]:
    """Return all names in the order of their days, and the present ones among them."""
    renamed = {"names": dict(names), "since": since.isoformat()}
    all_names = sorted([*earlier, renamed], key=lambda dated: dated["since"] or "")
    present = all_names[-1]["names"]
    return {"name": read(present), "names": present, "all_names": all_names}


def names_folded(all_names: Iterable[Mapping[str, Any]]) -> str:
    """Return every name that ever held, as a search compares them."""
    names = [name for dated in all_names for name in dated["names"].values()]
    return " | ".join(dict.fromkeys(fold(name) for name in names))
