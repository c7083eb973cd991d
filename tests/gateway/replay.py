"""An oracle for reads: rows from plain Python lists, the past by replaying a change log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from gateway.plans.mapping import Columns, Compare, Either, Filter, Rel, Via, Within, columns
from gateway.plans.reading import Key, Question, Scope

Columned = Mapping[str, Any]


class Change(NamedTuple):
    """From `at` on the table has this row under the key; None: no longer any."""

    at: datetime
    table: str
    key: Key
    row: Columned | None


class Replay:
    """A `Source` that knows nothing of SQL."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._changes = list(changes)
        self._states: dict[tuple[str, datetime | None], list[Columned]] = {}

    async def rows(
        self, question: Question, keys: Sequence[Key]
    ) -> Sequence[Sequence[Mapping[str, Any]]]:
        found = [self._children(question, key) for key in keys]
        return [rows[: question.first] for rows in found]

    async def counts(self, question: Question, keys: Sequence[Key]) -> Sequence[int]:
        return [len(self._children(question, key)) for key in keys]

    def _children(self, question: Question, key: Key) -> list[Columned]:
        rel = question.rel
        wanted = {key} if rel.via is None else self._linked(rel.via, key, question.as_of)
        rows = [
            row
            for row in self.table(rel.table, question.as_of)
            if _values(row, rel.child) in wanted and _allowed(row, question)
        ]
        for name, down in reversed(rel.ordering):
            rows.sort(key=lambda row: row[name], reverse=down)
        if question.after is not None:
            rows = [row for row in rows if _later(row, rel, question.after)]
        return rows

    def _linked(self, via: Via, key: Key, as_of: datetime | None) -> set[Key]:
        links = self.table(via.table, as_of)
        return {_values(row, via.child) for row in links if _values(row, via.parent) == key}

    def table(self, name: str, as_of: datetime | None) -> list[Columned]:
        known = self._states.get((name, as_of))
        if known is not None:
            return known
        state: dict[Key, Columned] = {}
        for change in self._changes:
            if change.table == name and (as_of is None or change.at <= as_of):
                state.pop(change.key, None)
                if change.row is not None:
                    state[change.key] = change.row
        self._states[name, as_of] = list(state.values())
        return self._states[name, as_of]


def _values(row: Columned, names: Columns) -> Key:
    return tuple(row[name] for name in columns(names))


def _allowed(row: Columned, question: Question) -> bool:
    rel = question.rel
    return (
        all(_holds(row, rel.filters[name], value) for name, value in question.filters.items())
        and all(row[name] == value for name, value in rel.where.items())
        and _in_scope(row, rel, question.scope)
    )


def _in_scope(row: Columned, rel: Rel, scope: Scope) -> bool:
    return rel.scope is None or scope is None or row[rel.scope] in scope


def _holds(row: Columned, condition: Filter, value: Any) -> bool:
    match condition:
        case Either(one, other):
            return bool(value in (row[one], row[other]))
        case Within(since, until):
            started = row[since] is None or row[since] <= value
            return started and (row[until] is None or value < row[until])
        case Compare(column, "contains"):
            return row[column] is not None and value.lower() in row[column].lower()
        case Compare(column, operator):
            return row[column] is not None and _compared(row[column], operator, value)
        case column:
            return row[column] in value if isinstance(value, list) else row[column] == value


def _compared(left: Any, operator: str, right: Any) -> bool:
    answers: dict[str, bool] = {
        "=": left == right,
        "<>": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }
    return answers[operator]


def _later(row: Columned, rel: Rel, after: Mapping[str, Any]) -> bool:
    for name, down in rel.ordering:
        mine, given = row[name], after[name]
        if not isinstance(mine, str | int):
            given = type(mine).fromisoformat(given)
        if mine != given:
            return bool(mine < given if down else mine > given)
    return False
