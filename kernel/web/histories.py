"""The history of anything: who did what, when and why, how it stood, and what has changed since.

Read from the store itself, so it needs no table and is never behind.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response

from kernel.events import Seen, decode
from kernel.handling import Aggregate
from kernel.identity import Principal
from kernel.past import AsOf, AtMoment, AtPosition, AtVersion, load_as_of
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Rows, Table
from kernel.refusals import NotFound
from kernel.store import EventStore, Stream
from kernel.web.auth import Caller
from kernel.web.differences import differences
from kernel.web.faults import fault, malformed
from kernel.web.paging import Paging
from kernel.web.queries import shown

MOST: Final = 2**53


@dataclass(frozen=True, slots=True)
class Shown:
    """How a thing is shown: the row of `table` that `projection` makes of its stream alone."""

    projection: Projection
    table: Table
    columns: Sequence[str]

    def of(self, seen: Sequence[Seen[Any]]) -> dict[str, Any] | None:
        """Return the row after these events of one stream as JSON has it, None before the first."""
        if not seen:
            return None
        rows = Rows(key for each in seen for key in self.projection.touches(each))
        for each in seen:
            self.projection.reduce(rows, each)
        row = rows.get(self.table, seen[0].stream.id)
        if row is None:
            return None
        shown: dict[str, Any] = msgspec.to_builtins({name: row[name] for name in self.columns})
        return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is told of the things of one aggregate.

    `act` says of an event what its class means: at least nothing. `shows_accounts` tells whether
    a caller sees which account gave a command; no name of a person is in a store.
    """

    at: str
    noun: str
    aggregate: Aggregate
    shown: Shown
    act: Callable[[Any], Mapping[str, Any]]
    shows_accounts: Callable[[Principal], bool]

    async def seen(
        self, store: EventStore, id_: UUID, at: AsOf | None = None
    ) -> Sequence[Seen[Any]]:
        """Return what had happened to the thing by then, or until now; raises `NotFound`."""
        stream = Stream(self.aggregate.category, id_)
        codecs = {self.aggregate.category: self.aggregate.codec}
        recorded = await (load_as_of(store, stream, at) if at else store.load(stream))
        seen = list(decode(codecs, recorded))
        if not seen:
            raise NotFound
        return seen

    def told(self, seen: Seen[Any], *, account: bool) -> dict[str, Any]:
        """Return one act: under which version it stands, who, what, when, why."""
        meta = seen.meta
        return {
            "number": seen.version,
            "position": seen.position,
            "act": type(seen.event).__name__,
            **self.act(seen.event),
            "recorded_at": seen.recorded_at,
            "recorded_as": ", ".join(meta.roles),
            "organisation": meta.organisation,
            "account": meta.actor if account else None,
            "demonstration": meta.demonstration,
            "provenance": meta.provenance,
        }


def _store(request: Request) -> EventStore:
    store: EventStore = request.app.state.handling.store
    return store


Stored = Annotated[EventStore, Depends(_store)]


def _within(seen: Sequence[Seen[Any]], name: str, version: int) -> None:
    if version > len(seen):
        raise malformed([fault("query", name, "less_than_equal", le=len(seen))])


def _point(
    version: Annotated[
        int | None, Query(ge=1, le=MOST, description="After this many acts of its history.")
    ] = None,
    position: Annotated[
        int | None, Query(ge=1, le=MOST, description="At this position of the store.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        Query(description="What was recorded by this moment; UTC if it names no zone."),
    ] = None,
) -> AsOf | None:
    """Return the point in a thing's past that is asked for, None for now."""
    given = {"version": version, "position": position, "as_of": as_of}
    names = [name for name, value in given.items() if value is not None]
    if len(names) > 1:
        raise malformed([fault("query", name, "one_alone") for name in names])
    if version is not None:
        return AtVersion(version)
    if position is not None:
        return AtPosition(position)
    if as_of is not None:
        return AtMoment(as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC))
    return None


def history_routes(histories: Sequence[History]) -> APIRouter:
    """Serve `{at}/{id}/history`, `/past` and `/changes` for each of them."""
    router = APIRouter()
    for each in histories:
        _add_history(router, each)
        _add_past(router, each)
        _add_changes(router, each)
    return router


def _add_history(router: APIRouter, of: History) -> None:
    @router.get(
        f"{of.at}/{{id}}/history", tags=[of.noun], summary="Show who did what, when and why"
    )
    async def history(
        store: Stored,
        caller: Caller,
        page: Paging,
        id: UUID,  # noqa: A002 - its name in the path
    ) -> Response:
        after = page.after(int)
        account = of.shows_accounts(caller)
        position = await store.head()
        seen = (await of.seen(store, id))[after[0] if after else 0 :]
        rows = [of.told(each, account=account) for each in seen[: page.limit]]
        return page.answer(rows, "number", position=position)


def _add_past(router: APIRouter, of: History) -> None:
    @router.get(f"{of.at}/{{id}}/past", tags=[of.noun], summary="Show how it stood")
    async def past(
        store: Stored,
        at: Annotated[AsOf | None, Depends(_point)],
        id: UUID,  # noqa: A002
    ) -> Response:
        seen = await of.seen(store, id, at)
        if isinstance(at, AtVersion):
            _within(seen, "version", at.version)
        return shown(of.shown.of(seen))


def _add_changes(router: APIRouter, of: History) -> None:
    @router.get(
        f"{of.at}/{{id}}/changes",
        tags=[of.noun],
        summary="Show what has changed between two versions",
    )
    async def changes(
        store: Stored,
        caller: Caller,
        id: UUID,  # noqa: A002
        since: Annotated[
            int, Query(alias="from", ge=0, le=MOST, description="0 is before everything.")
        ] = 0,
        to: Annotated[
            int | None, Query(ge=1, le=MOST, description="The newest unless it is given.")
        ] = None,
    ) -> Response:
        seen = await of.seen(store, id)
        until = len(seen) if to is None else to
        _within(seen, "to", until)
        if since > until:
            raise malformed([fault("query", "from", "less_than_equal", le=until)])
        changed = _changed(of, seen, since, until, account=of.shows_accounts(caller))
        return Response(msgspec.json.encode(changed), media_type="application/json")


def _changed(
    of: History, seen: Sequence[Seen[Any]], since: int, until: int, *, account: bool
) -> dict[str, Any]:
    before, after = of.shown.of(seen[:since]) or {}, of.shown.of(seen[:until]) or {}
    found = differences({**before, "version": None}, {**after, "version": None})
    return {
        "from": since,
        "to": until,
        "changes": [each._asdict() for each in found],
        "acts": [of.told(each, account=account) for each in seen[since:until]],
    }
