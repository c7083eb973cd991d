"""What is remembered of one aggregate of one unit, and how rows follow from it.

An event changes dossiers, a dossier says which rows stand, and what differs is put or removed.
So no reducer ever asks the database, and a row never depends on how events were batched.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar, Final, Protocol, TypeAlias, TypeVar, cast
from uuid import UUID

from gateway.read_model.ids import text
from gateway.read_model.noted import Noted
from kernel.postgres.rows import Row, Table

WORDS = 'text COLLATE "C"'
"""SQL type of ids and of texts that lists are ordered by: the same order on every server."""

SPEAKER = "partnerships"
"""The service that speaks of communes, programmes, partnerships, protocols and conventions."""


class Ref(Noted, frozen=True):
    """Names a dossier. `kind` is its class, so that nothing is read as something else."""

    kind: type["Dossier"]
    country: str
    id: str


T = TypeVar("T")


class Part(Noted, frozen=True):
    """Rows of one table that stand: for each, by its place in the dossier, what it follows from.

    A row is written out again only when that differs from what it was: most events leave most of
    a dossier as it is. Rows of one table may come in several groups.
    """

    table: Table
    bases: Mapping[Any, Any]
    render: Callable[[Any, Any], Row]
    """From place and basis to the row."""
    group: Hashable = None


Seated: TypeAlias = tuple[int, T]
"""Something in the order in which it came, from 1 on."""


def seated(several: Mapping[str, T]) -> dict[str, Seated[T]]:
    return {name: (seat, one) for seat, (name, one) in enumerate(several.items(), 1)}


class Dossier(Protocol):
    """Frozen; each of its rows belongs to it alone.

    `service` is the one whose events it follows from.
    """

    kind: ClassVar[str]
    service: ClassVar[str]

    @property
    def country(self) -> str: ...

    @property
    def id(self) -> str: ...

    def parts(self) -> Iterable[Part]:
        """Return the rows that stand as long as the dossier stays as it is."""


D = TypeVar("D", bound=Dossier)


class NotOnFile(LookupError):
    """An event speaks of something whose beginning was never heard."""


class Filed(Noted, frozen=True):
    """A dossier and the moment from which it has been known as it is."""

    dossier: Dossier
    at: datetime


class Put(Noted, frozen=True):
    """`replaces`: there was such a row; where there was none nobody need look for it."""

    table: Table
    row: Row
    at: datetime
    replaces: bool = True


class Remove(Noted, frozen=True):
    table: Table
    key: tuple[Any, ...]
    at: datetime


Change: TypeAlias = Put | Remove


_Parts: TypeAlias = dict[tuple[Table, Hashable], Part]

_NO_BASES: Final[Mapping[Any, Any]] = {}


class Desk:
    """The dossiers one batch works on, and the changes of rows that follow, in order.

    `on_file` has an entry for each dossier that the batch may open, None where there is none; the
    desk keeps it up to date.
    """

    def __init__(self, on_file: dict[Ref, Filed | None]) -> None:
        self._on_file = on_file
        self._touched: dict[Ref, None] = {}
        self._standing: dict[Ref, _Parts] = {}
        self._rows: dict[tuple[Ref, Table, Any], Row] = {}
        self._before: dict[Ref, Filed | None] = {}
        self.changes: list[Change] = []

    def find(self, kind: type[D], country: str, id_: str | UUID) -> D | None:
        """Return the dossier, None if there is none. Raises `KeyError` if it was not fetched."""
        filed = self._on_file[Ref(kind, country, id_ if isinstance(id_, str) else text(id_))]
        return cast("D", filed.dossier) if filed else None

    def open(self, kind: type[D], country: str, id_: str | UUID) -> D:
        """Return the dossier. Raises `NotOnFile` if there is none."""
        dossier = self.find(kind, country, id_)
        if dossier is None:
            raise NotOnFile(f"{kind.kind} {id_} of {country}")
        return dossier

    def file(self, dossier: Dossier, at: datetime) -> None:
        """Keep the dossier as it is from `at` on.

        An event heard late, after its stream had been held up, counts as known from the latest
        change of the dossier: what was answered for an earlier moment stays answered.
        """
        ref = Ref(type(dossier), dossier.country, dossier.id)
        before = self._on_file[ref]
        self._before.setdefault(ref, before)
        at = max(at, before.at) if before else at
        self._on_file[ref] = Filed(dossier, at)
        self._touched[ref] = None
        stood = self._standing.get(ref)
        if stood is None:
            stood = _parts(before.dossier) if before else {}
        self._standing[ref] = stands = _parts(dossier)
        for which, part in stood.items():
            now = stands.get(which)
            if now is None or not part.bases.keys() <= now.bases.keys():
                self._remove(ref, part, now, at)
        for which, part in stands.items():
            was = stood.get(which)
            if was is None or was.bases != part.bases:
                self._put(ref, was, part, at)

    def _put(self, ref: Ref, stood: Part | None, stands: Part, at: datetime) -> None:
        table, render = stands.table, stands.render
        before = stood.bases if stood else _NO_BASES
        for place, basis in stands.bases.items():
            was = before.get(place)
            if was is basis or was == basis:
                continue
            row, known = render(place, basis), (ref, table, place)
            old = self._rows.get(known)
            if old is None and stood is not None and was is not None:
                old = stood.render(place, was)
            if row != old:
                self._rows[known] = row
                self.changes.append(Put(table, row, at, old is not None))

    def _remove(self, ref: Ref, stood: Part, stands: Part | None, at: datetime) -> None:
        now = stands.bases if stands else _NO_BASES
        for place, was in stood.bases.items():
            if place not in now:
                row = self._rows.pop((ref, stood.table, place), None)
                row = row or stood.render(place, was)
                self.changes.append(Remove(stood.table, stood.table.key_of(row), at))

    def taken(self) -> list[Change]:
        """Return the changes since the last time; they can no longer be undone."""
        changes, self.changes = self.changes, []
        self._before.clear()
        return changes

    def undo(self) -> None:
        """Leave everything as it was when changes were last taken."""
        for ref, before in self._before.items():
            self._on_file[ref] = before
            self._standing.pop(ref, None)
        for known in [known for known in self._rows if known[0] in self._before]:
            del self._rows[known]
        self.changes.clear()
        self._before.clear()

    def filed(self) -> Iterator[tuple[Ref, Filed]]:
        """Return each dossier that was filed, as it now is."""
        for ref in self._touched:
            filed = self._on_file[ref]
            if filed:
                yield ref, filed


def _parts(dossier: Dossier) -> _Parts:
    return {(part.table, part.group): part for part in dossier.parts()}
