"""What a document may ask for at most, counted after fragments are expanded, before validation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Depth counts levels of fields; `edges` is none, so that a connection takes two."""

    tokens: int = 1000
    depth: int = 10
    aliases: int = 15
    directives: int = 20
    root_fields: int = 10
    documents: int = 1000
    document_characters: int = 500_000
    """Documents are kept parsed: at most so many, and so many characters of them in all."""
    shapes: int = 64
    seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class _Size:
    depth: int = 0
    aliases: int = 0
    directives: int = 0
    fields: int = 0

    def beside(self, other: "_Size") -> "_Size":
        return _Size(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.fields + other.fields,
        )


def exceeded(document: DocumentNode, limits: Limits) -> str | None:
    """Return a sentence on the first limit that an operation exceeds, None when all hold."""
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    measure = _Measure(fragments)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            size = measure.selections(node.selection_set)
            found = (
                ("fields at its root", size.fields, limits.root_fields),
                ("levels", size.depth, limits.depth),
                ("aliases", size.aliases, limits.aliases),
                ("directives", size.directives + len(node.directives or ()), limits.directives),
            )
            for what, number, most in found:
                if number > most:
                    return f"The operation has {number} {what}; at most {most} are allowed."
    return None


class _Measure:
    """Measures each fragment once: expanding them one by one could take exponential time."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, _Size] = {}

    def selections(self, selection_set: SelectionSetNode | None) -> _Size:
        return _sum(map(self._selection, selection_set.selections if selection_set else ()))

    def _selection(self, node: object) -> _Size:
        match node:
            case FieldNode():
                return self._field(node)
            case FragmentSpreadNode(name=name, directives=directives):
                inner = self._fragment(name.value)
            case _:
                directives = getattr(node, "directives", ())
                inner = self.selections(getattr(node, "selection_set", None))
        return inner.beside(_Size(directives=len(directives or ())))

    def _field(self, node: FieldNode) -> _Size:
        own = _Size(1, 1 if node.alias else 0, len(node.directives or ()), 1)
        inner = self.selections(node.selection_set)
        # Introspection has a rule of its own for its depth.
        levels = 0 if node.name.value in ("__schema", "__type") else inner.depth
        level = 0 if node.name.value == "edges" else 1
        return _Size(
            level + levels,
            own.aliases + inner.aliases,
            own.directives + inner.directives,
            1,
        )

    def _fragment(self, name: str) -> _Size:
        if name not in self._known:
            self._known[name] = _Size()  # validation reports a fragment inside itself
            fragment = self._fragments.get(name)
            self._known[name] = self.selections(fragment.selection_set if fragment else None)
        return self._known[name]


def _sum(sizes: Iterable[_Size]) -> _Size:
    total = _Size()
    for size in sizes:
        total = total.beside(size)
    return total
