"""What the rules of a measurement need from outside its own history."""

from dataclasses import dataclass
from datetime import datetime

from services.reporting.domain.report.state import INITIAL as NO_REPORT
from services.reporting.domain.report.state import Report
from vocabulary.identifiers import MeasurementId


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`taken_by` is another measurement of the same indicator, year and commune.

    `out_of_place`: the figure is made up and the report is not.
    """

    now: datetime
    report: Report = NO_REPORT
    taken_by: MeasurementId | None = None
    out_of_place: bool = False
