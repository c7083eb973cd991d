"""What the rules of an expense need from outside its own history."""

from dataclasses import dataclass
from datetime import datetime

from services.reporting.domain.report.state import INITIAL as NO_REPORT
from services.reporting.domain.report.state import Report
from services.reporting.domain.standing import UNKNOWN, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`standing` says on which days the partnership of the report might act.

    `out_of_place`: the figure is made up and the report is not.
    """

    now: datetime
    report: Report = NO_REPORT
    standing: Standing = UNKNOWN
    out_of_place: bool = False
