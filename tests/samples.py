"""Committed JSON of every stored event: what was once written must stay readable."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from kernel.codec import EventCodec
from kernel.unions import Union, members


def assert_stored_events_still_decode(union: Union, folder: Path) -> None:
    """Check that every version of every event has a sample that reads, and says the same again.

    A sample stays as it was written: optional fields that came later are not in it.
    """
    codec: EventCodec[Any] = EventCodec(union)
    samples = {sample.name: sample.read_bytes().strip() for sample in folder.glob("*.json")}
    expected = {f"{member.__name__}.v1.json" for member in members(union)}
    if missing := expected - samples.keys():
        pytest.fail(f"commit a sample in {folder.name}/ for {sorted(missing)}")
    assert samples.keys() == expected, "a sample has lost its class"
    for file, sample in samples.items():
        name, version, _ = file.split(".")
        event = codec.decode(name, int(version[1:]), sample)
        current = msgspec.json.decode(codec.encode(event).data)
        assert said_again(msgspec.json.decode(sample), current), file


def said_again(before: Any, now: Any) -> bool:
    """Return whether `now` says what `before` said, and beside it only that nothing is known."""
    if isinstance(before, dict) and isinstance(now, dict):
        later = now.keys() - before.keys()
        return all(name in now and said_again(before[name], now[name]) for name in before) and all(
            now[name] in (None, [], False) for name in later
        )
    if isinstance(before, list) and isinstance(now, list):
        return len(before) == len(now) and all(map(said_again, before, now))
    return bool(before == now)
