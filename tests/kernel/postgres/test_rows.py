from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.postgres.rows import Key, Rows, Table, ddl, load, store

DOORS = Table(
    "doors",
    key=("house", "number"),
    columns={
        "house": "uuid",
        "number": "integer",
        "colour": "text NOT NULL",
        "tags": "text[]",
    },
)
LAMPS = Table("lamps", key=("id",), columns={"id": "integer", "watts": "integer"}, history=True)
SEEN = Table("seen", key=("id",), columns={"id": "integer"})
KINDS = Table(
    "kinds",
    key=("id",),
    columns={
        "id": "uuid",
        "title": "jsonb",
        "raw": "json",
        "amount": "numeric",
        "opened_on": "date",
        "at": "timestamptz",
        "lit": "boolean",
        "count": "bigint",
        "share": "double precision",
        "words": "text[]",
        "ids": "uuid[]",
        "days": "date[]",
    },
)
MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)


def at(hour: int) -> datetime:
    return MORNING + timedelta(hours=hour)


def lamp(id_: int, watts: int) -> dict[str, Any]:
    return {"id": id_, "watts": watts}


@asynccontextmanager
async def connected(url: str, *tables: Table) -> AsyncIterator[asyncpg.Connection]:
    """Connect to a database in which these tables are, and are empty."""
    connection = await asyncpg.connect(url, server_settings={"timezone": "UTC"})
    try:
        for table in tables:
            await connection.execute(
                f"DROP VIEW IF EXISTS {table.name}_all; DROP TABLE IF EXISTS {table.name}_history;"
                f"DROP TABLE IF EXISTS {table.name}; {ddl(table)}"
            )
        yield connection
    finally:
        await connection.close()


async def apply(connection: asyncpg.Connection, *steps: "Step") -> None:
    """Apply one batch to the lamps."""
    async with connection.transaction():
        rows = await load(connection, [(LAMPS, (step.id,)) for step in steps])
        for step in steps:
            step.take(rows)
        await store(connection, rows)


@dataclass(frozen=True)
class Step:
    """One change of one lamp; `watts` of none removes it."""

    hour: int
    id: int
    watts: int | None

    def take(self, rows: Rows) -> None:
        if self.watts is None:
            rows.delete(LAMPS, self.id, at=at(self.hour))
        else:
            rows.put(LAMPS, lamp(self.id, self.watts), at(self.hour))


# --- the working set alone: what reducers are tested with ---


def test_what_was_put_is_got() -> None:
    rows = Rows()
    rows.put(SEEN, {"id": 1}, at(0))
    assert rows.get(SEEN, 1) == {"id": 1}


def test_a_declared_key_without_a_row_is_none() -> None:
    assert Rows([(LAMPS, (1,))]).get(LAMPS, 1) is None


def test_what_was_deleted_is_gone() -> None:
    rows = Rows([(LAMPS, (1,))])
    rows.put(LAMPS, lamp(1, 40), at(0))
    rows.delete(LAMPS, 1, at=at(1))
    assert rows.get(LAMPS, 1) is None


def test_a_key_that_was_not_declared_is_an_error_not_an_absence() -> None:
    rows = Rows([(SEEN, (1,))])
    with pytest.raises(LookupError, match="seen"):
        rows.get(SEEN, 2)
    with pytest.raises(LookupError, match="lamps"):
        rows.get(LAMPS, 1)


def test_a_row_with_history_must_be_declared_before_it_is_put() -> None:
    with pytest.raises(LookupError, match="lamps"):
        Rows().put(LAMPS, lamp(1, 40), at(0))
    with pytest.raises(LookupError, match="lamps"):
        Rows().delete(LAMPS, 1, at=at(0))


@pytest.mark.parametrize(
    "row", [{"id": 1}, {"id": 1, "wats": 40}, {**lamp(1, 40), "colour": "red"}]
)
def test_a_row_has_every_column_and_no_other(row: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"lamps: .*(watts|colour)"):
        Rows([(LAMPS, (1,))]).put(LAMPS, row, at(0))


