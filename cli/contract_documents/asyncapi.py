"""The event streams as one AsyncAPI document: topics, headers, messages.

Source: AsyncAPI 3.0.0; its Kafka bindings 0.5.0; CloudEvents Kafka protocol binding 1.0.2.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from cli.contract_documents.catalogue import SERVICES, Published
from kernel.kafka.heartbeat import Heartbeat

VERSION: Final = "1.0.0"
SCHEMA_FORMAT: Final = "application/schema+json;version=2020-12"
KAFKA_BINDINGS: Final = "0.5.0"

_UUID: Final = {"type": "string", "format": "uuid"}
_MOMENT: Final = {"type": "string", "format": "date-time"}
_NUMBER: Final = {"type": "string", "pattern": "^[0-9]{1,20}$"}

# Header values are bytes; all of ours are text in UTF-8.
HEADERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "content-type": {"const": "application/json"},
    "ce_specversion": {"const": "1.0"},
    "ce_id": {**_UUID, "description": "Of the event: with `ce_source` the same once and for ever."},
    "ce_type": {"type": "string", "description": "The wire type, `cic.<service>.<Event>.v<n>`."},
    "ce_source": {"type": "string", "pattern": "^/units/[a-z][a-z0-9-]*/[a-z]+$"},
    "ce_subject": {**_UUID, "description": "What it happened to: the stream's id."},
    "ce_partitionkey": {**_UUID, "description": "The record's key; the same as `ce_subject`."},
    "ce_time": {**_MOMENT, "description": "When the command was given."},
    "ce_recordedtime": {
        **_MOMENT,
        "description": "When it was stored; never decreases within a source.",
    },
    "ce_sequence": {**_NUMBER, "description": "The stream's version, padded with zeros."},
    "ce_position": {
        **_NUMBER,
        "description": "Of the event in its service's store, in the order of commits.",
    },
    "ce_prevposition": {
        **_NUMBER,
        "description": "Position of the event published before it in this partition, 0 for the "
        "first: a reader that has not seen that one has missed something.",
    },
    "ce_storeepoch": {
        **_NUMBER,
        "description": "Grows when a store was put back to an earlier state: its events then "
        "come anew, and replace what was read.",
    },
    "ce_rewoundto": {
        **_NUMBER,
        "description": "Of a store that was put back: up to this position it holds what it held "
        "in the epochs before; what they said after it is gone.",
    },
    "ce_unit": {"type": "string", "description": "The country unit's code, as `ma`."},
    "ce_demonstration": {
        "enum": ["true", "false"],
        "description": "Whether it, or something before it in its stream, was made up.",
    },
    "ce_correlationid": {**_UUID, "description": "Shared by all that one request led to."},
    "ce_dataschema": {"type": "string", "description": "The `$id` of the payload's schema."},
    "ce_causationid": {**_UUID, "description": "The event that led to this one."},
    "ce_provenance": {
        "type": "string",
        "maxLength": 2000,
        "description": "Where an entry was read that is not the party's own.",
    },
    "ce_traceparent": {"type": "string", "description": "W3C Trace Context."},
    "traceparent": {"type": "string", "description": "W3C Trace Context."},
}
OPTIONAL: Final = {
    "ce_causationid",
    "ce_provenance",
    "ce_rewoundto",
    "ce_traceparent",
    "traceparent",
}


def document(events: Sequence[Published]) -> dict[str, Any]:
    """Return the whole document; payloads are referred to, in `schemas/` beside it."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Municipal international cooperation: what the country units publish",
            "version": VERSION,
            "description": "Each service of each country unit publishes every formal act to one "
            "topic of its own, as CloudEvents in Kafka's binary mode, in the order of its store "
            "and kept for ever. A reader passes over fields and types it does not know. The "
            "events one by one: docs/events.md.",
        },
        "defaultContentType": "application/json",
        "channels": {
            name: channel
            for service in SERVICES
            for name, channel in _channels(service, events).items()
        },
        "operations": {
            name: operation for service in SERVICES for name, operation in _operations(service)
        },
        "components": {
            "parameters": {
                "unit": {
                    "description": "Code of the country unit: the country's ISO 3166-1 code in "
                    "lower case.",
                    "examples": ["ma", "cd"],
                }
            },
            "schemas": {"CloudEventHeaders": _headers(), "Heartbeat": _heartbeat()},
            "messages": {
                **{message_id(each): _message(each) for each in events},
                "heartbeat": _beat(),
            },
        },
    }


def message_id(published: Published) -> str:
    """Return the wire type as a name that may stand in every place of the document."""
    return published.wire_type.replace(".", "-")


def _channels(service: str, events: Sequence[Published]) -> dict[str, Any]:
    unit = {"unit": {"$ref": "#/components/parameters/unit"}}
    own = [message_id(each) for each in events if each.service == service]
    return {
        f"{service}-events": {
            "address": f"{{unit}}.{service}.events.v1",
            "title": f"What the {service} service of a unit has to say",
            "parameters": unit,
            "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in own},
            "bindings": {
                "kafka": {
                    "partitions": 1,
                    "topicConfiguration": {"cleanup.policy": ["delete"], "retention.ms": -1},
                    "bindingVersion": KAFKA_BINDINGS,
                }
            },
        },
        f"{service}-status": {
            "address": f"{{unit}}.{service}.status.v1",
            "title": f"How far the {service} service of a unit has spoken",
            "parameters": unit,
            "messages": {"heartbeat": {"$ref": "#/components/messages/heartbeat"}},
            "bindings": {
                "kafka": {
                    "partitions": 1,
                    "topicConfiguration": {"cleanup.policy": ["compact"]},
                    "bindingVersion": KAFKA_BINDINGS,
                }
            },
        },
    }


def _operations(service: str) -> Sequence[tuple[str, Any]]:
    return [
        (
            f"{service}-{verb}",
            {
                "action": "send",
                "channel": {"$ref": f"#/channels/{service}-{channel}"},
                "summary": summary,
            },
        )
        for verb, channel, summary in (
            ("publish", "events", "Publish formal acts, once each, in the order of the store."),
            ("beat", "status", "Say every few seconds how far the store has been read."),
        )
    ]


def _message(published: Published) -> dict[str, Any]:
    sample = msgspec.json.decode(published.sample.read_bytes())
    return {
        "name": published.wire_type,
        "title": published.name,
        "summary": published.meaning.partition("\n")[0],
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/CloudEventHeaders"},
        "payload": {
            "schemaFormat": SCHEMA_FORMAT,
            "schema": {"$ref": f"./schemas/{published.wire_type}.schema.json"},
        },
        "bindings": {"kafka": {"key": _UUID, "bindingVersion": KAFKA_BINDINGS}},
        "examples": [{"name": published.name, "payload": sample}],
    }


def _headers() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(HEADERS),
        "required": [name for name in HEADERS if name not in OPTIONAL],
    }


def _heartbeat() -> dict[str, Any]:
    made = msgspec.json.schema(Heartbeat)
    heartbeat: dict[str, Any] = made["$defs"]["Heartbeat"]
    return heartbeat


def _beat() -> dict[str, Any]:
    return {
        "name": "heartbeat",
        "title": "Heartbeat",
        "summary": "A reader that has applied every event up to `published` stands at `scanned`.",
        "contentType": "application/json",
        "payload": {"$ref": "#/components/schemas/Heartbeat"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": "`<unit>.<service>`."},
                "bindingVersion": KAFKA_BINDINGS,
            }
        },
    }
