"""What strategic plans and joint action plans go through."""

from enum import StrEnum


class StrategicPlanState(StrEnum):
    """Where a version stands; one that a commune objects to goes back to draft as the next."""

    DRAFT = "draft"
    UNDER_VALIDATION = "under_validation"
    VALIDATED = "validated"


class ActionPlanState(StrEnum):
    """Where a joint action plan stands; agreements are void when its content changes."""

    DRAFT = "draft"
    PARTLY_AGREED = "partly_agreed"
    AGREED = "agreed"
    SUBMITTED = "submitted"
    ADOPTED = "adopted"
    SUPERSEDED = "superseded"
    COMPLETED = "completed"
