"""What a specific convention goes through."""

from enum import StrEnum


class ConventionState(StrEnum):
    """A convention once concluded stays so; its amendment is drafted and signed beside it."""

    DRAFT = "draft"
    PARTLY_SIGNED = "partly_signed"
    CONCLUDED = "concluded"
