"""Local copies: rows that another source's events write, and that go when it begins anew."""

from collections.abc import Iterable
from uuid import UUID

import asyncpg
import pytest

from kernel.kafka.cloudevents import Incoming
from kernel.kafka.copying import COPIED, Copies, copied
from kernel.kafka.topics import Source
from kernel.postgres.rows import Key, Rows, Table, ddl
from tests.kernel.kafka.conftest import Service
from tests.kernel.kafka.hearing import KITCHEN, switched

pytestmark = pytest.mark.postgres

LAMP, CANDLE = UUID(int=1), UUID(int=2)
LIT = Table(
    "lit",
    ("light",),
    {"light": "uuid NOT NULL", "lit": "bool NOT NULL", "times": "int NOT NULL", **COPIED},
)


def touches(event: Incoming) -> Iterable[Key]:
    return [(LIT, (event.event.light,))]


def reduce(rows: Rows, event: Incoming) -> None:
    light = event.event.light
    before = rows.get(LIT, light)
    times = 1 + (before["times"] if before else 0)
    row = LIT.row(light=light, lit=event.event.on, times=times, **copied(event))
    rows.put(LIT, row, event.recordedtime)


COPIES = Copies((LIT,), touches, reduce)


async def hear(pool: asyncpg.Pool, *events: Incoming) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await COPIES.apply(connection, events)


async def seen(pool: asyncpg.Pool) -> list[tuple[object, ...]]:
    rows = await pool.fetch("SELECT light, lit, times, source, position FROM lit ORDER BY light")
    return [tuple(row) for row in rows]


async def test_a_row_says_what_was_last_heard_from_whom_and_where(service: Service) -> None:
    await service.pool.execute(ddl(LIT))

    await hear(service.pool, switched(1, LAMP), switched(2, CANDLE), switched(5, LAMP, on=False))
    await hear(service.pool, switched(9, LAMP))

    assert await seen(service.pool) == [
        (LAMP, True, 3, "aa.light", 9),
        (CANDLE, True, 1, "aa.light", 2),
    ]


async def test_a_source_that_begins_anew_takes_its_rows_away_and_no_others(
    service: Service,
) -> None:
    await service.pool.execute(ddl(LIT))
    garden = Source("bb", "light")
    await hear(service.pool, switched(1, LAMP))
    await hear(service.pool, switched(1, CANDLE, source=garden))

    async with service.pool.acquire() as connection, connection.transaction():
        await COPIES.forget(connection, KITCHEN)

    assert await seen(service.pool) == [(CANDLE, True, 1, "bb.light", 1)]


def test_a_table_that_does_not_keep_who_said_it_is_no_copy() -> None:
    with pytest.raises(ValueError, match="does not keep who said it"):
        Copies((Table("lit", ("light",), {"light": "uuid NOT NULL"}),), touches, reduce)
