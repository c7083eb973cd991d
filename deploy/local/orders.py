"""What a child is told when it is forked."""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from deploy.local.deployables import Deployable

# Seconds between being asked to end and being killed.
STOP_PATIENCE = 8.0
_PLACE = "CIC_ORDERS"


@dataclass(frozen=True)
class Order:
    """Plain values, because they cross a process boundary."""

    deployable: Deployable
    port: int
    environment: Mapping[str, str]
    log: Path


@contextmanager
def told_ahead(orders: Sequence[Order]) -> Iterator[None]:
    """Let processes that are started meanwhile know them; a file, as environments are seen."""
    with tempfile.NamedTemporaryFile(prefix="cic-orders-") as file:  # only the owner may read it
        file.write(msgspec.json.encode(orders, enc_hook=str))
        file.flush()
        os.environ[_PLACE] = file.name
        try:
            yield
        finally:
            os.environ.pop(_PLACE, None)


def heard_ahead() -> list[Order]:
    """Return what this process was told ahead, nothing if it was not."""
    place = os.environ.pop(_PLACE, None)
    if place is None:
        return []
    return msgspec.json.decode(
        Path(place).read_bytes(), type=list[Order], dec_hook=lambda kind, text: kind(text)
    )
