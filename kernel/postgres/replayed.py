"""Check views against the events they were made of: make all again beside them, and compare.

What is made again is kept in temporary tables of one session: nothing of it outlives that session,
and the database keeps no log of it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, NamedTuple

from kernel.codec import EventCodec
from kernel.postgres.comparing import NAMED, compare, empty_twin, stored
from kernel.postgres.folding import CannotApply, Fold, Folding, Single
from kernel.postgres.pool import Connection, patient, patient_pool
from kernel.postgres.projections import Projection
from kernel.postgres.tables import KeyValues, renamed

PAGE: Final = 10_000
_MARKS = "SELECT projection, version, position FROM store.checkpoints WHERE source = 'store'"
_FILE = "SELECT pg_relation_filenode(to_regclass($1))"


class Difference(NamedTuple):
    """A row that is not what the events up to a position say; `columns` of one that is there.

    A view of several sources stands at no one position: 0.
    """

    view: str
    table: str
    key: str
    position: int
    wrong: str
    columns: Sequence[str] = ()

    def __str__(self) -> str:
        columns = f" in {', '.join(self.columns)}" if self.columns else ""
        at = f", at {self.position}" if self.position else ""
        return f"{self.view}, {self.table}: {self.key} {self.wrong}{columns}{at}"


class Checked(NamedTuple):
    """A view as it was at a position: how many aggregates it shows, and how many wrongly."""

    view: str
    version: int
    position: int
    aggregates: int
    differing: int
    differences: Sequence[Difference]


class Compared(NamedTuple):
    """How many events were applied again, the views that were compared, each fault in one line."""

    events: int
    checked: Sequence[Checked]
    faults: Sequence[str]


@dataclass(frozen=True, slots=True)
class Pace:
    """How many events are applied at once, and what is awaited afterwards with the seconds taken.

    Only the last of them, and the comparison, are done without a rest.
    """

    page: int = PAGE
    rest: Callable[[float], Awaitable[None]] | None = None


async def compare_views(
    url: str,
    projections: Sequence[Projection],
    codecs: Mapping[str, EventCodec[Any]],
    pace: Pace | None = None,
) -> Compared:
    """Compare every row with what the events up to its view's checkpoint say.

    First checksums per aggregate, then the rows of those that differ. A view that is made anew in
    the meantime is left out. Raises what the database raises.
    """
    pace = pace or Pace()
    connection = await patient(url, name="verify")
    try:
        comparing = await _begin(connection, projections)
        if not comparing:
            return Compared(0, (), ())
        single = Single(connection)
        try:
            async with await patient_pool(url, size=1, name="verify") as source:
                folding = Folding(source, single, codecs, pace.page, pace.rest)
                folds = [one.fold for one in comparing]
                done = await folding.fold(folds, max(one.until for one in folds))
            at_once = Folding(single, single, codecs, pace.page)
            checked = await _compared(connection, at_once, comparing)
        except CannotApply as error:
            return Compared(0, (), [f"no view can be made again {error}"])
    finally:
        await connection.close()
    return Compared(done, checked, faults(checked))


def faults(checked: Sequence[Checked]) -> list[str]:
    """Say in lines how many aggregates differ, where not each is named, and what differs."""
    more = [
        f"{one.view}: {one.differing} aggregates are not what the events say, at {one.position}"
        for one in checked
        if one.differing > NAMED
    ]
    return [*more, *(str(each) for one in checked for each in one.differences)]


@dataclass(frozen=True, eq=False)
class _Comparing:
    """A view, what it is compared with, and the files that its tables are stored in."""

    fold: Fold
    files: Sequence[int | None]


async def _begin(connection: Connection, projections: Sequence[Projection]) -> Sequence[_Comparing]:
    """Make a temporary twin of each view that has begun, to be filled up to its checkpoint."""
    marks = await _marks(connection)
    numbers = count(1)
    comparing: list[_Comparing] = []
    for projection in projections:
        mark = marks.get((projection.name, projection.version))
        if mark is None:
            continue
        twins = {
            table: renamed(table, "pg_temp", f"told{next(numbers)}_") for table in projection.tables
        }
        for table, twin in twins.items():
            for kept, told in zip(stored(table), stored(twin), strict=True):
                await connection.execute(empty_twin(kept, told))
        fold = Fold(projection, twins.__getitem__, until=mark)
        comparing.append(_Comparing(fold, await _files(connection, projection)))
    return comparing


async def _marks(connection: Connection) -> Mapping[tuple[str, int], int]:
    return {(name, version): mark for name, version, mark in await connection.fetch(_MARKS)}


async def _files(connection: Connection, projection: Projection) -> Sequence[int | None]:
    return [
        await connection.fetchval(_FILE, kept.name)
        for table in projection.tables
        for kept in stored(table)
    ]


async def _compared(
    connection: Connection, folding: Folding, comparing: Sequence[_Comparing]
) -> list[Checked]:
    """Compare the views as they are in one moment."""
    checked: list[Checked] = []
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        marks = await _marks(connection)
        known: list[_Comparing] = []
        for one in comparing:
            fold = one.fold
            fold.until = marks.get((fold.projection.name, fold.projection.version), -1)
            if fold.done <= fold.until:
                known.append(one)
        if known:
            await folding.fold([one.fold for one in known], max(one.fold.until for one in known))
        for one in known:
            found = await _check(connection, one.fold)
            # What replaces a table is not of the moment that this transaction sees.
            if await _files(connection, one.fold.projection) == one.files:
                checked.append(found)
    return checked


async def _check(connection: Connection, fold: Fold) -> Checked:
    projection, position = fold.projection, fold.until
    aggregates = differing = 0
    differences: list[Difference] = []
    for table in projection.tables:
        for kept, told in zip(stored(table), stored(fold.where(table)), strict=True):
            found = await compare(connection, kept, told)
            aggregates += found.aggregates
            differing += found.differing
            differences += [
                Difference(projection.name, kept.name, _text(key), position, wrong, columns)
                for key, wrong, columns in found.rows
            ]
    return Checked(
        projection.name, projection.version, position, aggregates, differing, differences
    )


def _text(key: KeyValues) -> str:
    return " ".join(map(str, key))
