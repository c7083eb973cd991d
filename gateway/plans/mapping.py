'''How a GraphQL field is read from the read model: declared on the Strawberry field, nowhere else.

Leaves     `Col` (a column), `Words` (a text in several languages), `Const`, `Count`
Objects    `Rel` (another table), `Inline` (same row), `Items` (JSON in a column), `Nodes` (by id)
Lists      `Rel` (bounded), `Items`, `Paged` (a keyset connection)
Arguments  a column name (equality), `Compare` (an operator), `Within` (a day inside a period)

Declarations are put on fields with the helpers of `gateway.plans.fields`:

    # mypy: disable-error-code="empty-body"
    from gateway.plans.connections import Connection
    from gateway.plans.fields import Node, col, inline, items, relation, words
    from gateway.plans.mapping import Compare, Items, Nodes, Paged, Rel, Within

    @strawberry.type
    class Partnership(Node):                       # Node declares `id: ID!` and reads column `gid`
        status: PartnershipStatus = col("status")
        budget: Decimal | None = col("budget", text=True)     # exact decimals travel as strings
        known_until: datetime = col("known_until", instant=True)
        title: str = words("title")                # adds the argument `language`; json(b) column
        sources: list[Source] = items("sources")   # json(b) array of objects; Cols are its keys

        @relation(Rel("rm.country", child="code", parent="country_code", scope="code"))
        def country(self) -> Country | None: ...

        @relation(Rel("rm.vote", child=("country_code", "partnership_id"),
                      parent=("country_code", "id"), order=("commune_id",), limit=100))
        def votes(self) -> list[Vote]:
            """The docstring becomes the description in the schema."""

    @strawberry.type
    class Query:
        @relation(Rel("rm.country", order=("code",), filters={"code": "code"},
                      as_of="as_of", scope="code"))
        def country(self, code: str, as_of: datetime | None = None) -> Country | None: ...

        @relation(Paged("rm.partnership", order=("-since", "id"), scope="country_code",
                        filters={"status": "status", "on": Within("since", "until")}))
        def partnerships(self, first: int = 20, after: str | None = None,
                         status: PartnershipStatus | None = None,
                         on: date | None = None) -> Connection[Partnership]: ...

        @relation(Nodes({"Partnership": Rel("rm.partnership", filters={"id": "gid"},
                                            scope="country_code"), ...}))
        def node(self, id: strawberry.ID) -> Node | None: ...

Argument names in a declaration (`filters`, `limit`, `as_of`, `after`, `language`) are the Python
names. An argument that no declaration names sends the whole operation to the fallback.

What the read model must keep, because a plan cannot repair it:
- the column of a non-null leaf is NOT NULL; a to-one relation is nullable (its row may be unknown);
- enum columns hold GraphQL names; a 64-bit integer, an amount or another exact decimal is `text`;
  no float columns; a leaf of type DateTime is a `timestamptz` column declared `instant`;
- the order of a list ends in a key, its columns are NOT NULL, and text in it is COLLATE "C";
- under a relation with `as_of`, every table `t` has `known_from` and a view `t_all` that adds
  `known_to` (half-open), unless declared `history=False`.
'''

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from graphql import GraphQLField

METADATA = "gateway.plans"
"""Key of the declaration in a Strawberry field's metadata."""

MAX_FIRST = 100
"""The largest page; a list may ask for 1 to this many."""

NAME = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?")

Columns: TypeAlias = str | tuple[str, ...]
Constant: TypeAlias = str | int | bool | None


class BadMapping(Exception):
    """A declaration contradicts itself or its field; found when the schema is built."""


@dataclass(frozen=True)
class Col:
    """A leaf: one column of the row.

    `text` sends it as a JSON string (64-bit integers, amounts). `instant` writes a timestamptz
    in one fixed form, `2026-01-31T12:00:00.000000Z`.
    """

    name: str
    text: bool = False
    instant: bool = False


@dataclass(frozen=True)
class Words:
    """A leaf: a json(b) column that maps BCP 47 tags to texts.

    The answer is the text in the language asked for, else in `otherwise`, else in the first one
    there is; null only when the column is.
    """

    name: str
    argument: str = "language"
    otherwise: str = "fr"


@dataclass(frozen=True)
class Const:
    """A leaf: always the same text, number or truth value."""

    value: Constant


@dataclass(frozen=True)
class Compare:
    """A condition `column operator argument`. `contains` finds a part of a text, in any case."""

    column: str
    operator: Literal["=", "<>", "<", "<=", ">", ">=", "contains"]


@dataclass(frozen=True)
class Within:
    """A condition: the day or moment lies in the half-open period; null columns are open ends."""

    since: str
    until: str


@dataclass(frozen=True)
class Either:
    """A condition: one of two columns equals the argument."""

    one: str
    other: str


Filter: TypeAlias = str | Compare | Within | Either
"""A column name alone means equality, or membership when the argument is a list."""


