"""What programmes and their phases go through."""

from enum import StrEnum


class PhaseState(StrEnum):
    """In the order a phase goes through them; a suspended phase is resumed."""

    PLANNED = "planned"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSING = "closing"
    CLOSED = "closed"
