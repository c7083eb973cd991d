"""What read routes share: filters that several lists take, and a thing as its store has it."""

from functools import cache
from types import ModuleType
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from kernel.codec import EventCodec
from kernel.decider import replay
from kernel.events import decode
from kernel.refusals import NotFound
from kernel.store import EventStore, Stream

Country = Annotated[
    str | None, Query(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2, upper case.")
]
Words = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=200,
        description="Part of a name or code that holds or ever held; accents, case, and the dots "
        "and spaces of a code are free.",
    ),
]


async def as_it_stands(store: EventStore, aggregate: Any, id_: UUID) -> tuple[Any, int]:
    """Return the state of a thing and its version; `aggregate` is its module of the domain.

    Raises `NotFound`.
    """
    category = aggregate.__name__.rpartition(".")[2]
    recorded = await store.load(Stream(category, id_))
    if not recorded:
        raise NotFound
    events = (seen.event for seen in decode({category: _codec(aggregate)}, recorded))
    return replay(aggregate, events), len(recorded)


@cache
def _codec(aggregate: ModuleType) -> EventCodec[Any]:
    return EventCodec(aggregate.Event)
