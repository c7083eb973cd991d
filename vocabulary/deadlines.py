"""What becomes due with time."""

from enum import StrEnum


class DeadlineKind(StrEnum):
    """Each is due on a day; what is past and still open is overdue.

    A rule of the programme (a report due so many days after a period) is no more told once its day
    is past: whether it was kept is known elsewhere.
    """

    PHASE_END = "phase-end"
    PROTOCOL_END = "protocol-end"
    COUNCIL_VOTE = "council-vote"
    NOTICE_END = "notice-end"
    ADVANCE = "advance"
    RULE = "rule"
