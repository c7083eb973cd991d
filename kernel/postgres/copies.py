"""Rows on their way into a table by COPY: what PostgreSQL takes in with the least work for both."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec

from kernel.postgres.pool import Connection
from kernel.postgres.tables import JSON_TYPES, Row, Table

_encode = msgspec.json.Encoder().encode


class Copy(NamedTuple):
    """Records for the columns of a table."""

    table: str
    columns: Sequence[str]
    records: Sequence[Sequence[Any]]


class Copying:
    """Rows of one table, or of its history, that wait to be written, each with its `moments`."""

    def __init__(self, table: Table, *moments: str, past: bool = False) -> None:
        self._table = table.name.rpartition(".")[2] + ("_history" if past else "")
        self._columns = (*table.columns, *moments)
        self._values = itemgetter(*table.columns)
        names = enumerate(table.columns)
        self._documents = [place for place, name in names if table.type_of(name) in JSON_TYPES]
        self._records: list[list[Any]] = []

    def __len__(self) -> int:
        return len(self._records)

    def add(self, row: Row, *moments: Any) -> None:
        values = [*self._values(row), *moments]
        for place in self._documents:
            if values[place] is not None:
                values[place] = _encode(values[place]).decode()
        self._records.append(values)

    def take(self) -> Copy:
        """Return what waits; nothing does afterwards."""
        records, self._records = self._records, []
        return Copy(self._table, self._columns, records)


async def copy(connection: Connection, schema: str, rows: Copy) -> None:
    """Write rows; raise `asyncpg.DataError` or `IntegrityConstraintViolationError` for bad ones."""
    await connection.copy_records_to_table(
        rows.table, schema_name=schema, columns=rows.columns, records=rows.records
    )
