"""What the rules of a report need from outside its own history."""

from dataclasses import dataclass
from datetime import datetime

from vocabulary.reports import ReportedExpense, ReportedValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The figures of the report as they stand, in any order."""

    now: datetime
    values: tuple[ReportedValue, ...] = ()
    expenses: tuple[ReportedExpense, ...] = ()
