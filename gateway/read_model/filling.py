"""Fill empty tables with all that one source has ever said, each version of each row once.

The reducers are those of `book.apply`. What they work on stays in memory until the source has no
more to say; a version that was superseded is final, and leaves at once.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from gateway.read_model import book
from gateway.read_model.dossiers import Change, Desk, Filed, Put, Ref
from gateway.read_model.memory import DOSSIER, documents
from gateway.read_model.records import RECORD, record
from gateway.read_model.said import Said
from kernel.postgres.copies import Copy, Copying
from kernel.postgres.tables import KeyValues, Row, Table

FULL: Final = 2000
"""Rows that are worth a round trip."""


class _OnFile(dict[Ref, Filed | None]):
    """Everything that is on file is here: of what is not, nothing is known."""

    def __missing__(self, ref: Ref) -> None:
        return None


class _Versions:
    """The rows of one table: those that stand, and those that are final and wait to be written."""

    __slots__ = ("_key_of", "_standing", "past", "present")

    def __init__(self, table: Table) -> None:
        self._key_of = table.key_of
        self._standing: dict[KeyValues, tuple[Row, datetime]] = {}
        self.present = Copying(table, "known_from")
        self.past = Copying(table, "known_from", "known_to", past=True)

    def take(self, change: Change) -> None:
        standing, at = self._standing, change.at
        key = self._key_of(change.row) if isinstance(change, Put) else change.key
        before = standing.get(key)
        if before and before[1] < at:
            self.past.add(*before, at)
        if isinstance(change, Put):
            standing[key] = change.row, at
        else:
            standing.pop(key, None)

    def end(self) -> None:
        """Let what stands be written too: nothing follows that could supersede it."""
        for row, at in self._standing.values():
            self.present.add(row, at)
        self._standing.clear()


class Filling:
    """What one source says, made into rows."""

    def __init__(self) -> None:
        self._desk = Desk(_OnFile())
        self._versions = {table: _Versions(table) for table in book.TABLES}
        self._records = self._versions[RECORD].present

    def hear(self, said: Said) -> None:
        """Apply an event, or leave everything as it was and raise what the reducers raise."""
        try:
            book.hear(self._desk, said)
            heard = record(self._desk, said)
        except Exception:
            self._desk.undo()
            raise
        for change in self._desk.taken():
            self._versions[change.table].take(change)
        self._records.add(heard.row, heard.at)

    def full(self) -> Iterable[Copy]:
        """Yield what is final and enough to be worth a round trip."""
        for waiting in (*(each.past for each in self._versions.values()), self._records):
            if len(waiting) > FULL:
                yield waiting.take()

    def rest(self) -> Iterable[Copy]:
        """Yield everything else: the source says no more."""
        on_file = Copying(DOSSIER)
        for put in documents(self._desk.filed(), _OnFile()):
            on_file.add(put.row)
        if on_file:
            yield on_file.take()
        for versions in self._versions.values():
            versions.end()
            for waiting in (versions.past, versions.present):
                if waiting:
                    yield waiting.take()
