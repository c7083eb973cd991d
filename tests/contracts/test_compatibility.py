"""A released event only ever gains optional fields."""

import copy
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from cli.contract_documents.compatibility import broken, promises
from cli.contracts import breaches, made_schemas, released

SCHEMA: dict[str, Any] = made_schemas()["cic.partnerships.ProtocolRatified.v1"]
RELEASED = promises(SCHEMA)

Change: TypeAlias = Callable[[dict[str, Any]], Any]


def changed(change: Change) -> dict[str, Any]:
    schema = copy.deepcopy(SCHEMA)
    change(schema)
    return schema


def test_every_released_event_keeps_its_promises() -> None:
    assert breaches(released(), made_schemas()) == []


def test_events_are_released() -> None:
    assert "cic.partnerships.ProtocolRatified.v1" in released()


def test_a_promise_names_each_field_by_its_path() -> None:
    assert RELEASED["in_force_since"] == "string date"
    assert RELEASED["parties"] == "array of string uuid"
    assert RELEASED["votes[].deliberation.votes.in_favour"] == "integer"
    assert RELEASED["ends_on"] == "string date or null ?"


def deliberation(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema["$defs"]["Deliberation"]
    return found


@pytest.mark.parametrize(
    "change",
    [
        lambda schema: schema["properties"].update(place={"type": "string", "default": ""}),
        lambda schema: deliberation(schema)["properties"].update(session={"type": "integer"}),
        lambda schema: schema["properties"].update(
            seat={
                "type": "object",
                "properties": {"town": {"type": "string"}},
                "required": ["town"],
            }
        ),
        lambda schema: schema.update(description="Said better."),
    ],
    ids=["an optional field", "one further down", "an optional object", "another description"],
)
def test_what_is_added_and_optional_breaks_nobody(change: Change) -> None:
    assert broken(RELEASED, changed(change)) == []


def rename(schema: dict[str, Any]) -> None:
    schema["properties"]["valid_from"] = schema["properties"].pop("in_force_since")
    schema["required"] = [n.replace("in_force_since", "valid_from") for n in schema["required"]]


BREAKING: dict[str, tuple[Change, str]] = {
    "removed": (lambda schema: schema["properties"].pop("ends_on"), "ends_on is gone"),
    "renamed": (rename, "in_force_since is gone"),
    "of another type": (
        lambda schema: schema["properties"].update(version={"type": "string"}),
        "version was integer, is string",
    ),
    "of another format": (
        lambda schema: schema["properties"].update(in_force_since={"type": "string"}),
        "in_force_since was string date, is string",
    ),
    "now null at times": (
        lambda schema: schema["properties"].update(
            version={"anyOf": [{"type": "integer"}, {"type": "null"}]}
        ),
        "version was integer, is integer or null",
    ),
    "made required": (
        lambda schema: schema["required"].append("ends_on"),
        "ends_on was string date or null ?, is string date or null",
    ),
    "no longer always there": (
        lambda schema: schema["required"].remove("parties"),
        "parties was array of string uuid, is array of string uuid ?",
    ),
    "new and required": (
        lambda schema: (
            schema["properties"].update(place={"type": "string"}),
            schema["required"].append("place"),
        ),
        "place is new and required, but older events lack it",
    ),
    "removed further down": (
        lambda schema: deliberation(schema)["properties"].pop("reference"),
        "votes[].deliberation.reference is gone",
    ),
    "a list made one": (
        lambda schema: schema["properties"].update(parties={"type": "string", "format": "uuid"}),
        "parties was array of string uuid, is string uuid",
    ),
}


@pytest.mark.parametrize(("change", "fault"), BREAKING.values(), ids=BREAKING.keys())
def test_a_change_that_would_break_a_reader_is_found(change: Change, fault: str) -> None:
    assert fault in broken(RELEASED, changed(change))


def test_a_word_of_a_fixed_list_neither_comes_nor_goes() -> None:
    wire_type = "cic.partnerships.PartnershipSuspended.v1"
    schema = made_schemas()[wire_type]
    promised = promises(schema)
    words = schema["$defs"]["SuspensionReason"]["enum"]
    for other in ([*words, "weather"], words[1:]):
        schema["$defs"]["SuspensionReason"]["enum"] = other
        assert len(broken(promised, schema)) == 1


def test_a_released_event_does_not_go_away() -> None:
    now = {name: schema for name, schema in made_schemas().items() if "Ratified" not in name}
    assert "cic.partnerships.ProtocolRatified.v1 is gone" in breaches(released(), now)
