"""What is remembered of one aggregate of one unit, and how rows follow from it.

An event changes dossiers, a dossier says which rows stand, and what differs is put or removed.
So no reducer ever asks the database, and a row never depends on how events were batched.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, Protocol, TypeAlias, TypeVar, cast

from kernel.postgres.rows import Row, Table

WORDS = 'text COLLATE "C"'
"""SQL type of ids and of texts that lists are ordered by: the same order on every server."""


class Ref(NamedTuple):
    """Names a dossier. `kind` is its class, so that nothing is read as something else."""

    kind: type["Dossier"]
    country: str
    id: str


Standing: TypeAlias = tuple[Table, Row]


class Dossier(Protocol):
    """A frozen dataclass; each of its rows belongs to it alone."""

    kind: ClassVar[str]

    @property
    def country(self) -> str: ...

    @property
    def id(self) -> str: ...

    def rows(self) -> Iterable[Standing]:
        """Return the rows that stand as long as the dossier stays as it is."""


D = TypeVar("D", bound=Dossier)


class NotOnFile(LookupError):
    """An event speaks of something whose beginning was never heard."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A dossier and the moment from which it has been known as it is."""

    dossier: Dossier
    at: datetime


class Put(NamedTuple):
    table: Table
    row: Row
    at: datetime


class Remove(NamedTuple):
    table: Table
    key: tuple[Any, ...]
    at: datetime


Change: TypeAlias = Put | Remove
Keyed: TypeAlias = dict[tuple[Table, tuple[Any, ...]], Row]


class Desk:
    """The dossiers one batch works on, and the changes of rows that follow, in order.

    `on_file` has an entry for each dossier that the batch may open, None where there is none.
    """

    def __init__(self, on_file: Mapping[Ref, Filed | None]) -> None:
        self._on_file = dict(on_file)
        self._touched: dict[Ref, None] = {}
        self._standing: dict[Ref, Keyed] = {}
        self.changes: list[Change] = []

    def find(self, kind: type[D], country: str, id_: object) -> D | None:
        """Return the dossier, None if there is none. Raises `KeyError` if it was not fetched."""
        filed = self._on_file[Ref(kind, country, str(id_))]
        return cast("D", filed.dossier) if filed else None

    def open(self, kind: type[D], country: str, id_: object) -> D:
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
        at = max(at, before.at) if before else at
        self._on_file[ref] = Filed(dossier, at)
        self._touched[ref] = None
        stands = _keyed(dossier.rows())
        self.changes += _differences(self._stood(ref, before), stands, at)
        self._standing[ref] = stands

    def _stood(self, ref: Ref, before: Filed | None) -> Keyed:
        known = self._standing.get(ref)
        if known is None:
            known = _keyed(before.dossier.rows()) if before else {}
        return known

    def filed(self) -> Iterator[tuple[Ref, Filed]]:
        """Return each dossier that was filed, as it now is."""
        for ref in self._touched:
            filed = self._on_file[ref]
            if filed:
                yield ref, filed


def _differences(stood: Keyed, stands: Keyed, at: datetime) -> Iterator[Change]:
    for table, key in stood.keys() - stands.keys():
        yield Remove(table, key, at)
    for place, row in stands.items():
        if stood.get(place) != row:
            yield Put(place[0], row, at)


def _keyed(standing: Iterable[Standing]) -> Keyed:
    return {(table, table.key_of(row)): row for table, row in standing}
