"""Compiles a GraphQL selection to one SQL statement that returns the answer's `data` as JSON.

    SELECT (SELECT row_to_json("$") FROM (SELECT                      -- a column per root field
      (SELECT row_to_json("$") FROM (SELECT                                        -- to-one
          t1.code AS "code",                                             -- leaf AS "response key"
          (SELECT coalesce(json_agg("$"), '[]') FROM (SELECT t2.gid AS "id"        -- list
             FROM rm.garden t2 WHERE t2.region_code = t1.code
             ORDER BY t2.title, t2.id LIMIT $1::int) "$") AS "gardens"
        FROM rm.region t1 WHERE t1.code = $2 AND t1.code = ANY($3::text[])) "$") AS "region"
    ) "$")::text

PostgreSQL keeps the column order of a sub-select in row_to_json, which is the field order that
GraphQL demands, and does all escaping and all NULLs: nothing in Python looks at a row.

Response keys are the only words of a client in the statement: GraphQL names, which the grammar
limits to [_A-Za-z][_0-9A-Za-z]*, inside double quotes. Everything else of a client is bound.
What is not understood raises `Unsupported`.
"""
# ruff: noqa: S608

from collections.abc import Iterable, Mapping, Sequence

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues

from gateway.plans import leaves
from gateway.plans.clauses import Clauses, ClauseWriter, Place, array, one
from gateway.plans.mapping import (
    Col,
    Const,
    Count,
    Inline,
    Items,
    Nodes,
    Paged,
    Rel,
    Words,
    mapping_of,
)
from gateway.plans.pages import Fields, PageWriter
from gateway.plans.parameters import Given, Origin, Parameters, Plan, Unsupported, limit
from gateway.plans.selection import Arguments, Selection

MAX_KEY = 63
"""PostgreSQL cuts longer names, and a response key cut off would be a wrong answer."""


def compile_operation(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: VariableValues,
    *,
    scoped: bool,
) -> Plan:
    """Compile a validated operation for the shape of these variables.

    `scoped` says whether the caller sees only some scopes. Raises `Unsupported`.
    """
    if operation.operation is not OperationType.QUERY or schema.query_type is None:
        raise Unsupported("not a query")
    if operation.directives:
        raise Unsupported("directive on the operation")
    compiler = _Compiler(Selection(schema, fragments, variables), scoped=scoped)
    fields = compiler.selection.collect(schema.query_type, [operation.selection_set])
    columns = compiler.columns(schema.query_type, fields, Place(None))
    return compiler.parameters.plan(f"SELECT {one(f'SELECT {columns}')}::text")


