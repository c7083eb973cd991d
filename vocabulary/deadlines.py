"""What becomes due with time."""

from enum import StrEnum


class DeadlineKind(StrEnum):
    """Each is due on a day; what is past and still open is overdue."""

    PHASE_END = "phase-end"
    PROTOCOL_END = "protocol-end"
    COUNCIL_VOTE = "council-vote"
    NOTICE_END = "notice-end"
