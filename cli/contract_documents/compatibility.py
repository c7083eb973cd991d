"""What a released event has promised its readers, and whether a schema still keeps it.

A schema is read as a flat list of promises: each field by its path, with its type. A field may be
added where it is optional. All else breaks somebody: a field that is gone or has another type, one
that was always there and no longer is, one that is now required though older events lack it, a
word added to or taken from a fixed list, because readers check such lists.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

OPTIONAL: Final = " ?"

Promises: TypeAlias = Mapping[str, str]
"""Path to type: `votes[].party` to `string uuid`; after the type of an optional field a `?`."""


def promises(schema: Mapping[str, Any]) -> dict[str, str]:
    """Return what the schema of an event promises."""
    return dict(_of_object(schema, schema, ""))


def broken(released: Promises, schema: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each promise that the schema no longer keeps, none if it keeps all."""
    now = promises(schema)
    faults = [
        f"{path} is gone" if path not in now else f"{path} was {kind}, is {now[path]}"
        for path, kind in released.items()
        if now.get(path) != kind
    ]
    added = now.keys() - released.keys()
    return faults + [
        f"{path} is new and required, but older events lack it"
        for path in sorted(added)
        if not now[path].endswith(OPTIONAL) and not any(_within_field(path, of) for of in added)
    ]


def _within_field(path: str, of: str) -> bool:
    return path.startswith((f"{of}.", f"{of}[", f"{of}{{"))


def _of_object(
    node: Mapping[str, Any], root: Mapping[str, Any], path: str
) -> Iterator[tuple[str, str]]:
    required = set(node.get("required", ()))
    for name, field in node.get("properties", {}).items():
        at = f"{path}.{name}" if path else name
        mark = "" if name in required else OPTIONAL
        yield at, f"{_kind(field, root)}{mark}"
        yield from _within(field, root, at)


def _within(
    field: Mapping[str, Any], root: Mapping[str, Any], path: str
) -> Iterator[tuple[str, str]]:
    for option in _options(field, root):
        if "properties" in option:
            yield from _of_object(option, root, path)
        for inner, mark in (("items", "[]"), ("additionalProperties", "{}")):
            if isinstance(option.get(inner), Mapping):
                yield from _within(option[inner], root, path + mark)


def _options(field: Mapping[str, Any], root: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the alternatives that the field may be, each resolved."""
    if "$ref" in field:
        return _options(root["$defs"][field["$ref"].rpartition("/")[2]], root)
    return [each for option in field.get("anyOf", ()) for each in _options(option, root)] or [field]


def _kind(field: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    return " or ".join(_name(option, root) for option in _options(field, root))


def _name(option: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    if "enum" in option:
        return "one of " + ", ".join(str(word) for word in option["enum"])
    kind = str(option["type"])
    match option:
        case {"items": Mapping() as items}:
            return f"array of {_kind(items, root)}"
        case {"additionalProperties": Mapping() as values}:
            return f"map of {_kind(values, root)}"
        case {"format": str() as form}:
            return f"{kind} {form}"
        case _:
            return kind
