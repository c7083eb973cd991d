"""On what a decision rested that another service had said."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliance:
    """The last event of another service's stream that a rule was decided on.

    `source` is a unit and a service, as "ma.partnerships"; `position` is that of the event. What
    the other service said later was not known here when the decision was taken.
    """

    source: str
    position: int
