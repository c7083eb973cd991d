"""Faults of a schema's declarations that can be found without a database."""

from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)
from strawberry import Schema

from gateway.plans.mapping import (
    MAX_FIRST,
    Col,
    Count,
    Nodes,
    Paged,
    Rel,
    Words,
    argument_names,
    mapping_of,
)


def unmapped(schema: Schema) -> list[str]:
    """Return the fields that no declaration explains: a query with one takes the slow path."""
    return sorted(
        f"{type_.name}.{name}"
        for type_, name, field in _fields(schema._schema)  # noqa: SLF001 - has no public name
        if mapping_of(field) is None
    )


def faults(schema: Schema) -> list[str]:
    """Return a sentence for each declaration that a plan could not keep."""
    return sorted(
        f"{type_.name}.{name} {fault}"
        for type_, name, field in _fields(schema._schema)  # noqa: SLF001 - has no public name
        for fault in _faults(field)
    )


def _fields(core: GraphQLSchema) -> Iterator[tuple[GraphQLObjectType, str, GraphQLField]]:
    """Yield the fields of query types; those inside connections belong to the compiler."""
    connections = {
        get_named_type(field.type).name
        for type_ in core.type_map.values()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        for field in type_.fields.values()
        if isinstance(mapping_of(field), Paged)
    }
    edges = {name.removesuffix("Connection") + "Edge" for name in connections}
    for type_ in core.type_map.values():
        if not isinstance(type_, GraphQLObjectType) or type_ is core.mutation_type:
            continue
        if type_.name.startswith("__") or type_.name in {*connections, *edges, "PageInfo"}:
            continue
        for name, field in type_.fields.items():
            yield type_, name, field


def _faults(field: GraphQLField) -> Iterator[str]:
    mapping, type_ = mapping_of(field), get_nullable_type(field.type)
    known: set[str] = set()
    match mapping:
        case Rel():
            known = mapping.arguments()
            yield from _relation_faults(field, mapping)
        case Nodes(of):
            known = set().union(*(rel.arguments() for rel in of.values()))
            if is_non_null_type(field.type):
                yield "must be nullable: there may be no such object"
        case Count(rel):
            known = rel.arguments()
        case Words(_, argument):
            known = {argument}
        case Col() if is_list_type(type_) and mapping.text:
            yield "is a list, which `text` does not turn into texts"
        case Col(name, instant=False) if get_named_type(type_).name == "DateTime":
            yield f"is a moment: declare column {name} `instant`"
    if mapping is not None:
        for name in sorted(set(argument_names(field).values()) - known):
            yield f"has an argument {name} that its declaration does not name"
    yield from _enum_faults(field)


def _relation_faults(field: GraphQLField, rel: Rel) -> Iterator[str]:
    if isinstance(rel, Paged):
        return
    if not is_list_type(get_nullable_type(field.type)):
        if is_non_null_type(field.type):
            yield "must be nullable: the row may not be known yet"
        return
    if not rel.order:
        yield "is a list without an order"
    if isinstance(rel.limit, str) and rel.limit not in argument_names(field).values():
        yield f"is a list without its limit, the argument {rel.limit}"
    if isinstance(rel.limit, int) and not 1 <= rel.limit <= MAX_FIRST:
        yield f"has a limit of {rel.limit}; it may be 1 to {MAX_FIRST}"


def _enum_faults(field: GraphQLField) -> Iterator[str]:
    type_ = get_named_type(field.type)
    if isinstance(type_, GraphQLEnumType):
        members = getattr(type_, "wrapped_cls", None)
        names = set(getattr(members, "__members__", type_.values))
        if names != set(type_.values):
            yield f"is the enum {type_.name}, whose GraphQL names are not its members'"
