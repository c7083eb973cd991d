from dataclasses import dataclass
from typing import TypeAlias

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.codec import EventCodec, NewerSchema, UnknownEvent
from tests.kernel import light
from tests.kernel.light import BulbReplaced, SwitchedOn

codec: EventCodec[light.Event] = EventCodec(light.Event, formerly={"BulbChanged": BulbReplaced})


@dataclass(frozen=True)
class Dimmed:
    """Third shape: it was `{"level": 40}` of 100, then `{"share": "0.4"}`."""

    per_mille: int
    by: str = "hand"


Dimming: TypeAlias = Dimmed | SwitchedOn
dimming: EventCodec[Dimming] = EventCodec(
    Dimming,
    upcasters={
        Dimmed: (
            lambda old: {"share": str(old["level"] / 100)},
            lambda old: {"per_mille": round(float(old["share"]) * 1000)},
        )
    },
    formerly={"Darkened": Dimmed},
)


@given(st.from_type(BulbReplaced) | st.from_type(SwitchedOn))
def test_what_is_encoded_decodes_to_the_same_event(event: light.Event) -> None:
    assert codec.decode(*codec.encode(event)) == event


def test_the_bytes_of_an_event_are_always_the_same() -> None:
    assert codec.encode(BulbReplaced(40)) == ("BulbReplaced", 1, '{"watts":40}')


def test_a_renamed_event_is_read_under_its_old_name() -> None:
    assert codec.decode("BulbChanged", 1, '{"watts":40}') == BulbReplaced(40)


def test_a_renamed_event_is_written_under_its_new_name() -> None:
    assert codec.encode(codec.decode("BulbChanged", 1, '{"watts":40}')).type == "BulbReplaced"


@pytest.mark.parametrize(
    ("version", "data"),
    [(1, '{"level":40}'), (2, '{"share":"0.4"}'), (3, '{"per_mille":400,"by":"hand"}')],
)
@pytest.mark.parametrize("name", ["Dimmed", "Darkened"])
def test_every_shape_it_ever_had_is_read(name: str, version: int, data: str) -> None:
    assert dimming.decode(name, version, data) == Dimmed(400)


def test_an_event_is_written_in_its_newest_shape() -> None:
    assert dimming.encode(Dimmed(400)).schema_version == 3
    assert dimming.encode(SwitchedOn()).schema_version == 1


def test_a_field_that_is_missing_takes_its_default() -> None:
    assert dimming.decode("Dimmed", 3, '{"per_mille":400}') == Dimmed(400, "hand")


def test_a_field_from_a_newer_build_is_ignored() -> None:
    assert codec.decode("BulbReplaced", 1, '{"watts":40,"colour":"warm"}') == BulbReplaced(40)


def test_a_shape_from_a_newer_build_is_refused_not_guessed() -> None:
    with pytest.raises(NewerSchema, match="BulbReplaced v2, this build knows v1"):
        codec.decode("BulbReplaced", 2, '{"lumen":400}')


def test_an_event_of_no_known_class_is_named() -> None:
    assert not codec.knows("BulbStolen")
    with pytest.raises(UnknownEvent, match="BulbStolen"):
        codec.decode("BulbStolen", 1, "{}")


@pytest.mark.parametrize("data", ['{"watts":"forty"}', "{}"])
@pytest.mark.parametrize("name", ["BulbReplaced", "BulbChanged"])
def test_data_that_the_class_refuses_is_an_error(name: str, data: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        codec.decode(name, 1, data)


def test_a_lone_class_is_its_own_union() -> None:
    assert EventCodec[SwitchedOn](SwitchedOn).decode("SwitchedOn", 1, "{}") == SwitchedOn()
