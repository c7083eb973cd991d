"""Declare the tables that reducers write: columns, key, history."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, Any]
KeyValues: TypeAlias = tuple[Any, ...]

JSON_TYPES = frozenset({"json", "jsonb"})


@dataclass(frozen=True, eq=False)
class Table:
    """A table that reducers write.

    `columns` gives each column's SQL type, with `NOT NULL` where it holds. Values are those of
    asyncpg (`uuid.UUID`, `datetime.date`, `Decimal`, a list for an array, but no bytes); in a
    `json` or `jsonb` column they are plain Python values, encoded here.

    With `history` the table has one more column, `known_from`; its twin `<name>_history` keeps
    superseded versions over half-open intervals `[known_from, known_to)`, and the view
    `<name>_all` shows both, the present version with `known_to` = infinity.
    """

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, str]
    history: bool = False

    def __post_init__(self) -> None:
        if not self.key or not set(self.key) <= self.columns.keys():
            raise ValueError(f"{self.name}: the key {self.key} is not among the columns")

    def row(self, **values: Any) -> dict[str, Any]:
        """Return a complete row; columns that are not given are null."""
        row = {**self._nulls, **values}
        if len(row) > len(self.columns):
            unknown = sorted(values.keys() - self.columns.keys())
            raise ValueError(f"{self.name} has no column {', '.join(unknown)}")
        return row

    @cached_property
    def key_of(self) -> Callable[[Row], KeyValues]:
        """Return the function from a row to its key, always a tuple."""
        if len(self.key) > 1:
            return itemgetter(*self.key)
        (only,) = self.key
        return lambda row: (row[only],)

    @cached_property
    def _nulls(self) -> Row:
        return dict.fromkeys(self.columns)

    @cached_property
    def column_names(self) -> frozenset[str]:
        return frozenset(self.columns)

    @property
    def schema(self) -> str:
        return self.name.rpartition(".")[0] or "public"

    @property
    def stored_in(self) -> Sequence[str]:
        """The tables and views that it consists of, without their schema; tables come first."""
        name = self.name.rpartition(".")[2]
        return [name, f"{name}_history", f"{name}_all"] if self.history else [name]

    def type_of(self, column: str) -> str:
        """Return the SQL type without its collation and its constraint."""
        return self.columns[column].removesuffix(" NOT NULL").partition(" COLLATE ")[0]


@cache
def renamed(table: Table, schema: str, prefix: str = "") -> Table:
    """Return the same table elsewhere."""
    return replace(table, name=f"{schema}.{prefix}{table.stored_in[0]}")
