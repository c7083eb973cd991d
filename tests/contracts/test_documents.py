"""What is committed about the contracts is what the contracts say, and the samples agree."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from asyncapi3.models import AsyncAPI3
from jsonschema import Draft202012Validator, FormatChecker

from cli.contract_documents import asyncapi
from cli.contract_documents.catalogue import Published, published
from cli.contracts import CONTRACTS, documents, made_schemas
from kernel.events import Meta, Seen
from kernel.kafka.cloudevents import Envelope
from kernel.kafka.topics import Source
from kernel.store import Stream

EVENTS = published()
SCHEMAS = made_schemas()
COMMITTED = json.loads((CONTRACTS / "asyncapi.json").read_text(encoding="utf-8"))
FORMATS = FormatChecker(("uuid", "date"))


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def name_of(each: Published) -> str:
    return each.wire_type


@pytest.mark.thorough
def test_what_is_committed_is_what_the_contracts_say() -> None:
    made = documents()
    differs = [
        path.name
        for path, text in made.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    assert differs == [], "run ./cic contracts"
    assert set(CONTRACTS.glob("schemas/*")) <= made.keys()


@pytest.mark.parametrize("event", EVENTS, ids=name_of)
def test_the_sample_is_valid_by_the_schema(event: Published) -> None:
    schema = SCHEMAS[event.wire_type]
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FORMATS)
    sample = json.loads(event.sample.read_text(encoding="utf-8"))
    validator.validate(sample)
    for name in schema["required"]:
        assert not validator.is_valid({key: sample[key] for key in sample if key != name})
    assert validator.is_valid({**sample, "of_tomorrow": 1})
    assert not validator.is_valid({**sample, event.subject: "no id"})


@pytest.mark.parametrize("event", EVENTS, ids=name_of)
def test_every_event_says_what_it_means(event: Published) -> None:
    assert not event.meaning.startswith(f"{event.name}(")
    assert event.meaning.partition("\n")[0].endswith(".")


@pytest.mark.thorough
def test_the_page_has_a_section_for_every_event() -> None:
    page = next(text for path, text in documents().items() if path.name == "events.md")
    for event in EVENTS:
        assert page.count(f"\n### {event.name}\n") == 1
        assert f"`{event.wire_type}`" in page


# --- AsyncAPI -----------------------------------------------------------------------------------


def test_the_asyncapi_document_is_one() -> None:
    read = AsyncAPI3.model_validate(COMMITTED)
    written = read.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert written == COMMITTED


def references(value: Any) -> list[str]:
    match value:
        case {"$ref": str() as reference}:
            return [reference]
        case dict():
            return [each for inner in value.values() for each in references(inner)]
        case list():
            return [each for inner in value for each in references(inner)]
        case _:
            return []


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    found = references(COMMITTED)
    assert found
    for reference in found:
        if reference.startswith("./"):
            assert (CONTRACTS / Path(reference)).is_file()
            continue
        node = COMMITTED
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]


def test_every_event_is_a_message_of_its_services_channel_and_of_no_other() -> None:
    channels = COMMITTED["channels"].items()
    for event in EVENTS:
        name = asyncapi.message_id(event)
        having = [channel for channel, of in channels if name in of["messages"]]
        assert having == [f"{event.service}-events"]


def test_channels_have_the_names_of_topics() -> None:
    for service in {event.service for event in EVENTS}:
        source = Source("ma", service)
        for channel, topic in (("events", source.events), ("status", source.status)):
            address = COMMITTED["channels"][f"{service}-{channel}"]["address"]
            assert address.replace("{unit}", "ma") == topic


def headers(rewound_to: int | None = None, **meta: Any) -> dict[str, str]:
    id_, moment = UUID("01890000-0000-7000-8000-000000000001"), datetime(2026, 3, 2, tzinfo=UTC)
    known = Meta(command_id=id_, actor="a", occurred_at=moment, correlation_id=id_, **meta)
    seen = Seen(7, Stream("light", id_), 2, id_, object(), known, moment)
    envelope = Envelope(Source("ma", "planning"))
    envelope.rewound_to = rewound_to
    written = envelope.headers(seen, EVENTS[0].wire_type, 6, 1)
    return {name: value.decode() for name, value in written}


def test_the_headers_described_are_those_that_are_sent() -> None:
    schema = COMMITTED["components"]["schemas"]["CloudEventHeaders"]
    validator = Draft202012Validator(schema, format_checker=FORMATS)
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    full = headers(5, causation_id=UUID(int=1), provenance="carnet", traceparent=trace)
    validator.validate(full)
    assert full.keys() == asyncapi.HEADERS.keys()
    least = headers()
    validator.validate(least)
    assert least.keys() == set(schema["required"])
