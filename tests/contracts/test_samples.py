"""Every version ever published stays readable, by older and newer builds alike."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import msgspec
import pytest

from contracts import partnerships, planning, reporting
from kernel.unions import members
from tests.contracts.told import says_all

SAMPLES = Path(__file__).parent / "samples"
MODULES: tuple[ModuleType, ...] = (partnerships, planning, reporting)


def declared(service: ModuleType) -> set[Any]:
    """Return every event class of a service's contracts, in one module or in several."""
    inside = iter_modules(getattr(service, "__path__", ()))
    parts = [service, *(import_module(f"{service.__name__}.{part.name}") for part in inside)]
    return {
        event
        for part in parts
        for event in vars(part).values()
        if isinstance(event, type) and hasattr(event, "wire_type")
    }


PUBLISHED: list[Any] = sorted(
    (event for service in MODULES for event in declared(service)),
    key=lambda event: event.wire_type,
)


EVENTS: dict[str, Any] = {event.wire_type: event for event in PUBLISHED}
TOLD = sorted(path.name for path in SAMPLES.iterdir())


def event_of(sample: str) -> Any:
    """Return the class of `TYPE.v1.json`, and of `TYPE.v1.2.json`, a later one beside it."""
    wire_type = re.sub(r"(\.v[0-9]+)(\.[0-9]+)?\.json$", r"\1", sample)
    return EVENTS.get(wire_type)


@pytest.mark.parametrize("sample", TOLD)
def test_what_was_ever_published_is_read_and_said_as_of_today(sample: str) -> None:
    told = (SAMPLES / sample).read_bytes().strip()
    today = msgspec.json.encode(msgspec.json.decode(told, type=event_of(sample)))
    assert says_all(msgspec.json.decode(told), msgspec.json.decode(today))
    assert msgspec.json.format(told, indent=2) == told


@pytest.mark.parametrize("event", PUBLISHED, ids=lambda event: event.wire_type)
def test_a_field_of_a_newer_build_is_passed_over(event: Any) -> None:
    sample = msgspec.json.decode((SAMPLES / f"{event.wire_type}.json").read_bytes())
    newer = msgspec.json.encode({**sample, "of_tomorrow": {"any": 1}})
    assert msgspec.json.decode(newer, type=event) == msgspec.convert(sample, event, strict=False)


def test_no_published_event_lacks_a_sample_and_no_sample_its_event() -> None:
    assert {f"{wire_type}.json" for wire_type in EVENTS} <= {*TOLD}
    assert not [sample for sample in TOLD if event_of(sample) is None]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_union_of_a_module_has_all_its_events(module: Any) -> None:
    assert set(members(module.Event)) == declared(module)


def test_wire_types_are_named_after_service_event_and_version() -> None:
    for event in PUBLISHED:
        service = event.__module__.split(".")[1]
        assert event.wire_type == f"cic.{service}.{event.__name__}.v1"


def test_no_published_event_has_a_place_for_a_person() -> None:
    for event in PUBLISHED:
        text = (SAMPLES / f"{event.wire_type}.json").read_text(encoding="utf-8")
        assert "subject" not in text, event.wire_type
