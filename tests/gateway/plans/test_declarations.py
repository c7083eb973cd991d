# mypy: disable-error-code="empty-body"
"""A declaration that contradicts itself or its field is found before it is served."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
import strawberry
from graphql import GraphQLError

from gateway.plans import moments
from gateway.plans.check import faults, unmapped
from gateway.plans.connections import BadCursor, read_cursor, write_cursor
from gateway.plans.fields import col, relation
from gateway.plans.mapping import BadMapping, Compare, Paged, Rel, Via
from gateway.plans.schema import build
from tests.gateway.plans import garden


@pytest.mark.parametrize(
    "declare",
    [
        lambda: Rel("rm.bed", child=("a", "b"), parent="a"),
        lambda: Rel("rm.bed", child="a"),
        lambda: Rel("rm.bed", child="a", parent="b", via=Via("rm.link", ("a", "b"), "c")),
        lambda: Rel("rm.bed; DROP TABLE rm.bed"),
        lambda: Rel("rm.bed", order=("a desc",)),
        lambda: Rel("rm.bed", filters={"a": Compare("a OR true", "=")}),
        lambda: Rel("rm.bed", scope='"a"'),
        lambda: Paged("rm.bed"),
    ],
)
def test_a_relation_that_cannot_be_written_is_refused(declare: Callable[[], Rel]) -> None:
    with pytest.raises(BadMapping):
        declare()


def test_the_gardens_have_no_faults_and_one_field_without_declaration() -> None:
    assert faults(garden.SCHEMA) == []
    assert unmapped(garden.SCHEMA) == ["Garden.label"]


def test_each_fault_of_a_schema_is_named() -> None:
    @strawberry.type
    class Leaf:
        at: datetime = col("at")

    @strawberry.type
    class Query:
        @relation(Rel("rm.leaf"))
        def required(self) -> Leaf: ...

        @relation(Rel("rm.leaf"))
        def unordered(self, first: int = 5) -> list[Leaf]: ...

        @relation(Rel("rm.leaf", order=("id",)))
        def endless(self) -> list[Leaf]: ...

        @relation(Rel("rm.leaf"))
        def unknown(self, colour: str) -> Leaf | None: ...

    Query.__annotations__.update(Leaf=Leaf)
    assert faults(build(Query)) == [
        "Leaf.at is a moment: declare column at `instant`",
        "Query.endless is a list without its limit, the argument first",
        "Query.required must be nullable: the row may not be known yet",
        "Query.unknown has an argument colour that its declaration does not name",
        "Query.unordered is a list without an order",
    ]


def test_a_cursor_is_read_back_and_nothing_else_is() -> None:
    rel = Rel("rm.bed", order=("title", "-number"))
    cursor = write_cursor(["É \u2028 \"'\\", 3])
    assert read_cursor(cursor, rel) == {"title": "É \u2028 \"'\\", "number": 3}
    for wrong in ("", "a", "!!", "é", cursor[:-2], write_cursor(["a"]), write_cursor(["a", None])):
        with pytest.raises(BadCursor):
            read_cursor(wrong, rel)
    with pytest.raises(BadCursor):
        read_cursor(write_cursor([["nested"], 3]), rel)


def test_a_moment_has_one_written_form() -> None:
    paris = timezone(timedelta(hours=1))
    assert moments.write(datetime(2026, 1, 31, 13, tzinfo=paris)) == "2026-01-31T12:00:00.000000Z"
    assert moments.read("2026-01-31T13:00:00+01:00") == datetime(2026, 1, 31, 12, tzinfo=UTC)
    for wrong in ("2026-01-31", "2026-01-31T13:00:00", "yesterday", 5, None, ""):
        with pytest.raises(GraphQLError):
            moments.read(wrong)
