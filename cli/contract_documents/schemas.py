"""A JSON Schema for each published event, from its class.

Readers pass over what they do not know, so a schema closes no object.
Source: JSON Schema 2020-12.
"""

import inspect
from typing import Any, Final

import msgspec

from cli.contract_documents.catalogue import Published

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema_of(published: Published) -> dict[str, Any]:
    """Return the schema; its `$id` is what the event's `dataschema` attribute says."""
    made = _tidied(msgspec.json.schema(published.event))
    definitions: dict[str, Any] = made["$defs"]
    root = definitions.pop(made["$ref"].rpartition("/")[2])
    described = {
        "$schema": DIALECT,
        "$id": f"urn:schema:{published.wire_type}",
        **root,
        "title": published.wire_type,
    }
    return {**described, "$defs": dict(sorted(definitions.items()))} if definitions else described


def _tidied(value: Any) -> Any:
    """Return the schema with docstrings as they are read, not as they are indented."""
    match value:
        case {"description": str() as text, **rest}:
            return {"description": inspect.cleandoc(text), **_tidied(rest)}
        case dict():
            return {name: _tidied(each) for name, each in value.items()}
        case list():
            return [_tidied(each) for each in value]
        case _:
            return value
