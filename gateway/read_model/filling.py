"""Fill empty tables with all that one source has ever said, each version of each row once.

The reducers are those of `book.apply`. What they work on stays in memory until the source has no
more to say; a version that was superseded is final, and leaves at once.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, TypeAlias

from gateway.read_model import book
from gateway.read_model.dossiers import Change, Desk, Filed, Put, Ref
from gateway.read_model.memory import DOSSIER, documents
from gateway.read_model.records import RECORD, record
from gateway.read_model.said import Said
from kernel.postgres.copies import Copy, Copying
from kernel.postgres.tables import KeyValues, Row, Table

FULL: Final = 2000
"""Rows that are worth a round trip."""

_Standing: TypeAlias = dict[KeyValues, tuple[Row, datetime]]


class _OnFile(dict[Ref, Filed | None]):
    """Everything that is on file is here: of what is not, nothing is known."""

    def __missing__(self, ref: Ref) -> None:
        return None


class Filling:
    """What one source says, made into rows."""

    def __init__(self) -> None:
        self._desk = Desk(_OnFile())
        self._standing: dict[Table, _Standing] = {table: {} for table in book.TABLES}
        self._present = {table: Copying(table, "known_from") for table in book.TABLES}
        self._past = {
            table: Copying(table, "known_from", "known_to", past=True) for table in book.TABLES
        }

    def hear(self, said: Said) -> None:
        """Apply an event, or leave everything as it was and raise what the reducers raise."""
        try:
            book.hear(self._desk, said)
            heard = record(self._desk, said)
        except Exception:
            self._desk.undo()
            raise
        for change in self._desk.taken():
            self._take(change)
        self._present[RECORD].add(heard.row, heard.at)

    def _take(self, change: Change) -> None:
        table, at = change.table, change.at
        standing = self._standing[table]
        key = table.key_of(change.row) if isinstance(change, Put) else change.key
        before = standing.pop(key, None)
        if before and before[1] < at:
            self._past[table].add(*before, at)
        if isinstance(change, Put):
            standing[key] = change.row, at

    def full(self) -> Iterable[Copy]:
        """Yield what is final and enough to be worth a round trip."""
        for waiting in (*self._past.values(), self._present[RECORD]):
            if len(waiting) > FULL:
                yield waiting.take()

    def rest(self) -> Iterable[Copy]:
        """Yield everything else: the source says no more."""
        for table, standing in self._standing.items():
            waiting = self._present[table]
            for row, at in standing.values():
                waiting.add(row, at)
        on_file = Copying(DOSSIER)
        for put in documents(self._desk.filed(), _OnFile()):
            on_file.add(put.row)
        for waiting in (*self._past.values(), *self._present.values(), on_file):
            if waiting:
                yield waiting.take()