@dataclass(frozen=True)
class Via:
    """A link table between parent and child, for n:m relations.

    `parent` of the link equals the relation's `parent` columns, `child` its `child` columns.
    """

    table: str
    parent: Columns
    child: Columns


@dataclass(frozen=True)
class Rel:
    """Rows of a table: a list or one object, as the GraphQL type says.

    child, parent  column(s) of `table` that equal column(s) of the parent row; none on a root
    order          columns, `-` before one for descending; a to-one relation with an order is its
                   first row
    filters        argument -> column or condition; an absent or null argument is no condition
    where          column -> constant that it must equal (None: must be null)
    limit          the argument that limits a list, or a fixed bound for lists that the domain
                   keeps short
    as_of          the argument that switches this relation and all below it to the history
    scope          the column that must be in the caller's scope: on every root relation and on
                   every relation that crosses to another owner's rows
    via            the link table of an n:m relation
    history        False for a table without history: it, and all below it, is read as of now
    """

    table: str
    child: Columns = ()
    parent: Columns = ()
    order: tuple[str, ...] = ()
    filters: Mapping[str, Filter] = field(default_factory=dict)
    where: Mapping[str, Constant] = field(default_factory=dict)
    limit: str | int = "first"
    as_of: str | None = None
    scope: str | None = None
    via: Via | None = None
    history: bool = True

    def __post_init__(self) -> None:
        between = [(self.child, self.parent)]
        if self.via:
            between = [(self.via.parent, self.parent), (self.via.child, self.child)]
        for left, right in between:
            if len(columns(left)) != len(columns(right)):
                raise BadMapping(f"{self.table}: {left!r} and {right!r} differ in number")
        for name in self.names():
            if not NAME.fullmatch(name):
                raise BadMapping(f"{self.table}: {name!r} is not a plain SQL name")

    def names(self) -> list[str]:
        """Return every SQL name of the declaration."""
        out = [self.table, *columns(self.child), *columns(self.parent), *self.where]
        out += [column for column, _ in self.ordering]
        for condition in self.filters.values():
            match condition:
                case Compare(column):
                    out.append(column)
                case Within(since, until):
                    out += [since, until]
                case Either(one, other):
                    out += [one, other]
                case str():
                    out.append(condition)
        if self.via:
            out += [self.via.table, *columns(self.via.parent), *columns(self.via.child)]
        return [*out, self.scope] if self.scope else out

    @property
    def ordering(self) -> tuple[tuple[str, bool], ...]:
        """The order's columns, each with whether it descends."""
        return tuple((name.lstrip("-"), name.startswith("-")) for name in self.order)

    def arguments(self) -> set[str]:
        """Return the names of the arguments that the declaration understands."""
        named = {self.limit} if isinstance(self.limit, str) else set()
        return named | set(self.filters) | ({self.as_of} if self.as_of else set())


@dataclass(frozen=True)
class Paged(Rel):
    """A keyset connection: the field's type is `Connection[T]`.

    Pages follow `order`, whose columns are text, integer, date or timestamptz. A cursor is
    opaque, and valid as long as the order is declared so, also when its row has gone.
    """

    after: str = "after"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.order:
            raise BadMapping(f"{self.table}: a connection needs an order")

    def arguments(self) -> set[str]:
        return super().arguments() | {self.after}


@dataclass(frozen=True)
class Inline:
    """An object made of columns of the same row; null when column `present` is null."""

    present: str | None = None


@dataclass(frozen=True)
class Items:
    """Objects held as JSON in a json(b) column: one object or an array, as the type says.

    The `Col`s of the element type name keys of the JSON object; the field of a missing key is
    null. Values are JSON texts, numbers, truth values, or arrays of them.
    """

    name: str


@dataclass(frozen=True)
class Nodes:
    """One object of any of several types, found by the field's arguments.

    GraphQL type name -> root relation; the first that has a row wins, so ids must be unique
    across the types.
    """

    of: Mapping[str, Rel]


@dataclass(frozen=True)
class Count:
    """A leaf: how many rows the relation has, after its filters."""

    of: Rel


Mapped: TypeAlias = Col | Words | Const | Count | Rel | Inline | Items | Nodes


def columns(names: Columns) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else names


def definition(field_: GraphQLField) -> Any:
    """Return the Strawberry field behind a graphql-core field, None for built-in ones."""
    return (field_.extensions or {}).get("strawberry-definition")


def mapping_of(field_: GraphQLField) -> Mapped | None:
    """Return what is declared on a field, None when it is left to the fallback."""
    metadata = getattr(definition(field_), "metadata", None) or {}
    declared = metadata.get(METADATA)
    return declared if isinstance(declared, Mapped) else None


def argument_names(field_: GraphQLField) -> dict[str, str]:
    """Return GraphQL name -> Python name of a field's arguments."""
    return {
        name: getattr((argument.extensions or {}).get("strawberry-definition"), "python_name", name)
        for name, argument in field_.args.items()
    }
