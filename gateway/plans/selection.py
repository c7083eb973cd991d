"""Reads a validated operation: which fields are selected, and with which arguments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    is_abstract_type,
)
from graphql.execution.values import VariableValues, get_argument_values

from gateway.plans.mapping import argument_names
from gateway.plans.parameters import Given, Origin, Unsupported


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one field, by Python name.

    `values` are coerced, with defaults; `given` says where each value comes from, and lacks
    what is absent or null for this shape of the variables.
    """

    values: Mapping[str, Any]
    given: Mapping[str, Given]
    declared: frozenset[str]


@dataclass(frozen=True, slots=True)
class Selection:
    """An operation's selections, under the coerced values of its variables."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues

    def collect(
        self, parent: GraphQLObjectType, sets: Iterable[SelectionSetNode]
    ) -> dict[str, list[FieldNode]]:
        """Return response key -> the fields merged under it, in order of first appearance.

        Source: GraphQL specification, CollectFields().
        """
        found: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for selection_set in sets:
            for node in selection_set.selections:
                self._collect(parent, node, found, visited)
        return found

    def _collect(
        self,
        parent: GraphQLObjectType,
        node: SelectionNode,
        found: dict[str, list[FieldNode]],
        visited: set[str],
    ) -> None:
        if not self._included(node.directives or ()):
            return
        if isinstance(node, FieldNode):
            found.setdefault((node.alias or node.name).value, []).append(node)
            return
        inner = self._fragment(parent, node, visited)
        for selected in inner.selections if inner else ():
            self._collect(parent, selected, found, visited)

    def _fragment(
        self, parent: GraphQLObjectType, node: SelectionNode, visited: set[str]
    ) -> SelectionSetNode | None:
        """Return the selections of a fragment, None where it does not apply or was met before."""
        match node:
            case InlineFragmentNode(type_condition=None, selection_set=inner):
                return inner
            case InlineFragmentNode(type_condition=condition, selection_set=inner):
                return inner if condition and self._applies(parent, condition.name.value) else None
            case FragmentSpreadNode(name=name) if name.value not in visited:
                visited.add(name.value)
                fragment = self.fragments[name.value]
                if fragment.directives:
                    raise Unsupported("directive on a fragment definition")
                applies = self._applies(parent, fragment.type_condition.name.value)
                return fragment.selection_set if applies else None
            case _:
                return None

    def _applies(self, parent: GraphQLObjectType, condition: str) -> bool:
        if condition == parent.name:
            return True
        target = self.schema.type_map[condition]
        return is_abstract_type(target) and self.schema.is_sub_type(target, parent)

    def _included(self, directives: Iterable[DirectiveNode]) -> bool:
        included = True
        for directive in directives:
            name = directive.name.value
            if name not in ("skip", "include"):
                raise Unsupported(f"directive @{name}")
            flag = self._flag((directive.arguments or ())[0].value)
            included = included and (flag if name == "include" else not flag)
        return included

    def _flag(self, value: ValueNode) -> bool:
        if not isinstance(value, VariableNode):
            return bool(getattr(value, "value", False))
        flag = self.variables.coerced.get(value.name.value)
        if not isinstance(flag, bool):
            raise Unsupported("null in @skip or @include")
        return flag

    def arguments(self, field: GraphQLField, node: FieldNode) -> Arguments:
        """Return a field's arguments. Raises `Unsupported` where graphql-core has an error."""
        names = argument_names(field)
        if not names:
            return Arguments({}, {}, frozenset())
        try:
            values = get_argument_values(field, node, self.variables)
        except GraphQLError as error:
            raise Unsupported("argument error") from error
        literals = {one.name.value: one.value for one in node.arguments or ()}
        given = {
            names[name]: self._given(value, literals.get(name))
            for name, value in values.items()
            if value is not None
        }
        by_python_name = {names[name]: value for name, value in values.items()}
        return Arguments(by_python_name, given, frozenset(names.values()))

    def _given(self, value: Any, literal: ValueNode | None) -> Given:
        if isinstance(literal, VariableNode) and literal.name.value in self.variables.coerced:
            return Given(Origin.VARIABLE, literal.name.value)
        if literal is not None and _holds_variable(literal):
            raise Unsupported("variable inside a literal")
        return Given(Origin.CONSTANT, value)


def _holds_variable(node: ValueNode) -> bool:
    """Say whether a list or object literal has a variable in it.

    A variable that stands alone is left out: there the default of the argument holds.
    """
    match node:
        case ListValueNode(values=values):
            return any(isinstance(v, VariableNode) or _holds_variable(v) for v in values)
        case ObjectValueNode(fields=fields):
            return any(
                isinstance(f.value, VariableNode) or _holds_variable(f.value) for f in fields
            )
        case _:
            return False
