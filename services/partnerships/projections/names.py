"""Names with the days from which they hold, of whatever is renamed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from vocabulary.text import fold, read


def named_anew(
    earlier: Iterable[Mapping[str, Any]], names: Mapping[str, str], since: date
) -> dict[str, Any]:
    """Return all names in the order of their days, and the present ones among them."""
    return _named([*earlier, {"names": dict(names), "since": since.isoformat()}])


def names_corrected(
    recorded: Iterable[Mapping[str, Any]],
    wrong: date | None,
    names: Mapping[str, str],
    since: date | None,
) -> dict[str, Any]:
    """Return all names with others in the place of those recorded from the day `wrong`.

    And `since`, the first of their days.
    """
    others = [each for each in recorded if each["since"] != _told(wrong)]
    named = _named([*others, {"names": dict(names), "since": _told(since)}])
    first = named["all_names"][0]["since"]
    return {**named, "since": date.fromisoformat(first) if first else None}


def _named(all_names: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    in_order = sorted(all_names, key=lambda dated: dated["since"] or "")
    present = in_order[-1]["names"]
    return {"name": read(present), "names": present, "all_names": in_order}


def _told(day: date | None) -> str | None:
    return day.isoformat() if day else None


def names_folded(all_names: Iterable[Mapping[str, Any]]) -> str:
    """Return every name that ever held, as a search compares them."""
    names = [name for dated in all_names for name in dated["names"].values()]
    return " | ".join(dict.fromkeys(fold(name) for name in names))
