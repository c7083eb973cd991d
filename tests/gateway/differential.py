"""The safety net of the plan compiler, for any schema.

For random valid queries, variables and scopes the bytes of a plan must equal what graphql-core
answers with DataLoaders over PostgreSQL and, when there is an oracle, over plain Python lists.
Each document runs with several sets of variables and scopes: the later ones meet plans that
were made for the first.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import strawberry
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
    parse,
)

from gateway.plans.engine import Engine, Request
from gateway.plans.limits import Limits
from gateway.plans.mapping import Paged, mapping_of
from gateway.plans.reading import Scope
from tests.gateway.questions import Questioner, Values

WIDE = Limits(tokens=20_000, depth=100, aliases=10_000, directives=1000, root_fields=1000)
"""Limits for engines under comparison: random documents are larger than people's."""

SETS = 3


@dataclass
class Differential:
    """Compares an engine with the fallback, and with the oracle's fallback if there is one.

    `values` are candidates for arguments, by argument name or type name; `scopes` those of the
    callers; `unplanned` the reasons for which the fallback is expected.
    """

    schema: strawberry.Schema
    engine: Engine
    values: Mapping[str, Sequence[Any]]
    scopes: Sequence[Scope]
    oracle: Engine | None = None
    unplanned: frozenset[str] = frozenset()
    seen: Counter[str] = field(default_factory=Counter)

    async def run(self, planned: int, seed: int) -> Counter[str]:
        """Compare until so many executions were planned; return what was exercised."""
        core: GraphQLSchema = self.schema._schema  # noqa: SLF001 - has no public name
        values = Values(self.values)
        seeds = iter(range(seed, seed + 40 * planned))
        while self.seen["plan"] < planned:
            number = next(seeds, None)
            assert number is not None, f"too few valid queries: {self.seen}"
            questioner = Questioner(core, values, number)
            text = questioner.document()
            for _ in range(SETS):
                scope = questioner.rng.choice(self.scopes)
                request = Request(text, questioner.variables())
                where = f"seed {number}\n{text}\n{request.variables}\n{scope}"
                if not await self._compare(core, request, scope, where, values):
                    break
                self.seen.update(questioner.used)
        return self.seen

    async def _compare(
        self, core: GraphQLSchema, request: Request, scope: Scope, where: str, values: Values
    ) -> bool:
        got = await self.engine.execute(request, scope)
        self.seen[got.path] += 1
        if got.path == "refused":
            return False
        assert got.path != "failed", f"{got.body!r}\n{where}"
        if got.path == "fallback":
            assert got.reason in self.unplanned, f"{got.reason}\n{where}"
        loaded = await self.engine.fall_back(request, scope)
        assert canonical(got.body) == canonical(loaded.body), where
        if self.oracle:
            want = await self.oracle.fall_back(request, scope)
            assert canonical(got.body) == canonical(want.body), where
        answer = orjson.loads(got.body)
        if got.path == "plan":
            assert "errors" not in orjson.loads(loaded.body), f"{loaded.body!r}\n{where}"
            self.seen["fields"] += got.body.count(b":")
            _learn(core, request.query, answer["data"], values)
        return True


def canonical(body: bytes) -> bytes:
    """Keep the order of keys, numbers and texts; only white space and escapes may differ."""
    return orjson.dumps(orjson.loads(body))


def _learn(core: GraphQLSchema, text: str, data: Any, values: Values) -> None:
    """Remember the cursors of each connection and the ids in an answer."""
    tree = parse(text)
    fragments = {d.name.value: d for d in tree.definitions if isinstance(d, FragmentDefinitionNode)}
    operation = next(d for d in tree.definitions if not isinstance(d, FragmentDefinitionNode))
    assert core.query_type is not None
    learner = _Learner(core, fragments, values)
    learner.object(core.query_type, operation.selection_set, data, None)  # type: ignore[attr-defined]


@dataclass
class _Learner:
    core: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    values: Values

    def object(
        self, type_: GraphQLNamedType, selected: SelectionSetNode, data: Any, place: str | None
    ) -> None:
        for node in selected.selections:
            match node:
                case FieldNode():
                    key = (node.alias or node.name).value
                    if key in data:
                        self._field(type_, node, data[key], place)
                case FragmentSpreadNode(name=name):
                    fragment = self.fragments[name.value]
                    condition = self.core.type_map[fragment.type_condition.name.value]
                    self.object(condition, fragment.selection_set, data, place)
                case _:
                    on = getattr(node, "type_condition", None)
                    condition = self.core.type_map[on.name.value] if on else type_
                    self.object(condition, node.selection_set, data, place)  # type: ignore[attr-defined]

    def _field(self, type_: Any, node: FieldNode, value: Any, place: str | None) -> None:
        name = node.name.value
        if name == "id":
            _keep(self.values.ids, value)
        elif place and name in ("cursor", "startCursor", "endCursor"):
            _keep(self.values.cursors[place], value)
        elif name.startswith("__") or (found := type_.fields.get(name)) is None:
            return
        elif not is_leaf_type(target := get_named_type(found.type)) and node.selection_set:
            is_page = isinstance(mapping_of(found), Paged)
            inside = name in ("edges", "pageInfo")
            below = f"{type_.name}.{name}" if is_page else place if inside else None
            for one in value if isinstance(value, list) else [value]:
                if one is not None:
                    self.object(target, node.selection_set, one, below)


def _keep(known: list[str], value: str | None) -> None:
    if value is not None and value not in known and len(known) < 200:
        known.append(value)
