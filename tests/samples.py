"""Committed JSON of every stored event: what was once written must stay readable."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from kernel.codec import EventCodec
from kernel.unions import Union, members


def assert_stored_events_still_decode(union: Union, folder: Path) -> None:
    """Check that every version of every event has a sample that reads and writes back the same."""
    codec: EventCodec[Any] = EventCodec(union)
    samples = {sample.name: sample.read_bytes().strip() for sample in folder.glob("*.json")}
    expected = {f"{member.__name__}.v1.json" for member in members(union)}
    if missing := expected - samples.keys():
        pytest.fail(f"commit a sample in {folder.name}/ for {sorted(missing)}")
    assert samples.keys() == expected, "a sample has lost its class"
    for file, sample in samples.items():
        name, version, _ = file.split(".")
        event = codec.decode(name, int(version[1:]), sample)
        current = msgspec.json.format(codec.encode(event).data.encode(), indent=2)
        assert current == sample, file
