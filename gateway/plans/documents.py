"""Parsed and validated documents, by their text: an unknown one costs a thousand known ones."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
)
from strawberry.schema.schema import validate_document

from gateway.plans.errors import Code, coded, formatted
from gateway.plans.limits import Limits, exceeded
from gateway.plans.parameters import Plan

RULES = tuple(specified_rules)
"""Made once: rule classes made per request would defeat every cache of graphql-core."""

MAX_ERRORS = 20


class RequestRefused(Exception):
    """The request is answered without executing anything: errors, and no `data`."""

    def __init__(self, code: Code, errors: list[dict[str, Any]]) -> None:
        super().__init__(code)
        self.code, self.errors = code, errors


@dataclass(slots=True)
class Document:
    """A document ready to be executed.

    `plans` holds, per (operation, shape, scoped), a plan or the reason why there is none.
    """

    tree: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDefinitionNode]
    plans: dict[Any, Plan | str] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Return the operation to execute. Raises `RequestRefused`."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is not None and name in self.operations:
            return self.operations[name]
        wanted = "Name one of the operations." if name is None else f"No operation {name[:60]!r}."
        raise RequestRefused(Code.BAD_REQUEST, [coded(wanted, Code.BAD_REQUEST)])


class Documents:
    """The documents used last; refused ones too, so that repeating one costs nothing."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._schema, self._limits = schema, limits
        self._known: OrderedDict[str, Document | RequestRefused] = OrderedDict()
        self._characters = 0

    def get(self, text: str) -> Document:
        """Return the document of this text. Raises `RequestRefused`."""
        known = self._known.get(text)
        if known is None:
            known = self._remember(text)
        else:
            self._known.move_to_end(text)
        if isinstance(known, RequestRefused):
            raise RequestRefused(known.code, known.errors)
        return known

    def _remember(self, text: str) -> Document | RequestRefused:
        try:
            made: Document | RequestRefused = self._make(text)
        except RequestRefused as refused:
            made = refused.with_traceback(None)
        self._known[text] = made
        self._characters += len(text)
        limits = self._limits
        while len(self._known) > limits.documents or (
            self._characters > limits.document_characters and len(self._known) > 1
        ):
            forgotten, _ = self._known.popitem(last=False)
            self._characters -= len(forgotten)
        return made

    def _make(self, text: str) -> Document:
        tree = self._parse(text)
        if sentence := exceeded(tree, self._limits):
            raise RequestRefused(Code.LIMIT_EXCEEDED, [coded(sentence, Code.LIMIT_EXCEEDED)])
        if errors := validate_document(self._schema, tree, RULES):
            code = Code.GRAPHQL_VALIDATION_FAILED
            raise RequestRefused(code, [formatted(e, code) for e in errors[:MAX_ERRORS]])
        operations = {
            node.name.value if node.name else None: node
            for node in tree.definitions
            if isinstance(node, OperationDefinitionNode)
        }
        fragments = {
            node.name.value: node
            for node in tree.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        return Document(tree, operations, fragments)

    def _parse(self, text: str) -> DocumentNode:
        try:
            return parse(text, max_tokens=self._limits.tokens)
        except GraphQLError as error:
            too_long = "tokens. Parsing aborted" in error.message
            code = Code.LIMIT_EXCEEDED if too_long else Code.GRAPHQL_PARSE_FAILED
            raise RequestRefused(code, [formatted(error, code)]) from None


def asks_to_write(text: str, limits: Limits) -> bool:
    """Say whether a document, valid or not, has an operation that is no query."""
    try:
        tree = parse(text, max_tokens=limits.tokens)
    except GraphQLError:
        return False
    return any(
        isinstance(node, OperationDefinitionNode) and node.operation is not OperationType.QUERY
        for node in tree.definitions
    )
