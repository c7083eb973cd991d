"""Moments in GraphQL: one written form, always UTC, on every path."""

from datetime import UTC, datetime
from typing import Any

from strawberry.types.scalar import ScalarDefinition

from gateway.plans.errors import BadInput

SQL_FORM = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
"""What `write` does, as a to_char() format of a timestamp in UTC."""


def write(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def read(value: Any) -> datetime:
    """Read an ISO 8601 moment.

    Raises `BadInput`, also where the offset is missing: without it the text names a different
    moment in every country.
    """
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadInput(f"{value!r:.60} is not a moment such as 2026-01-31T12:00:00Z.") from None
    if moment.tzinfo is None:
        raise BadInput(f"{value!r} has no offset from UTC; end it in Z or in +01:00.")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise BadInput(f"{value!r} is out of range.") from None


DATE_TIME = ScalarDefinition(
    name="DateTime",
    description="A moment: ISO 8601 with an offset; answers are in UTC, to the microsecond.",
    specified_by_url="https://datatracker.ietf.org/doc/html/rfc3339",
    serialize=write,
    parse_value=read,
    parse_literal=None,
    origin=datetime,
)
