"""Names with the days from which they hold, of whatever is renamed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from gateway.read_model.noted import Noted
from vocabulary.text import Text


class Naming(Noted, frozen=True, kw_only=True):
    """Names that hold from a day on, null where no source gives it."""

    names: Text
    since: date | None


class Dated(Protocol):
    """What holds from a day on, and until the next like it does."""

    @property
    def since(self) -> date | None: ...


_Dated = TypeVar("_Dated", bound=Dated)


def in_order(several: Iterable[_Dated]) -> tuple[_Dated, ...]:
    """Return them by their days: they may be entered in any order, those without are the oldest."""
    return tuple(sorted(several, key=lambda dated: dated.since or date.min))


def corrected(several: Iterable[_Dated], wrong: date | None, right: _Dated) -> tuple[_Dated, ...]:
    """Return them with another in the place of what was recorded from the day `wrong`."""
    return in_order([*(each for each in several if each.since != wrong), right])


def ends(in_order: Sequence[Dated]) -> list[date | None]:
    """Return the first day on which each of them no longer holds."""
    return [each.since for each in in_order[1:]] + [None][: len(in_order)]


def dated(namings: Sequence[Naming]) -> list[dict[str, str | date | None]]:
    """Return each name in each language with the days between which it holds, as views read it."""
    return [
        {"language": language, "text": text, "since": naming.since, "until": until}
        for naming, until in zip(namings, ends(namings), strict=True)
        for language, text in naming.names.items()
    ]
