"""Lists in an order that is asked for: pages by the value that orders them, then by id."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

SORTED_BY: Final = "sorted_by"
"""The column that pages go on from; it is not shown."""


NAMES_OF_PARTIES: Final = """
coalesce((SELECT string_agg(c.sorted_by, ' – ' ORDER BY m.place)
            FROM unnest(parties) WITH ORDINALITY AS m (party, place)
            JOIN views.communes AS c ON c.id = m.party), '')
"""
"""The names of the `parties` of a row, as a search compares them: accents and case are as one."""


def ordered(
    select: str, by: str, orders: Mapping[str, str], first: int, *, ids: str = "uuid"
) -> str:
    """Return the question for a page of `select`, whose rows have an `id` of the type `ids`.

    `by` names one of `orders`, expressions over the columns of `select` that are not null; `-` in
    front of it turns the order round. The parameters `first` and the two after it are the last
    row's value and id, null for the first page, and how many rows are asked for.
    """
    sign, way = ("<", "DESC") if by.startswith("-") else (">", "ASC")
    value = orders[by.removeprefix("-")]
    return f"""
    SELECT * FROM (SELECT *, ({value})::text COLLATE "C" AS {SORTED_BY} FROM ({select}) AS l) AS s
     WHERE ${first}::text IS NULL OR ({SORTED_BY}, id) {sign} (${first}, ${first + 1}::{ids})
     ORDER BY {SORTED_BY} {way}, id {way} LIMIT ${first + 2}
    """  # noqa: S608 - expressions of our own


def place(after: tuple[Any, ...] | None) -> tuple[str | None, UUID | str | None]:
    """Return the two parameters of the page after this row."""
    return (after[0], after[1]) if after else (None, None)


def without_order(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows that are no page: without the column that pages go on from."""
    return [{name: each[name] for name in each if name != SORTED_BY} for each in rows]
