"""What has happened is not dated in the future."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from kernel.refusals import Refusal

ELSEWHERE = timedelta(days=1)
"""Somewhere it is already tomorrow: a date up to one day ahead of UTC may be today's."""


class DateInFuture(Refusal):
    """An act is recorded once it has taken place, so its date cannot lie in the future."""

    in_other_languages: ClassVar = {
        "fr": "Un acte est consigné une fois accompli ; sa date ne peut être dans le futur."
    }


def happened(now: datetime, *days: date | None) -> None:
    """Refuse the days that have not come anywhere on earth at `now` (UTC)."""
    latest = now.date() + ELSEWHERE
    if ahead := sorted({day for day in days if day is not None and day > latest}):
        raise DateInFuture(dates=[day.isoformat() for day in ahead])
