"""The committed samples of our stored events."""

from pathlib import Path
from typing import Any

from kernel.codec import EventCodec
from kernel.unions import Union, members

SAMPLES = Path(__file__).parent / "samples"


def samples_of(union: Union) -> list[Any]:
    """Return one event of each class, as its first version was written."""
    codec: EventCodec[Any] = EventCodec(union)
    names = [member.__name__ for member in members(union)]
    return [codec.decode(name, 1, (SAMPLES / f"{name}.v1.json").read_bytes()) for name in names]
