"""The fallback's reading of the declarations: rows through DataLoaders, one batch per level.

It shares the declarations with the compiler, and none of its code, so that the differential
test compares two independent readings.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol, TypeAlias

import orjson
from strawberry.dataloader import DataLoader

from gateway.plans.connections import (
    BadCursor,
    Page,
    PageEdge,
    PagePosition,
    read_cursor,
    write_cursor,
)
from gateway.plans.errors import BadInput
from gateway.plans.mapping import MAX_FIRST, Count, Nodes, Paged, Rel, columns

Scope: TypeAlias = tuple[str, ...] | None
"""Values that scope columns may have for this caller; None: all."""

Key: TypeAlias = tuple[Any, ...]


class Row:
    """One object on the fallback path.

    `as_of` is inherited by everything below it; `kind` names its GraphQL type where the field
    alone does not tell.
    """

    __slots__ = ("as_of", "columns", "kind")

    def __init__(
        self, columns: Mapping[str, Any], as_of: datetime | None, kind: str | None = None
    ) -> None:
        self.columns, self.as_of, self.kind = columns, as_of, kind


@dataclass(frozen=True, slots=True)
class Question:
    """What a relation is asked, apart from the parents' keys.

    `first` is None where rows are counted; `after` holds the order's columns of the row after
    which a page starts.
    """

    rel: Rel
    filters: Mapping[str, Any]
    first: int | None
    after: Mapping[str, Any] | None
    as_of: datetime | None
    scope: Scope


class Source(Protocol):
    """Where rows come from. A root relation has the single key `()`."""

    async def rows(
        self, question: Question, keys: Sequence[Key]
    ) -> Sequence[Sequence[Mapping[str, Any]]]:
        """Return, for every key, the child rows in order and limited."""

    async def counts(self, question: Question, keys: Sequence[Key]) -> Sequence[int]:
        """Return, for every key, how many child rows there are."""


class Reading:
    """The context of one request on the fallback path."""

    def __init__(self, source: Source, scope: Scope) -> None:
        self._source, self._scope = source, scope
        self._loaders: dict[Key, DataLoader[Key, Any]] = {}

    async def load(
        self,
        mapping: Rel | Nodes | Count,
        parent: Row | None,
        arguments: Mapping[str, Any],
        *,
        many: bool,
    ) -> Any:
        """Answer the field that has this declaration."""
        match mapping:
            case Nodes(of):
                return await self._node(of, parent, arguments)
            case Count(rel):
                return await self._count(rel, parent, arguments)
            case Paged():
                return await self._page(mapping, parent, arguments)
            case Rel() if many:
                return await self._rows(mapping, parent, arguments, _first(mapping, arguments))
            case _:
                rows = await self._rows(mapping, parent, arguments, 1)
                return rows[0] if rows else None

    async def _node(
        self, of: Mapping[str, Rel], parent: Row | None, arguments: Mapping[str, Any]
    ) -> Row | None:
        for kind, rel in of.items():
            rows = await self._rows(rel, parent, arguments, 1)
            if rows:
                return Row(rows[0].columns, rows[0].as_of, kind)
        return None

    async def _count(self, rel: Rel, parent: Row | None, arguments: Mapping[str, Any]) -> int:
        question = self._question(rel, parent, arguments, None, None)
        counted: int = await self._ask(question, parent, self._source.counts)
        return counted

    async def _rows(
        self,
        rel: Rel,
        parent: Row | None,
        arguments: Mapping[str, Any],
        first: int,
        after: Mapping[str, Any] | None = None,
    ) -> list[Row]:
        question = self._question(rel, parent, arguments, first, after)
        rows = await self._ask(question, parent, self._source.rows)
        return [Row(row, question.as_of) for row in rows]

    async def _page(self, rel: Paged, parent: Row | None, arguments: Mapping[str, Any]) -> Page:
        first, cursor = _first(rel, arguments), arguments.get(rel.after)
        try:
            after = None if cursor is None else read_cursor(cursor, rel)
        except BadCursor:
            raise BadInput(f"{rel.after} is not a cursor of this list.") from None
        rows = await self._rows(rel, parent, arguments, first + 1, after)
        names = [name for name, _ in rel.ordering]
        edges = [
            PageEdge(write_cursor([row.columns[name] for name in names]), row)
            for row in rows[:first]
        ]
        position = PagePosition(
            has_next_page=len(rows) > first,
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        )
        return Page(edges, position, lambda: self._count(rel, parent, arguments))

    def _question(
        self,
        rel: Rel,
        parent: Row | None,
        arguments: Mapping[str, Any],
        first: int | None,
        after: Mapping[str, Any] | None,
    ) -> Question:
        given = arguments.get(rel.as_of) if rel.as_of else None
        as_of = given if given is not None else parent.as_of if parent else None
        filters = {
            name: sql_value(arguments[name])
            for name in rel.filters
            if arguments.get(name) is not None
        }
        return Question(rel, filters, first, after, as_of if rel.history else None, self._scope)

    async def _ask(
        self,
        question: Question,
        parent: Row | None,
        answer: Callable[[Question, Sequence[Key]], Awaitable[Sequence[Any]]],
    ) -> Any:
        key = tuple(parent.columns[name] for name in columns(question.rel.parent)) if parent else ()
        same = (
            id(question.rel),
            repr(question.filters),
            question.first,
            repr(question.after),
            question.as_of,
        )
        if same not in self._loaders:

            async def batch(keys: list[Key]) -> Sequence[Any]:
                return await answer(question, keys)

            self._loaders[same] = DataLoader(load_fn=batch)
        return await self._loaders[same].load(key)


def _first(rel: Rel, arguments: Mapping[str, Any]) -> int:
    if isinstance(rel.limit, int):
        return rel.limit
    first = arguments.get(rel.limit)
    if first is None or not 1 <= first <= MAX_FIRST:
        raise BadInput(f"{rel.limit} must be between 1 and {MAX_FIRST}.")
    return int(first)


def sql_value(value: Any) -> Any:
    """Return an argument as the driver takes it. Raises `BadInput` for the NUL character."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, list):
        return [sql_value(one) for one in value]
    if isinstance(value, str) and "\0" in value:
        raise BadInput("A text must not contain the NUL character.")
    return value


def words_of(text: Any, language: str, otherwise: str) -> str | None:
    """Return the text in the language, else in the other one, else in the first there is."""
    if "\0" in language:
        raise BadInput("A text must not contain the NUL character.")
    words = orjson.loads(text) if isinstance(text, str) else text
    if words is None:
        return None
    candidates = (words.get(language), words.get(otherwise), *words.values())
    return next((one for one in candidates if one is not None), None)