class _Compiler:
    def __init__(self, selection: Selection, *, scoped: bool) -> None:
        self.selection = selection
        self.parameters = Parameters()
        self._clauses = ClauseWriter(self.parameters, scoped=scoped)
        self._aliases = 0

    def columns(self, parent: GraphQLObjectType, fields: Fields, place: Place) -> str:
        """Return the target list of one object: `value AS "response key"` in GraphQL's order.

        It is empty where everything is skipped; row_to_json then gives {}.
        """
        written = []
        for key, nodes in fields.items():
            if len(key) > MAX_KEY:
                raise Unsupported("response key over 63 bytes")
            written.append(f'{self._value(parent, nodes, place)} AS "{key}"')
        return ", ".join(written)

    def _value(self, parent: GraphQLObjectType, nodes: Sequence[FieldNode], place: Place) -> str:
        name = nodes[0].name.value
        if name == "__typename":
            return f"'{parent.name}'::text"
        field = parent.fields.get(name)
        if field is None:
            raise Unsupported("introspection")
        # Validation has made the arguments of merged fields equal.
        arguments = self.selection.arguments(field, nodes[0])
        if is_leaf_type(get_named_type(field.type)):
            value = self._leaf(field, arguments, place)
        else:
            value = self._object(field, arguments, nodes, place)
        if value is None:
            raise Unsupported(f"{parent.name}.{name} has no mapping")
        return value

    def _leaf(self, field: GraphQLField, arguments: Arguments, place: Place) -> str | None:
        match mapping_of(field):
            case Col() as mapping if place.alias and not arguments.declared:
                return leaves.col(mapping, place)
            case Words() as mapping if place.alias:
                _understood(arguments, {mapping.argument})
                return leaves.words(mapping, place, arguments, self.parameters)
            case Const() as mapping:
                return leaves.const(mapping)
            case Count(rel):
                _understood(arguments, rel.arguments())
                clauses = self._clauses.clauses(rel, self._alias(), arguments, place)
                return f"(SELECT count(*) FROM {clauses.rows()})"
            case _:
                return None

    def _object(
        self,
        field: GraphQLField,
        arguments: Arguments,
        nodes: Sequence[FieldNode],
        place: Place,
    ) -> str | None:
        match mapping_of(field):
            case Paged() as rel:
                return self._page(field, rel, arguments, nodes, place)
            case Rel() as rel:
                return self._relation(field, rel, arguments, nodes, place)
            case Nodes(of):
                found = [
                    self._one(rel, self._named(name), arguments, nodes, place)
                    for name, rel in of.items()
                ]
                return f"coalesce({', '.join(found)})"
            case Inline(present):
                return self._inline(field, present, nodes, place)
            case Items(name):
                return self._items(field, leaves.column(place, name), nodes, place)
            case _:
                return None

    def _relation(
        self,
        field: GraphQLField,
        rel: Rel,
        arguments: Arguments,
        nodes: Sequence[FieldNode],
        place: Place,
    ) -> str:
        target = _object_type(field)
        if not is_list_type(get_nullable_type(field.type)):
            return self._one(rel, target, arguments, nodes, place)
        columns, clauses = self._rows(rel, target, arguments, nodes, place)
        if not clauses.order:
            raise Unsupported("list without an order")
        rows = f"SELECT {columns} FROM {clauses.rows()} ORDER BY {clauses.order}"
        bound = self._limit(rel, arguments)
        return array(f"{rows} LIMIT {bound}")

    def _one(
        self,
        rel: Rel,
        target: GraphQLObjectType,
        arguments: Arguments,
        nodes: Sequence[FieldNode],
        place: Place,
    ) -> str:
        columns, clauses = self._rows(rel, target, arguments, nodes, place)
        first = f" ORDER BY {clauses.order} LIMIT 1" if clauses.order else ""
        return one(f"SELECT {columns} FROM {clauses.rows()}{first}")

    def _rows(
        self,
        rel: Rel,
        target: GraphQLObjectType,
        arguments: Arguments,
        nodes: Sequence[FieldNode],
        place: Place,
    ) -> tuple[str, Clauses]:
        _understood(arguments, rel.arguments())
        alias = self._alias()
        clauses = self._clauses.clauses(rel, alias, arguments, place)
        below = Place(alias, self._clauses.instant_of(rel, arguments, place))
        return self.columns(target, self._fields(target, nodes), below), clauses

    def _page(
        self,
        field: GraphQLField,
        rel: Paged,
        arguments: Arguments,
        nodes: Sequence[FieldNode],
        place: Place,
    ) -> str:
        _understood(arguments, rel.arguments())
        alias, bound = self._alias(), self._limit(rel, arguments)
        all_ = self._clauses.clauses(rel, alias, arguments, place)
        after = arguments.given.get(rel.after)
        later = (self._clauses.after(rel, alias, after),) if after else ()
        page = Clauses(all_.source, (*all_.conditions, *later), all_.order)
        below = Place(alias, self._clauses.instant_of(rel, arguments, place))

        def write_node(type_: GraphQLObjectType, selected: Sequence[FieldNode]) -> str:
            columns = self.columns(type_, self._fields(type_, selected), below)
            return one(f"SELECT {columns}")

        writer = PageWriter(rel, alias, bound, after is not None, self._fields, write_node)
        target = _object_type(field)
        return writer.write(target, self._fields(target, nodes), page, all_)

    def _inline(
        self, field: GraphQLField, present: str | None, nodes: Sequence[FieldNode], place: Place
    ) -> str:
        target = _object_type(field)
        columns = self.columns(target, self._fields(target, nodes), place)
        made = one(f"SELECT {columns}")
        if present is None:
            return made
        return f"CASE WHEN {leaves.column(place, present)} IS NOT NULL THEN {made} END"

    def _items(
        self, field: GraphQLField, held: str, nodes: Sequence[FieldNode], place: Place
    ) -> str:
        target, alias = _object_type(field), self._alias()
        below = Place(alias, place.as_of, json=True)
        columns = self.columns(target, self._fields(target, nodes), below)
        if is_list_type(get_nullable_type(field.type)):
            origin = f"json_array_elements({held}::json) WITH ORDINALITY {alias}(value, n)"
            rows = f"SELECT {columns} FROM {origin} ORDER BY {alias}.n"
            made = array(rows)
        else:
            origin = f"(SELECT {held} AS value) {alias}"
            made = one(f"SELECT {columns} FROM {origin}")
        if is_non_null_type(field.type):
            return made
        return f"CASE WHEN {held} IS NOT NULL THEN {made} END"

    def _limit(self, rel: Rel, arguments: Arguments) -> str:
        given = (
            Given(Origin.CONSTANT, rel.limit)
            if isinstance(rel.limit, int)
            else arguments.given.get(rel.limit)
        )
        if given is None:
            raise Unsupported("list without a limit")
        return self.parameters.add(given, limit, "::int")

    def _fields(self, target: GraphQLObjectType, nodes: Iterable[FieldNode]) -> Fields:
        return self.selection.collect(
            target, [node.selection_set for node in nodes if node.selection_set]
        )

    def _named(self, name: str) -> GraphQLObjectType:
        type_ = self.selection.schema.type_map[name]
        if not isinstance(type_, GraphQLObjectType):
            raise Unsupported("interface or union")
        return type_

    def _alias(self) -> str:
        self._aliases += 1
        return f"t{self._aliases}"


def _understood(arguments: Arguments, known: set[str]) -> None:
    """Refuse an argument that no declaration explains: leaving it out would be a guess."""
    for name in sorted(arguments.declared - known):
        raise Unsupported(f"argument {name} has no mapping")


def _object_type(field: GraphQLField) -> GraphQLObjectType:
    target = get_named_type(field.type)
    if not isinstance(target, GraphQLObjectType):
        raise Unsupported("interface or union")
    return target
