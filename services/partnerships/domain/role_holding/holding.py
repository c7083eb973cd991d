"""What is said of one person's time in one function."""

from dataclasses import dataclass
from datetime import date

from vocabulary.acts import SubjectRef
from vocabulary.functions import FunctionCode
from vocabulary.text import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Held from `since` on and no longer on `until`; without it until further notice.

    `label` is what the commune itself calls the function, where that is not how it is known.
    """

    function: FunctionCode
    subject_ref: SubjectRef
    since: date
    until: date | None = None
    label: Words | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def overlaps(self, other: "Holding") -> bool:
        return self.since < (other.until or date.max) and other.since < (self.until or date.max)