def test_a_row_does_not_change_before_it_was_known() -> None:
    rows = Rows([(LAMPS, (1,))])
    rows.put(LAMPS, lamp(1, 40), at(1))
    with pytest.raises(ValueError, match="cannot change"):
        rows.put(LAMPS, lamp(1, 60), at(0))


def test_a_complete_row_is_made_of_some_values() -> None:
    assert LAMPS.row(id=1) == {"id": 1, "watts": None}
    with pytest.raises(ValueError, match="wats"):
        LAMPS.row(wats=1)


@pytest.mark.parametrize("key", [(), ("colour",)])
def test_a_key_is_made_of_columns(key: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="key"):
        Table("lamps", key=key, columns={"id": "integer"})


# --- with PostgreSQL ---


@pytest.mark.postgres
async def test_values_of_every_kind_come_back(database: str) -> None:
    async with connected(database, KINDS) as connection:
        full = {
            "id": uuid4(),
            "title": {"fr": 'é "x" \\ ', "nl": None},
            "raw": [1, {"a": []}],
            "amount": Decimal("1250000.00"),
            "opened_on": date(2022, 1, 1),
            "at": at(0),
            "lit": True,
            "count": 1 << 40,
            "share": 0.1,
            "words": ["a,b", 'c"d', "e\\f", "{}", "NULL", ""],
            "ids": [uuid4()],
            "days": [date(2022, 1, 1)],
        }
        empty = KINDS.row(id=uuid4())
        bare = {**empty, "id": uuid4(), "words": [], "title": {}}
        async with connection.transaction():
            rows = Rows()
            for row in (full, empty, bare):
                rows.put(KINDS, row, at(0))
            await store(connection, rows)
            again = await load(connection, [(KINDS, (row["id"],)) for row in (full, empty, bare)])
        assert again.get(KINDS, full["id"]) == full
        assert str(again.get(KINDS, full["id"])["amount"]) == "1250000.00"  # type: ignore[index]
        assert again.get(KINDS, empty["id"]) == empty
        assert again.get(KINDS, bare["id"]) == bare


@pytest.mark.postgres
async def test_a_key_of_several_columns_finds_its_row(database: str) -> None:
    async with connected(database, DOORS) as connection:
        house, other = uuid4(), uuid4()
        keys: list[Key] = [(DOORS, (h, n)) for h in (house, other) for n in (1, 2)]
        async with connection.transaction():
            rows = await load(connection, keys)
            rows.put(DOORS, DOORS.row(house=house, number=1, colour="red", tags=["a"]), at(0))
            rows.put(DOORS, DOORS.row(house=other, number=2, colour="blue"), at(0))
            await store(connection, rows)
        async with connection.transaction():
            rows = await load(connection, keys)
            assert rows.get(DOORS, house, 1) is not None
            assert rows.get(DOORS, house, 2) is None
            rows.delete(DOORS, house, 1, at=at(1))
            rows.delete(DOORS, house, 2, at=at(1))
            rows.put(DOORS, DOORS.row(house=other, number=2, colour="green"), at(1))
            await store(connection, rows)
        left = await connection.fetch("SELECT number, colour FROM doors")
        assert [tuple(row) for row in left] == [(2, "green")]


@pytest.mark.postgres
async def test_a_table_of_nothing_but_its_key_can_be_put_twice(database: str) -> None:
    async with connected(database, SEEN) as connection:
        for _ in range(2):
            async with connection.transaction():
                rows = Rows()
                rows.put(SEEN, {"id": 1}, at(0))
                await store(connection, rows)
        assert await connection.fetchval("SELECT count(*) FROM seen") == 1


