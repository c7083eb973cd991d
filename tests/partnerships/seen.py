"""Stored events as projections see them, without a database."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from kernel.events import Meta, Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Rows, Table
from kernel.store import Stream
from tests.partnerships.cases import NOW
from vocabulary import roles

META = Meta(
    command_id=UUID(int=1),
    actor="account-1",
    roles=(roles.COUNTRY_UNIT,),
    occurred_at=NOW,
    correlation_id=UUID(int=1),
)


def history(
    category: str, id_: UUID, events: Iterable[Any], *, meta: Meta = META, first: int = 1
) -> list[Seen[Any]]:
    """Return the events as stored one after the other, one second apart."""
    stream = Stream(category, id_)
    return [
        Seen(
            position=position,
            stream=stream,
            version=version,
            id=uuid5(id_, str(version)),
            event=event,
            known=meta,
            recorded_at=NOW + timedelta(seconds=position),
        )
        for version, (position, event) in enumerate(enumerate(events, start=first), start=1)
    ]


def project(
    projection: Projection, seen: Iterable[Seen[Any]], table: Table, *key: Any
) -> Mapping[str, Any]:
    """Return the row after the events, each delivered twice: once or twice is the same."""
    delivered = [each for one in seen for each in (one, one)]
    rows = Rows([*(touched for one in delivered for touched in projection.touches(one))])
    for each in delivered:
        projection.reduce(rows, each)
    row = rows.get(table, *key)
    assert row is not None
    return row
