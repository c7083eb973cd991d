"""`docs/events.md`: each published event with its meaning, fields and a sample."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from cli.contract_documents.catalogue import Published
from cli.contract_documents.schemas import schema_of

HEAD = """# Events

What the services of each country unit tell the world, made from `contracts/` by `./cic
contracts`. A test compares it with what is committed, so it is as true as the code.

Each service publishes to one topic, `<unit>.<service>.events.v1`, in the order of its store, and
each event is kept for ever. It is published when the act it speaks of has been recorded, once: by
the service's relay, under the id of what it happened to as the record's key. The headers are
those of CloudEvents (`contracts/asyncapi.json` describes each), the data is JSON with a schema in
`contracts/schemas/`. `ce_demonstration` says whether the event was made up to show how things
work.

Read it so that others can move: pass over fields and types you do not know, and expect an
optional field to be missing where the event is older than the field. A released event only ever
gains optional fields; what would break a reader is published as another type, ending in `.v2`,
beside the first. `contracts/released.json` lists what has been promised.

No person is named anywhere: those who sign appear by function, body, place and date.
"""

VALUES = """## Values

What several events have in common.
"""


def page(events: Sequence[Published]) -> str:
    """Return the page: a section for each event, and one for the values they share."""
    schemas = {each.wire_type: schema_of(each) for each in events}
    shared: dict[str, Any] = {}
    for schema in schemas.values():
        shared |= schema.get("$defs", {})
    parts = [HEAD]
    for service, own in groupby(events, lambda each: each.service):
        parts.append(f"## {service}\n")
        parts += [_section(each, schemas[each.wire_type]) for each in own]
    parts.append(VALUES)
    parts += [_value(name, shared[name]) for name in sorted(shared)]
    return "\n".join(parts)


def _section(published: Published, schema: Mapping[str, Any]) -> str:
    lines = [
        f"### {published.name}",
        "",
        published.meaning,
        "",
        f"`{published.wire_type}`, published by {published.service}, key `{published.subject}`.",
        "",
        *_fields(schema),
        "",
        "```json",
        published.sample.read_text(encoding="utf-8").strip(),
        "```",
        "",
    ]
    return "\n".join(lines)


def _value(name: str, schema: Mapping[str, Any]) -> str:
    lines = [f"### {name}", ""]
    if "description" in schema:
        lines += [schema["description"], ""]
    if "enum" in schema:
        lines += ["One of " + ", ".join(f"`{word}`" for word in schema["enum"]) + ".", ""]
    else:
        lines += [*_fields(schema), ""]
    return "\n".join(lines)


def _fields(schema: Mapping[str, Any]) -> Iterator[str]:
    yield "| field | value | |"
    yield "|---|---|---|"
    required = set(schema.get("required", ()))
    for name, field in schema["properties"].items():
        yield f"| `{name}` | {_words(field)} | {'' if name in required else 'optional'} |"


def _words(field: Mapping[str, Any]) -> str:
    """Return the type as people read it."""
    match field:
        case {"$ref": str() as reference}:
            name = reference.rpartition("/")[2]
            return f"[{name}](#{name.lower()})"
        case {"anyOf": list() as options}:
            return " or ".join(_words(option) for option in options)
        case {"type": "array", "items": Mapping() as items}:
            return f"list of {_words(items)}"
        case {"type": "object", "additionalProperties": Mapping() as values}:
            return f"map to {_words(values)}"
        case {"format": str() as form}:
            return form
        case _:
            return str(field["type"])