@pytest.mark.postgres
async def test_a_superseded_version_stays_until_the_next_was_known(database: str) -> None:
    async with connected(database, LAMPS) as connection:
        await apply(connection, Step(0, 1, 40))
        await apply(connection, Step(1, 1, 60), Step(2, 1, 75))
        versions = await connection.fetch(
            "SELECT watts, known_from, known_to FROM lamps_all ORDER BY known_from"
        )
        forever = await connection.fetchval("SELECT 'infinity'::timestamptz")
        assert [tuple(row) for row in versions] == [
            (40, at(0), at(1)),
            (60, at(1), at(2)),
            (75, at(2), forever),
        ]


@pytest.mark.postgres
@pytest.mark.parametrize("batches", [1, 2])
async def test_a_version_replaced_in_the_instant_it_became_known_leaves_no_trace(
    database: str, batches: int
) -> None:
    async with connected(database, LAMPS) as connection:
        await apply(connection, Step(0, 1, 40))
        steps = [Step(1, 1, 60), Step(1, 1, 75)]
        for batch in [steps] if batches == 1 else [[step] for step in steps]:
            await apply(connection, *batch)
        past = await connection.fetch("SELECT watts, known_from, known_to FROM lamps_history")
        assert [tuple(row) for row in past] == [(40, at(0), at(1))]
        assert await connection.fetchval("SELECT watts FROM lamps") == 75


@pytest.mark.postgres
async def test_a_row_made_and_removed_in_one_instant_was_never_there(database: str) -> None:
    async with connected(database, LAMPS) as connection:
        await apply(connection, Step(0, 1, 40))
        await apply(connection, Step(0, 1, None))
        assert await connection.fetchval("SELECT count(*) FROM lamps_all") == 0


@dataclass
class Naive:
    """What was known of each lamp at each hour, written down hour by hour."""

    known: dict[tuple[int, int], int] = field(default_factory=dict)

    def take(self, step: Step, hours: int) -> None:
        for hour in range(step.hour, hours):
            self.known.pop((step.id, hour), None)
            if step.watts is not None:
                self.known[step.id, hour] = step.watts


def batches(steps: list[Step], sizes: list[int]) -> Iterator[list[Step]]:
    rest, sizes = list(steps), list(sizes)
    while rest:
        size = sizes.pop() if sizes else 1
        yield rest[:size]
        rest = rest[size:]


HOURS = 6
steps = st.lists(
    st.builds(Step, st.integers(0, HOURS - 1), st.integers(1, 3), st.none() | st.integers(1, 9)),
    max_size=30,
).map(lambda steps: sorted(steps, key=lambda step: step.hour))


@pytest.mark.postgres
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps, sizes=st.lists(st.integers(1, 6), max_size=10))
async def test_at_every_moment_exactly_what_was_known_then_is_seen(
    database: str, steps: list[Step], sizes: list[int]
) -> None:
    async with connected(database, LAMPS) as connection:
        naive = Naive()
        for batch in batches(steps, sizes):
            await apply(connection, *batch)
        for step in steps:
            naive.take(step, HOURS)
        seen: dict[tuple[int, int], int] = {}
        for hour in range(HOURS):
            for minute in (0, 59):
                rows = await connection.fetch(
                    "SELECT id, watts FROM lamps_all WHERE known_from <= $1 AND known_to > $1",
                    at(hour) + timedelta(minutes=minute),
                )
                assert len({row["id"] for row in rows}) == len(rows), "two versions at one moment"
                seen |= {(row["id"], hour): row["watts"] for row in rows}
        assert seen == naive.known


@pytest.mark.postgres
async def test_ten_thousand_rows_are_written_and_read_as_one_set(database: str) -> None:
    async with connected(database, LAMPS) as connection:
        for hour in (0, 1):
            await apply(connection, *(Step(hour, id_, id_ + hour) for id_ in range(10_000)))
        assert await connection.fetchval("SELECT count(*) FROM lamps_history") == 10_000
        assert await connection.fetchval("SELECT bool_and(watts = id + 1) FROM lamps")


def test_the_keys_of_a_table_are_always_tuples() -> None:
    house = UUID(int=7)
    assert LAMPS.key_of(lamp(1, 40)) == (1,)
    assert DOORS.key_of(DOORS.row(house=house, number=2)) == (house, 2)
