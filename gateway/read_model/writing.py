"""Write what a batch of events changed, set by set, without reading it back first.

Who changes a row knows whether it was there before; what is to be kept of the version that stands
is moved where it lies. What is new, most of it, goes by COPY, which costs the database half of what
an INSERT does.
"""
# ruff: noqa: S608 - names come from declarations in our own code

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Final

import msgspec

from gateway.read_model.dossiers import Change, Put
from kernel.postgres import statements
from kernel.postgres.copies import Copying, copy
from kernel.postgres.pool import Connection
from kernel.postgres.rows import Row, Table
from kernel.postgres.tables import KeyValues

SCHEMA: Final = "rm"


class _Batch:
    """What becomes of one table's rows: what began to differ when, and what stands at the end."""

    __slots__ = ("differs_from", "past", "present", "table")

    def __init__(self, table: Table) -> None:
        self.table = table
        self.differs_from: dict[KeyValues, datetime] = {}
        self.present: dict[KeyValues, tuple[Row | None, datetime]] = {}
        self.past = Copying(table, "known_from", "known_to", past=True)

    def take(self, key: KeyValues, row: Row | None, at: datetime, *, stood: bool) -> None:
        before = self.present.get(key)
        if before is None:
            if stood:
                self.differs_from[key] = at
        elif self.table.history and before[0] is not None and before[1] < at:
            self.past.add(before[0], before[1], at)
        self.present[key] = (row, at)

    async def write(self, connection: Connection) -> None:
        """Keep what stood until it no longer did, then leave what stands at the end."""
        table = self.table
        if table.history and self.differs_from:
            keys = [(*key, at) for key, at in self.differs_from.items()]
            await connection.execute(_supersede(table), *zip(*keys, strict=True))
        if self.past:
            await copy(connection, SCHEMA, self.past.take())
        if gone := [key for key in self.differs_from if self.present[key][0] is None]:
            await connection.execute(statements.delete(table), *zip(*gone, strict=True))
        if changed := list(self._changed()):
            await connection.execute(statements.upsert(table), _json(changed))
        if fresh := self._fresh():
            await copy(connection, SCHEMA, fresh.take())

    def _changed(self) -> Iterator[Row]:
        for key in self.differs_from:
            row, at = self.present[key]
            if row is not None:
                yield {**row, "known_from": at} if self.table.history else row

    def _fresh(self) -> Copying:
        history = self.table.history
        fresh = Copying(self.table, "known_from") if history else Copying(self.table)
        for key, (row, at) in self.present.items():
            if row is not None and key not in self.differs_from:
                moments = (at,) if history else ()
                fresh.add(row, *moments)
        return fresh


async def write(connection: Connection, changes: Iterable[Change]) -> None:
    """Make the changes in their order; each table's rows end as the last change leaves them.

    A version replaced in the instant it became known leaves no trace.
    """
    batches: dict[Table, _Batch] = {}
    for change in changes:
        table = change.table
        batch = batches.get(table)
        if batch is None:
            batch = batches[table] = _Batch(table)
        if isinstance(change, Put):
            row = change.row
            batch.take(table.key_of(row), row, change.at, stood=change.replaces)
        else:
            batch.take(change.key, None, change.at, stood=True)
    # Plans kept from when the tables were small would scan them; these see their present size.
    await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    for batch in batches.values():
        await batch.write(connection)


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
