"""Which fields of which events each reader reads, found in its source.

A field counts as read by a reader where a module of it that names the event's class also names the
field, as an attribute or in a pattern: seldom too many, and too few only where an event is handed
on without its type. So whoever would change one sees whom it concerns, also in units that upgrade
on another day.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from cli.contract_documents.catalogue import Published
from deploy.local.layout import CHECKOUT

READERS: Final[Mapping[str, Path]] = {
    "gateway": CHECKOUT / "gateway",
    "partnerships": CHECKOUT / "services" / "partnerships",
    "planning": CHECKOUT / "services" / "planning",
    "reporting": CHECKOUT / "services" / "reporting",
}
_SPEAKS: Final = "published"
"""The part of a service that writes events, and reads none."""

Reads: TypeAlias = dict[str, dict[str, list[str]]]
"""Reader to wire type to fields."""


class _Named(NamedTuple):
    """What a module imports from the contracts, and all names in it that may be fields."""

    classes: frozenset[str]
    names: frozenset[str]


def reads(events: Sequence[Published]) -> Reads:
    """Return what each reader reads of the events, in the order of their fields."""
    return {reader: dict(_read_in(folder, events)) for reader, folder in READERS.items()}


def _read_in(folder: Path, events: Sequence[Published]) -> Iterator[tuple[str, list[str]]]:
    modules = [_named(path) for path in sorted(folder.rglob("*.py")) if not _speaks(path, folder)]
    for event in events:
        naming = [module for module in modules if event.name in module.classes]
        names = frozenset[str]().union(*(module.names for module in naming))
        if naming:
            yield event.wire_type, [f.name for f in fields(event.event) if f.name in names]


def _speaks(path: Path, folder: Path) -> bool:
    return path.relative_to(folder).parts[0].removesuffix(".py") == _SPEAKS


def _named(path: Path) -> _Named:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    of_contracts = [node for node in imported if (node.module or "").startswith("contracts")]
    if not of_contracts:
        return _Named(frozenset(), frozenset())
    classes = {alias.name for node in of_contracts for alias in node.names}
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    patterns = (node for node in ast.walk(tree) if isinstance(node, ast.MatchClass))
    in_patterns = {name for pattern in patterns for name in pattern.kwd_attrs}
    # `from contracts import planning` names the classes as attributes.
    return _Named(frozenset(classes | attributes), frozenset(attributes | in_patterns))
