"""Whether what was said is still said."""

from typing import Any


def says_all(before: Any, now: Any) -> bool:
    """Return whether all that was said is still said; optional fields may have come."""
    match before, now:
        case dict(), dict():
            return all(name in now and says_all(said, now[name]) for name, said in before.items())
        case list(), list():
            return len(before) == len(now) and all(map(says_all, before, now))
        case _:
            return bool(before == now)
