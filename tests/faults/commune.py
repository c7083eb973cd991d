"""A commune as the clients of its service know it, and what they ask of it."""

import base64
from dataclasses import dataclass
from typing import Any


def global_id(*key: str, of: str = "Commune") -> str:
    return base64.b64encode(":".join((of, *key)).encode()).decode()


def shown_marks(stream: str, found: dict[str, Any] | None) -> tuple[str, ...]:
    """Return the marks of a commune as a service or the gateway shows it."""
    if found is None:
        return ()
    return (f"registered {stream}", *(code["value"] for code in found["codes"]))


@dataclass(slots=True)
class Commune:
    """What the clients of one service know of a commune."""

    service: str
    stream: str
    version: int = 0
    position: int = 0
    new: bool = True
    long: int = 0
    """After so many events it is left alone."""


@dataclass(frozen=True, slots=True)
class Asks:
    """A command as it is asked, as often as need be."""

    commune: Commune
    verb: str
    key: str
    mark: str
    expected: int | None
    body: bytes

    @property
    def path(self) -> str:
        return f"/v1/communes/{self.commune.stream}/{self.verb}"
