# mypy: disable-error-code="empty-body"
"""A schema of gardens that uses every declaration once; it has nothing to do with cooperation."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from gateway.plans.connections import Connection
from gateway.plans.fields import Node, col, const, count, inline, items, relation, words
from gateway.plans.mapping import Compare, Count, Nodes, Paged, Rel, Via, Within
from gateway.plans.schema import build
from kernel.postgres.rows import Table, ddl

T = 'text COLLATE "C" NOT NULL'

REGION = Table(
    "rm.region", ("code",), {"code": T, "name": "json NOT NULL", "people": "int"}, history=True
)
GARDEN = Table(
    "rm.garden",
    ("id",),
    {
        "id": T,
        "gid": T,
        "region_code": T,
        "title": T,
        "state": "text NOT NULL",
        "opened": "date NOT NULL",
        "closed": "date",
        "budget": "numeric(14,2)",
        "seen_at": "timestamptz NOT NULL",
        "tags": "text[] NOT NULL",
        "street": "text",
        "town": "text",
        "notes": "jsonb NOT NULL",
        "owner": "json",
    },
    history=True,
)
GARDENER = Table(
    "rm.gardener", ("id",), {"id": T, "gid": T, "name": T, "motto": "jsonb"}, history=True
)
WORK = Table(
    "rm.work", ("garden_id", "gardener_id"), {"garden_id": T, "gardener_id": T}, history=True
)
BED = Table(
    "rm.bed",
    ("region_code", "garden_id", "number"),
    {
        "region_code": T,
        "garden_id": T,
        "number": "int NOT NULL",
        "crop": "text",
        "wild": "boolean NOT NULL",
    },
    history=True,
)
VISIT = Table(
    "rm.visit",
    ("id",),
    {
        "id": T,
        "region_code": T,
        "garden_id": T,
        "on_day": "date NOT NULL",
        "grade": "int NOT NULL",
        "remark": "text",
    },
    history=True,
)
RULE = Table("rm.rule", ("code",), {"code": T, "region_code": T, "text": "text NOT NULL"})

TABLES = (REGION, GARDEN, GARDENER, WORK, BED, VISIT, RULE)
INDEXES = (
    "rm.garden (region_code, title, id)",
    "rm.garden_history (region_code, title, id, known_from, known_to)",
    "rm.visit (garden_id, on_day DESC, id)",
    "rm.visit_history (garden_id, on_day DESC, id, known_from, known_to)",
    "rm.bed_history (region_code, garden_id, number, known_from, known_to)",
    "rm.work (gardener_id)",
    "rm.garden (gid)",
    "rm.gardener (gid)",
)
DDL = "CREATE SCHEMA rm;\n" + ddl(*TABLES, indexes=INDEXES)

GARDENS = Rel("rm.garden", child="region_code", parent="code", filters={"states": "state"})
VISITS = {
    "since": Compare("on_day", ">="),
    "above": Compare("grade", ">"),
    "remark": Compare("remark", "contains"),
}


@strawberry.enum
class State(Enum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


@strawberry.type
class Address:
    street: str = col("street")
    town: str | None = col("town")


@strawberry.type
class Note:
    title: str | None = col("title")
    pages: int | None = col("pages")
    written: date | None = col("written")
    read_by: list[str] | None = col("readBy")


@strawberry.type
class Rule:
    code: str = col("code")
    text: str = col("text")


@strawberry.type
class Region:
    code: str = col("code")
    name: str = words("name")
    people: int | None = col("people")
    planet: str = const("Earth's")

    @relation(
        Paged(
            "rm.garden",
            child="region_code",
            parent="code",
            order=("title", "id"),
            filters={"states": "state", "on": Within("opened", "closed")},
        )
    )
    def gardens(
        self,
        first: int = 5,
        after: str | None = None,
        states: list[State] | None = None,
        on: date | None = None,
    ) -> Connection[Garden]:
        """Its gardens by title."""

    @count(Count(GARDENS))
    def garden_count(self, states: list[State] | None = None) -> int: ...

    @relation(
        Rel("rm.rule", child="region_code", parent="code", order=("code",), limit=3, history=False)
    )
    def rules(self) -> list[Rule]:
        """Rules as they are now, whatever the moment asked for."""


@strawberry.type
class Bed:
    number: int = col("number")
    crop: str | None = col("crop")
    wild: bool = col("wild")

    @relation(
        Rel(
            "rm.garden",
            child=("region_code", "id"),
            parent=("region_code", "garden_id"),
            scope="region_code",
        )
    )
    def garden(self) -> Garden | None: ...


@strawberry.type
class Visit:
    id: strawberry.ID = col("id")
    on: date = col("on_day")
    grade: int = col("grade", description="1 is best.")
    remark: str | None = col("remark")


@strawberry.type
class Garden(Node):
    title: str = col("title")
    state: State = col("state")
    opened: date = col("opened")
    closed: date | None = col("closed")
    budget: Decimal | None = col("budget", text=True)
    seen_at: datetime = col("seen_at", instant=True)
    tags: list[str] = col("tags")
    address: Address | None = inline("street")
    notes: list[Note] = items("notes")
    owner: Note | None = items("owner")

    @relation(Rel("rm.region", child="code", parent="region_code", scope="code"))
    def region(self) -> Region | None: ...

    @relation(
        Rel(
            "rm.bed",
            child=("region_code", "garden_id"),
            parent=("region_code", "id"),
            order=("number",),
            limit=20,
            filters={"wild": "wild"},
        )
    )
    def beds(self, wild: bool | None = None) -> list[Bed]: ...  # noqa: FBT001 - an argument of GraphQL

    @relation(
        Rel(
            "rm.bed",
            child=("region_code", "garden_id"),
            parent=("region_code", "id"),
            order=("number",),
            where={"wild": True, "crop": None},
        )
    )
    def wild_beds(self, first: int = 3) -> list[Bed]: ...

    @relation(
        Rel(
            "rm.gardener",
            parent="id",
            child="id",
            order=("name", "id"),
            via=Via("rm.work", "garden_id", "gardener_id"),
        )
    )
    def gardeners(self, first: int = 5) -> list[Gardener]: ...

    @relation(Rel("rm.visit", child="garden_id", parent="id", order=("-on_day", "id")))
    def last_visit(self) -> Visit | None: ...

    @relation(
        Paged("rm.visit", child="garden_id", parent="id", order=("-on_day", "id"), filters=VISITS)
    )
    def visits(
        self,
        first: int = 5,
        after: str | None = None,
        since: date | None = None,
        above: int | None = None,
        remark: str | None = None,
    ) -> Connection[Visit]: ...

    @strawberry.field
    def label(self) -> str:
        """No declaration on purpose: a query with this field runs on graphql-core."""
        row = self.columns  # type: ignore[attr-defined]
        return f"{row['title']} ({row['state']})"


@strawberry.type
class Gardener(Node):
    name: str = col("name")
    motto: str | None = words("motto", otherwise="en")

    @relation(
        Paged(
            "rm.garden",
            parent="id",
            child="id",
            order=("-opened", "-id"),
            scope="region_code",
            via=Via("rm.work", "gardener_id", "garden_id"),
        )
    )
    def gardens(self, first: int = 5, after: str | None = None) -> Connection[Garden]: ...


@strawberry.type
class Query:
    @relation(Rel("rm.region", filters={"code": "code"}, as_of="as_of", scope="code"))
    def region(self, code: str, as_of: datetime | None = None) -> Region | None: ...

    @relation(Rel("rm.region", order=("code",), as_of="as_of", scope="code"))
    def regions(self, first: int = 10, as_of: datetime | None = None) -> list[Region]: ...

    @relation(
        Paged(
            "rm.garden",
            order=("opened", "id"),
            as_of="as_of",
            scope="region_code",
            filters={"title": Compare("title", "contains")},
        )
    )
    def gardens(
        self,
        first: int,
        after: str | None = None,
        title: str | None = None,
        as_of: datetime | None = None,
    ) -> Connection[Garden]: ...

    @relation(
        Nodes(
            {
                "Garden": Rel(
                    "rm.garden", filters={"id": "gid"}, as_of="as_of", scope="region_code"
                ),
                "Gardener": Rel("rm.gardener", filters={"id": "gid"}, as_of="as_of"),
            }
        )
    )
    def node(self, id: strawberry.ID, as_of: datetime | None = None) -> Node | None: ...  # noqa: A002 - GraphQL's word


@strawberry.type
class Mutation:
    @strawberry.mutation
    def water(self) -> bool:
        return True


SCHEMA = build(Query, types=[Garden, Gardener], mutation=Mutation)
