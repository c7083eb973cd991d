"""What has changed between two documents, place by place, as people read it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """At one place: what stood there before and what stands there after, None for nothing.

    `at` is a path, as `steps[party=019…].vote`: an entry of a list is named by what tells it apart.
    """

    at: str
    before: Any
    after: Any


def differences(before: Any, after: Any, at: str = "") -> Iterator[Difference]:
    """Yield what differs between two values as JSON has them, in the order of the documents.

    Entries of lists that have a member unlike all others' are compared with the entry of the same
    name, wherever it stands; other lists are compared entry by entry if they only grew or shrank
    by whole entries, else as a whole.
    """
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in {**before, **after}:
            inside = f"{at}.{name}" if at else str(name)
            yield from differences(before.get(name), after.get(name), inside)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(before, after, at)
    else:
        yield Difference(at, before, after)


def _of_lists(before: list[Any], after: list[Any], at: str) -> Iterator[Difference]:
    name = _telling_apart(before, after)
    if name is not None:
        old = {each[name]: each for each in before}
        new = {each[name]: each for each in after}
        for key in {**old, **new}:
            yield from differences(old.get(key), new.get(key), f"{at}[{name}={key}]")
    elif _plain_set(before) and _plain_set(after) and set(before) != set(after):
        for each in (each for each in before if each not in after):
            yield Difference(f"{at}[]", each, None)
        for each in (each for each in after if each not in before):
            yield Difference(f"{at}[]", None, each)
    else:
        yield Difference(at, before, after)


def _plain_set(values: Sequence[Any]) -> bool:
    plain = all(isinstance(each, str | int) for each in values)
    return plain and len(set(values)) == len(values)


def _telling_apart(before: Sequence[Any], after: Sequence[Any]) -> str | None:
    """Return the first member that is a different text or number in each entry of either list."""
    entries = [*before, *after]
    if not all(isinstance(each, Mapping) and each for each in entries):
        return None
    for name in entries[0]:
        if all(_plain_set([each.get(name) for each in values]) for values in (before, after)):
            return str(name)
    return None
