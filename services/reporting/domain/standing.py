"""On which days a partnership may act, by what the partnerships service has said so far.

It may act while its protocol is in force, itself is active and the phase is open. Costs may go on
while all is suspended (salaries, rents): such an expense is booked and marked, not refused.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from kernel.refusals import Refusal
from vocabulary.reliance import Reliance

DATED_WHILE_SUSPENDED: Final = "dated-while-suspended"
"""The partnership or the phase was suspended on that day: shown, not refused."""


class ProtocolNotInForce(Refusal):
    """Expenses are made under a protocol in force on that day; this one was not."""

    in_other_languages: ClassVar = {
        "fr": "Une dépense se fait sous un protocole en vigueur ce jour-là ; "
        "celui-ci ne l'était pas."
    }


class PartnershipNotActive(Refusal):
    """The partnership had ended on that day."""

    in_other_languages: ClassVar = {"fr": "Le partenariat avait pris fin à cette date."}


class PhaseNotOpen(Refusal):
    """The phase was not open on that day."""

    in_other_languages: ClassVar = {"fr": "La phase n'était pas ouverte à cette date."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """From a day on, until the day of resumption where that has come."""

    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a protocol, its partnership and its phase; days are included.

    `closing_on` is the day on which the phase's activities ended. Nothing known: it may not act.
    """

    in_force_since: date | None = None
    in_force_until: date | None = None
    ended_on: date | None = None
    opened_on: date | None = None
    closing_on: date | None = None
    suspensions: tuple[Suspension, ...] = ()
    relied_on: tuple[Reliance, ...] = ()

    def check(self, day: date) -> tuple[str, ...]:
        """Return what is unusual about acting on that day; refuse what may not be."""
        if not _within(day, self.in_force_since, self.in_force_until):
            raise ProtocolNotInForce(on=day.isoformat(), in_force_since=_iso(self.in_force_since))
        if self.ended_on is not None and day > self.ended_on:
            raise PartnershipNotActive(on=day.isoformat(), ended_on=self.ended_on.isoformat())
        if not _within(day, self.opened_on, self.closing_on):
            raise PhaseNotOpen(on=day.isoformat(), opened_on=_iso(self.opened_on))
        suspended = any(each.holds(day) for each in self.suspensions)
        return (DATED_WHILE_SUSPENDED,) if suspended else ()


UNKNOWN: Final = Standing()


def _within(day: date, first: date | None, last: date | None) -> bool:
    return first is not None and first <= day and (last is None or day <= last)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
