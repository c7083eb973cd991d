"""The schema itself: what is committed, and whether every field can be read by a plan."""

from pathlib import Path

import asyncpg
import pytest
from graphql import GraphQLObjectType, is_non_null_type

from gateway.plans.check import faults, unmapped
from gateway.plans.mapping import Col, Paged, Rel, Words, columns, mapping_of
from gateway.schema import SCHEMA

VIEWS = ("country", "source_state", "figure_source")
"""What is read and is no table: of its columns nothing says that they are never null."""
COMMITTED = Path("gateway/schema.graphql")
WRITE = (
    "from gateway.schema import SCHEMA; "
    "print(SCHEMA.as_str(), file=open('gateway/schema.graphql', 'w'))"
)


def test_the_committed_schema_is_the_one_that_is_served() -> None:
    assert COMMITTED.read_text(encoding="utf-8").strip() == SCHEMA.as_str().strip(), (
        f"see what has changed, then: python -c {WRITE!r}"
    )


def test_every_field_is_read_by_a_plan() -> None:
    assert unmapped(SCHEMA) == []
    assert faults(SCHEMA) == []


def test_people_find_a_description_of_every_type() -> None:
    types = SCHEMA._schema.type_map  # noqa: SLF001 - has no public name
    silent = [
        name
        for name, type_ in types.items()
        if not name.startswith("__") and not type_.description and name != "Query"
    ]
    assert [name for name in silent if name not in {"String", "ID", "Int", "Boolean"}] == []


@pytest.mark.postgres
async def test_a_field_that_is_never_null_has_a_column_that_is_never_null(
    writer: asyncpg.Pool,
) -> None:
    known = await _columns(writer)
    wrong = []
    for table, type_ in _tables():
        for name, field in type_.fields.items():
            mapping = mapping_of(field)
            if not isinstance(mapping, Col | Words):
                continue
            nullable = known[table][mapping.name]
            if nullable and is_non_null_type(field.type):
                wrong.append(f"{type_.name}.{name} of {table}.{mapping.name}")
    assert wrong == []


@pytest.mark.postgres
async def test_every_list_is_ordered_by_columns_that_end_in_a_key(writer: asyncpg.Pool) -> None:
    known = await _columns(writer)
    for rel, _ in _relations():
        if rel.order and not rel.table.endswith(VIEWS):
            assert not any(known[rel.table][name] for name, _ in rel.ordering), rel
            assert all(name in known[rel.table] for name in columns(rel.child)), rel


def _relations() -> list[tuple[Rel, GraphQLObjectType]]:
    types = SCHEMA._schema.type_map.values()  # noqa: SLF001 - has no public name
    found = []
    for type_ in types:
        for field in type_.fields.values() if isinstance(type_, GraphQLObjectType) else ():
            mapping = mapping_of(field)
            if isinstance(mapping, Rel):
                found.append((mapping, _node(field.type, paged=isinstance(mapping, Paged))))
    return found


def _tables() -> list[tuple[str, GraphQLObjectType]]:
    """Return each table with the types that its rows are shown as; views are left out."""
    return [(rel.table, type_) for rel, type_ in _relations() if not rel.table.endswith(VIEWS)]


def _node(type_: object, *, paged: bool) -> GraphQLObjectType:
    while hasattr(type_, "of_type"):
        type_ = type_.of_type
    assert isinstance(type_, GraphQLObjectType)
    if not paged:
        return type_
    edge = _node(type_.fields["edges"].type, paged=False)
    return _node(edge.fields["node"].type, paged=False)


async def _columns(pool: asyncpg.Pool) -> dict[str, dict[str, bool]]:
    """Return table -> column -> whether it may be null."""
    rows = await pool.fetch(
        """
        SELECT table_name, column_name, is_nullable FROM information_schema.columns
        WHERE table_schema = 'rm'
        """
    )
    found: dict[str, dict[str, bool]] = {}
    for table, column, nullable in rows:
        found.setdefault(f"rm.{table}", {})[column] = nullable == "YES"
    return found
