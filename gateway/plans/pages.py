"""Writes a keyset connection: one scan of a page, from which edges and pageInfo are made.

SELECT row_to_json(c) FROM (SELECT                                -- the connection
    p.e1 AS "edges",
    (SELECT row_to_json(i) FROM (SELECT p.more AS "hasNextPage") i) AS "pageInfo",
    (SELECT count(*) FROM …) AS "totalCount"
  FROM (SELECT coalesce(json_agg(… an edge …) FILTER (WHERE t1."#" <= first), '[]') AS e1,
               count(*) > first AS more
    FROM (SELECT t.*, row_number() OVER () AS "#"
          FROM (SELECT … ORDER BY … LIMIT first + 1) t) t1) p) c
"""
# ruff: noqa: S608

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from graphql import FieldNode, GraphQLObjectType, get_named_type

from gateway.plans.clauses import Clauses, one
from gateway.plans.mapping import Paged
from gateway.plans.parameters import Unsupported

Fields: TypeAlias = Mapping[str, Sequence[FieldNode]]
Collect: TypeAlias = Callable[[GraphQLObjectType, Sequence[FieldNode]], Fields]
WriteNode: TypeAlias = Callable[[GraphQLObjectType, Sequence[FieldNode]], str]


@dataclass(slots=True)
class PageWriter:
    """Writes one connection; `alias` names a row of the page."""

    rel: Paged
    alias: str
    limit: str
    has_after: bool
    collect: Collect
    write_node: WriteNode
    _aggregates: dict[str, str] = field(default_factory=dict)

    def write(self, type_: GraphQLObjectType, fields: Fields, page: Clauses, all_: Clauses) -> str:
        columns = [f'{self._field(type_, nodes, all_)} AS "{key}"' for key, nodes in fields.items()]
        origin = ""
        if self._aggregates:
            made = ", ".join(f"{value} AS {name}" for name, value in self._aggregates.items())
            origin = f" FROM (SELECT {made} FROM ({self._page(page)}) {self.alias}) p"
        return one(f"SELECT {', '.join(columns)}{origin}")

    def _page(self, page: Clauses) -> str:
        rows = (
            f"SELECT {self.alias}.* FROM {page.rows()} ORDER BY {page.order} LIMIT {self.limit} + 1"
        )
        return f'SELECT t.*, row_number() OVER () AS "#" FROM ({rows}) t'

    def _field(self, type_: GraphQLObjectType, nodes: Sequence[FieldNode], all_: Clauses) -> str:
        match nodes[0].name.value:
            case "edges":
                return self._aggregate(self._edges(type_, nodes))
            case "pageInfo":
                return self._page_info(_target(type_, nodes[0]), nodes)
            case "totalCount":
                return f"(SELECT count(*) FROM {all_.rows()})"
            case "__typename":
                return f"'{type_.name}'::text"
            case name:
                raise Unsupported(f"{type_.name}.{name} has no mapping")

    def _edges(self, type_: GraphQLObjectType, nodes: Sequence[FieldNode]) -> str:
        edge = _target(type_, nodes[0])
        columns = []
        for key, selected in self.collect(edge, nodes).items():
            match selected[0].name.value:
                case "node":
                    value = self.write_node(_target(edge, selected[0]), selected)
                case "cursor":
                    value = self._cursor()
                case "__typename":
                    value = f"'{edge.name}'::text"
                case name:
                    raise Unsupported(f"{edge.name}.{name} has no mapping")
            columns.append(f'{value} AS "{key}"')
        made = one(f"SELECT {', '.join(columns)}")
        return f"coalesce(json_agg({made}) FILTER (WHERE {self._kept()}), '[]')"

    def _page_info(self, type_: GraphQLObjectType, nodes: Sequence[FieldNode]) -> str:
        columns = [
            f'{self._position(type_, selected[0].name.value)} AS "{key}"'
            for key, selected in self.collect(type_, nodes).items()
        ]
        return one(f"SELECT {', '.join(columns)}")

    def _position(self, type_: GraphQLObjectType, name: str) -> str:
        cursor, number = self._cursor(), f'{self.alias}."#"'
        match name:
            case "hasNextPage":
                return self._aggregate(f"count(*) > {self.limit}")
            case "hasPreviousPage":
                return "true" if self.has_after else "false"
            case "startCursor":
                return self._aggregate(f"max({cursor}) FILTER (WHERE {number} = 1)")
            case "endCursor":
                kept = f"array_agg({cursor} ORDER BY {number} DESC) FILTER (WHERE {self._kept()})"
                return self._aggregate(f"({kept})[1]")
            case "__typename":
                return f"'{type_.name}'::text"
            case _:
                raise Unsupported(f"{type_.name}.{name} has no mapping")

    def _aggregate(self, value: str) -> str:
        name = f"p{len(self._aggregates) + 1}"
        self._aggregates[name] = value
        return f"p.{name}"

    def _kept(self) -> str:
        return f'{self.alias}."#" <= {self.limit}'

    def _cursor(self) -> str:
        """Return the opaque cursor of a row: its order columns, in base64 for URLs."""
        values = ", ".join(f"{self.alias}.{name}" for name, _ in self.rel.ordering)
        encoded = f"encode(convert_to(json_build_array({values})::text, 'UTF8'), 'base64')"
        return f"translate({encoded}, E'+/=\\n', '-_')"


def _target(parent: GraphQLObjectType, node: FieldNode) -> GraphQLObjectType:
    type_ = get_named_type(parent.fields[node.name.value].type)
    if not isinstance(type_, GraphQLObjectType):
        raise Unsupported("interface or union")
    return type_
