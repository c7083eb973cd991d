"""Every shape that a service ever stored is read by the codecs that it runs with."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import pytest

from kernel.codec import EventCodec
from services.partnerships import api as partnerships
from services.partnerships.facts import Aggregates as OfPartnerships
from services.planning import api as planning
from services.planning.facts import Aggregates as OfPlanning
from services.reporting import api as reporting
from services.reporting.facts import Aggregates as OfReporting
from tests.contracts.told import says_all

TESTS = Path(__file__).parents[1]
NOWHERE: Any = None
"""Facts are gathered by no one here."""

Codec: TypeAlias = EventCodec[Any]
COMMANDS = {
    "partnerships": partnerships.commands(OfPartnerships("MA", NOWHERE)),
    "planning": planning.commands(OfPlanning(NOWHERE, NOWHERE)),
    "reporting": reporting.commands(OfReporting(NOWHERE)),
}


def shapes() -> Iterator[tuple[str, Codec, str, int]]:
    for service, commands in COMMANDS.items():
        for each in commands:
            for name, version in each.aggregate.codec.shapes():
                yield service, each.aggregate.codec, name, version


SHAPES = list(shapes())


@pytest.mark.parametrize(
    ("service", "codec", "name", "version"),
    SHAPES,
    ids=[f"{service}-{name}.v{version}" for service, _, name, version in SHAPES],
)
def test_a_shape_that_was_stored_is_read_and_written_as_of_today(
    service: str, codec: Codec, name: str, version: int
) -> None:
    """What is written of it today is read as the same event: nothing is lost on the way."""
    sample = TESTS / service / "samples" / f"{name}.v{version}.json"
    assert sample.is_file(), f"commit {sample.relative_to(TESTS)}"
    event = codec.decode(name, version, sample.read_bytes())
    today = codec.encode(event)
    assert codec.decode(*today) == event
    if (name, version) == today[:2]:
        assert says_all(msgspec.json.decode(sample.read_bytes()), msgspec.json.decode(today.data))


def test_there_are_samples_of_every_aggregate() -> None:
    assert {service for service, *_ in SHAPES} == COMMANDS.keys()
    assert len(SHAPES) >= len({(service, name) for service, _, name, _ in SHAPES}) > 50


@pytest.mark.parametrize("service", COMMANDS)
def test_what_was_ever_stored_can_still_be_read(service: str) -> None:
    """A sample without a shape is an event that no codec reads any more, and stores hold."""
    readable = {f"{name}.v{version}.json" for of, _, name, version in SHAPES if of == service}
    assert {path.name for path in (TESTS / service / "samples").iterdir()} <= readable
