"""Names with the days from which they hold, of whatever is renamed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from vocabulary.text import fold, read


def named_anew(
    earlier: Iterable[Mapping[str, Any]], names: Mapping[str, str], since: date
) -> dict[str, Any]:
    """Return all names in the order of their days, and the present ones among them."""
    renamed = {"names": dict(names), "since": since.isoformat()}
    all_names = sorted([*earlier, renamed], key=lambda dated: dated["since"] or "")
    present = all_names[-1]["names"]
    return {"name": read(present), "names": present, "all_names": all_names}


def names_folded(all_names: Iterable[Mapping[str, Any]]) -> str:
    """Return every name that ever held, as a search compares them."""
    names = [name for dated in all_names for name in dated["names"].values()]
    return " | ".join(dict.fromkeys(fold(name) for name in names))
