"""Write what a batch of events changed, set by set, without reading it back first.

Who changes a row knows whether it was there before; what is to be kept of the version that stands
is moved where it lies. Rows travel as one document: a moment's work here, and the database, which
reads it, works beside us.
"""
# ruff: noqa: S608 - names come from declarations in our own code

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

import msgspec

from gateway.read_model.dossiers import Change, Put
from kernel.postgres import statements
from kernel.postgres.pool import Connection
from kernel.postgres.rows import Row, Table
from kernel.postgres.tables import KeyValues


class _Batch:
    """What becomes of one table's rows: what began to differ when, and what stands at the end."""

    __slots__ = ("differs_from", "past", "present")

    def __init__(self) -> None:
        self.differs_from: dict[KeyValues, datetime] = {}
        self.present: dict[KeyValues, tuple[Row | None, datetime]] = {}
        self.past: list[Row] = []

    def take(self, key: KeyValues, row: Row | None, at: datetime, *, stood: bool) -> None:
        before = self.present.get(key)
        if before is None:
            if stood:
                self.differs_from[key] = at
        elif before[0] is not None and before[1] < at:
            self.past.append({**before[0], "known_from": before[1], "known_to": at})
        self.present[key] = (row, at)


async def write(connection: Connection, changes: Iterable[Change]) -> None:
    """Make the changes in their order; each table's rows end as the last change leaves them.

    A version replaced in the instant it became known leaves no trace.
    """
    batches: dict[Table, _Batch] = {}
    for change in changes:
        table = change.table
        batch = batches.get(table)
        if batch is None:
            batch = batches[table] = _Batch()
        if isinstance(change, Put):
            row = change.row
            batch.take(table.key_of(row), row, change.at, stood=change.replaces)
        else:
            batch.take(change.key, None, change.at, stood=True)
    # Plans kept from when the tables were small would scan them; these see their present size.
    await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    for table, batch in batches.items():
        await _write(connection, table, batch)


async def _write(connection: Connection, table: Table, batch: _Batch) -> None:
    if table.history and batch.differs_from:
        keys = [(*key, at) for key, at in batch.differs_from.items()]
        await connection.execute(_supersede(table), *zip(*keys, strict=True))
    if table.history and batch.past:
        await connection.execute(statements.insert_past(table), _json(batch.past))
    fresh: list[Row] = []
    changed: list[Row] = []
    gone: list[KeyValues] = []
    for key, (row, at) in batch.present.items():
        stood = key in batch.differs_from
        if row is not None:
            shown = {**row, "known_from": at} if table.history else row
            (changed if stood else fresh).append(shown)
        elif stood:
            gone.append(key)
    if gone:
        await connection.execute(statements.delete(table), *zip(*gone, strict=True))
    if changed:
        await connection.execute(statements.upsert(table), _json(changed))
    if fresh:
        await connection.execute(_insert(table), _json(fresh))


def _json(rows: Sequence[Row]) -> str:
    return msgspec.json.encode(rows).decode()


@cache
def _supersede(table: Table) -> str:
    """Keep the versions that stand until the moment from which they no longer do."""
    names, keys = ", ".join(table.columns), ", ".join(table.key)
    arrays = [f"${n}::{table.type_of(name)}[]" for n, name in enumerate(table.key, 1)]
    arrays.append(f"${len(arrays) + 1}::timestamptz[]")
    stood = ", ".join(f"t.{name}" for name in table.columns)
    return (
        f"INSERT INTO {table.name}_history ({names}, known_from, known_to)"
        f" SELECT {stood}, t.known_from, k.differs_from"
        f" FROM unnest({', '.join(arrays)}) AS k ({keys}, differs_from)"
        f" JOIN {table.name} AS t USING ({keys}) WHERE t.known_from < k.differs_from"
    )


@cache
def _insert(table: Table) -> str:
    """Insert rows that are not there; one that is after all is an error."""
    before, _, _ = statements.upsert(table).partition(" ON CONFLICT ")
    return before
