"""Random GraphQL queries over any schema that is read by declarations."""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
)

from gateway.plans.mapping import Paged, Rel, argument_names, mapping_of

Composite = GraphQLObjectType | GraphQLInterfaceType
ABSENT = object()
MAX_FIELDS = 45


class Choice(NamedTuple):
    """A value that an argument may take, and how it stands in a document."""

    value: Any
    literal: str


class Values:
    """What arguments are drawn from.

    `by_name` gives values by the GraphQL name of an argument, else of its type; cursors and ids
    are learnt from answers, so that they are used where they belong.
    """

    def __init__(self, by_name: Mapping[str, Sequence[Any]]) -> None:
        self._by_name = by_name
        self.cursors: dict[str, list[str]] = defaultdict(list)
        self.ids: list[str] = []

    def draw(self, rng: random.Random, field: GraphQLField, place: str, name: str) -> Choice | None:
        """Return a value for an argument of the field, None when there is none to be had."""
        argument, mapping = field.args[name], mapping_of(field)
        python_name = argument_names(field)[name]
        if isinstance(mapping, Paged) and python_name == mapping.after:
            return _text(rng, self.cursors[place])
        if isinstance(mapping, Rel) and python_name == mapping.limit:
            number = rng.randrange(1, 7)
            return Choice(number, str(number))
        if name == "id" and self.ids and rng.random() < 0.9:
            return _text(rng, self.ids)
        return self._of_type(rng, name, argument)

    def _of_type(self, rng: random.Random, name: str, argument: GraphQLArgument) -> Choice | None:
        type_ = get_named_type(argument.type)
        if isinstance(type_, GraphQLEnumType):
            names = list(type_.values)
            if is_list_type(get_nullable_type(argument.type)):
                several = rng.sample(names, rng.randrange(len(names) + 1))
                return Choice(several, f"[{', '.join(several)}]")
            one = rng.choice(names)
            return Choice(one, one)
        return _text(rng, self._by_name.get(name) or self._by_name.get(type_.name) or ())


def _text(rng: random.Random, values: Sequence[Any]) -> Choice | None:
    if not values:
        return None
    value = rng.choice(values)
    return Choice(value, json.dumps(value, ensure_ascii=False))


