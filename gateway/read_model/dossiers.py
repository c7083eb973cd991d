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


class _Folder:
    """One dossier on the desk: as it was fetched, as it is, and as it was when changes were taken.

    `parts` are the rows that stand for it, None until that matters; `rows` those of them that were
    written out.
    """

    __slots__ = ("before", "changed", "fetched", "filed", "parts", "rows")

    def __init__(self, fetched: Filed | None) -> None:
        self.fetched = self.filed = self.before = fetched
        self.changed = False
        self.parts: _Parts | None = None
        self.rows: dict[tuple[Table, Hashable, Any], Row] = {}

    def put(self, filed: Filed) -> tuple[_Parts, _Parts]:
        """Take in the dossier as it now is; return the parts that stood and those that stand."""
        stood = self.parts
        if stood is None:
            stood = _parts(self.filed.dossier) if self.filed else {}
        self.filed, self.parts = filed, _parts(filed.dossier)
        return stood, self.parts

    def undo(self) -> None:
        self.filed, self.changed, self.parts = self.before, False, None
        self.rows.clear()


def _parts(dossier: Dossier) -> _Parts:
    return {(part.table, part.group): part for part in dossier.parts()}


class Desk:
    """The dossiers one batch works on, and the changes of rows that follow, in order.

    `on_file` has an entry for each dossier that the batch may open, None where there is none.
    """

    def __init__(self, on_file: Mapping[Ref, Filed | None]) -> None:
        self._on_file = on_file
        self._folders: dict[Ref, _Folder] = {}
        self._changed: list[_Folder] = []
        self.changes: list[Change] = []

    def _folder(self, ref: Ref) -> _Folder:
        folder = self._folders.get(ref)
        if folder is None:
            folder = self._folders[ref] = _Folder(self._on_file[ref])
        return folder

    def find(self, kind: type[D], country: str, id_: str | UUID) -> D | None:
        """Return the dossier, None if there is none. Raises `KeyError` if it was not fetched."""
        ref = Ref(kind, country, id_ if isinstance(id_, str) else text(id_))
        filed = self._folder(ref).filed
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
        folder = self._folder(Ref(type(dossier), dossier.country, dossier.id))
        if folder.filed and folder.filed.at > at:
            at = folder.filed.at
        if not folder.changed:
            folder.changed = True
            self._changed.append(folder)
        stood, stands = folder.put(Filed(dossier, at))
        for which, part in stood.items():
            now = stands.get(which)
            if now is None:
                self._remove(folder, part, None, at)
            elif now.bases is not part.bases and not part.bases.keys() <= now.bases.keys():
                self._remove(folder, part, now, at)
        for which, part in stands.items():
            was = stood.get(which)
            if was is None or (was.bases is not part.bases):
                self._put(folder, was, part, at)

    def _put(self, folder: _Folder, stood: Part | None, stands: Part, at: datetime) -> None:
        table, group, render = stands.table, stands.group, stands.render
        before = stood.bases if stood else _NO_BASES
        for place, basis in stands.bases.items():
            was = before.get(place)
            if was is basis or was == basis:
                continue
            row, known = render(place, basis), (table, group, place)
            old = folder.rows.get(known)
            if old is None and stood is not None and was is not None:
                old = stood.render(place, was)
            if row != old:
                folder.rows[known] = row
                self.changes.append(Put(table, row, at, old is not None))

    def _remove(self, folder: _Folder, stood: Part, stands: Part | None, at: datetime) -> None:
        now = stands.bases if stands else _NO_BASES
        for place, was in stood.bases.items():
            if place not in now:
                row = folder.rows.pop((stood.table, stood.group, place), None)
                row = row or stood.render(place, was)
                self.changes.append(Remove(stood.table, stood.table.key_of(row), at))

    def taken(self) -> list[Change]:
        """Return the changes since the last time; they can no longer be undone."""
        changes, self.changes = self.changes, []
        for folder in self._changed:
            folder.before, folder.changed = folder.filed, False
        self._changed.clear()
        return changes

    def undo(self) -> None:
        """Leave everything as it was when changes were last taken."""
        for folder in self._changed:
            folder.undo()
        self._changed.clear()
        self.changes.clear()

    def filed(self) -> Iterator[tuple[Ref, Filed]]:
        """Return each dossier that was filed, as it now is."""
        for ref, folder in self._folders.items():
            if folder.filed and folder.filed is not folder.fetched:
                yield ref, folder.filed