class Questioner:
    """Makes one random document; it may turn out invalid, then it is dropped."""

    def __init__(self, schema: GraphQLSchema, values: Values, seed: int) -> None:
        self._schema, self._values = schema, values
        self.rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.choices: dict[str, list[Any]] = {}
        self.used: Counter[str] = Counter()
        self._declared: list[str] = []
        self._fragments: list[str] = []
        self._names = 0
        self._left = MAX_FIELDS

    def document(self, depth: int = 8) -> str:
        root = self._schema.query_type
        assert root is not None
        body = self._selection(root, depth)
        head = f"query Q({', '.join(self._declared)}) " if self._declared else "query Q "
        return " ".join([head + body, *self._fragments])

    def variables(self) -> dict[str, Any]:
        """Return one set of values for the document's variables."""
        drawn = {name: self.rng.choice(values) for name, values in self.choices.items()}
        return {name: value for name, value in drawn.items() if value is not ABSENT}

    def _name(self, prefix: str) -> str:
        self._names += 1
        return f"{prefix}{self._names}"

    def _given(self, type_: str, choice: Choice, *, nullable: bool) -> str:
        """Write a value as a literal, or as a variable that is given, null, absent, defaulted."""
        how = self.rng.random()
        if how < 0.5:
            return choice.literal
        name, base = self._name("v"), type_.rstrip("!")
        values = [True, False] if base == "Boolean" else [choice.value]
        if how < 0.7:
            default = not nullable or how < 0.6
            self._declared.append(f"${name}: {base}" + f" = {choice.literal}" * default)
            values += [ABSENT, *([None] if nullable else [])]
        else:
            self._declared.append(f"${name}: {type_}")
            values += [ABSENT, None] if nullable else []
        self.choices[name] = values
        self.used["variable"] += 1
        return f"${name}"

    def _directives(self) -> str:
        if self.rng.random() > 0.15:
            return ""
        self.used["directive"] += 1
        names = self.rng.sample(["skip", "include"], self.rng.choice([1, 1, 1, 2]))
        return "".join(f" @{name}(if: {self._flag()})" for name in names)

    def _flag(self) -> str:
        flag = self.rng.random() < 0.5
        return self._given("Boolean!", Choice(flag, str(flag).lower()), nullable=False)

    def _arguments(self, type_: Composite, name: str, field: GraphQLField) -> str | None:
        """Return the arguments as text, None when a required one has no value."""
        written = []
        for argument_name, argument in field.args.items():
            required = is_required_argument(argument)
            if not required and self.rng.random() < 0.4:
                continue
            place = f"{type_.name}.{name}"
            choice = self._values.draw(self.rng, field, place, argument_name)
            if choice is None:
                if required:
                    return None
                continue
            nullable = not is_non_null_type(argument.type)
            value = self._given(str(argument.type), choice, nullable=nullable)
            written.append(f"{argument_name}: {value}")
            self.used[argument_name] += 1
        return f"({', '.join(written)})" if written else ""

    def _selection(self, type_: Composite, depth: int) -> str:
        written: list[str] = []
        for _ in range(self.rng.randrange(1, 6)):
            if self._left <= 0:
                break
            written += self._selected(type_, depth)
        return "{ " + " ".join(written or ["__typename"]) + " }"

    def _selected(self, type_: Composite, depth: int) -> list[str]:
        kind = self.rng.random()
        if kind < 0.08:
            return [f"{self.rng.choice(['', 'kind: '])}__typename{self._directives()}"]
        if kind < 0.22 and depth > 0:
            return self._fragment(type_, depth, named=kind > 0.15)
        return self._field(type_, depth)

    def _fragment(self, type_: Composite, depth: int, *, named: bool) -> list[str]:
        self.used["fragment"] += 1
        condition = self._condition(type_)
        inner = self._selection(condition, depth - 1)
        if not named:
            on = (
                f" on {condition.name}" if condition is not type_ or self.rng.random() < 0.5 else ""
            )
            return [f"...{on}{self._directives()} {inner}"]
        name = self._name("F")
        self._fragments.append(f"fragment {name} on {condition.name} {inner}")
        return [f"...{name}{self._directives()}"] * self.rng.choice([1, 1, 2])

    def _condition(self, type_: Composite) -> Composite:
        """Return a type that objects of this type may have: itself, an interface, one of many."""
        possible: list[Composite] = [type_, type_, *type_.interfaces]
        if isinstance(type_, GraphQLInterfaceType):
            possible += self._schema.get_possible_types(type_)
        return self.rng.choice(possible)

    def _field(self, type_: Composite, depth: int) -> list[str]:
        names = list(type_.fields)
        objects = [n for n in names if not is_leaf_type(get_named_type(type_.fields[n].type))]
        deeper = objects and depth > 0 and self.rng.random() < 0.3  # what lies below is rarer
        name = self.rng.choice(objects if deeper else names)
        field = type_.fields[name]
        target = get_named_type(field.type)
        leaf = is_leaf_type(target)
        arguments = self._arguments(type_, name, field) if leaf or depth > 0 else None
        if arguments is None:
            return []
        self._left -= 1
        alias = f"{self._name('a')}: " if arguments or self.rng.random() < 0.2 else ""
        self.used["alias"] += bool(alias)
        head = f"{alias}{name}{arguments}{self._directives()}"
        if leaf:
            return [head]
        assert isinstance(target, Composite)
        self.used["connection"] += isinstance(mapping_of(field), Paged)
        self.used["interface"] += isinstance(target, GraphQLInterfaceType)
        written = [f"{head} {self._selection(target, depth - 1)}"]
        if not arguments and self.rng.random() < 0.3:
            written.append(f"{alias}{name} {self._selection(target, depth - 1)}")
            self.used["merged"] += 1
        return written
