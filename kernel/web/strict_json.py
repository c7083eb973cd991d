"""Read JSON that means one thing only, and that PostgreSQL and RFC 8785 can hold.

Source: RFC 7493 (I-JSON): no repeated names, no lone surrogates, numbers within a double; and
PostgreSQL's `json`, which refuses the character NUL.
"""

import json
import math
from collections import Counter
from typing import Any, NamedTuple, NoReturn

from kernel.web.faults import Fault, fault, path_text

MAX_DEPTH = 32
MAX_EXACT = 2**53 - 1
_LONGEST_EXACT = len(str(-MAX_EXACT))


class Read(NamedTuple):
    """A JSON value in which faulty parts are replaced by harmless ones, and the faults."""

    value: Any
    faults: list[Fault]


class NotJson(ValueError):
    """The bytes are not JSON at all."""


class _Repeating(dict[str, Any]):
    """An object some of whose names came more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated = {name for name, times in Counter(n for n, _ in pairs).items() if times > 1}


def read_json(raw: bytes) -> Read:
    """Return the value with every fault that makes it ambiguous or impossible to keep.

    Raises `NotJson` when there is no value at all.
    """
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError:
        raise NotJson("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise NotJson(f"{error.msg} ({where})") from None
    except RecursionError:
        raise NotJson("it is nested too deeply") from None
    faults: list[Fault] = []
    return Read(_clean(value, [], faults), faults)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    return plain if len(plain) == len(pairs) else _Repeating(pairs)


def _integer(digits: str) -> int | float:
    # Python refuses to parse thousands of digits, and they are no exact number in JSON anyway.
    return int(digits) if len(digits) <= _LONGEST_EXACT else math.inf


def _no_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no JSON value", "", 0)


def _clean(value: Any, path: list[str | int], faults: list[Fault]) -> Any:
    match value:
        case dict() | list() if len(path) >= MAX_DEPTH:
            faults.append(fault("body", path_text(path), "too_deep"))
            return None
        case dict():
            return _clean_object(value, path, faults)
        case list():
            return [_clean(each, [*path, place], faults) for place, each in enumerate(value)]
        case str():
            return _clean_text(value, path, faults)
        case int() | float() if not _exact(value):
            faults.append(fault("body", path_text(path), "number"))
            return 0
    return value


def _exact(number: float) -> bool:
    return math.isfinite(number) and not (isinstance(number, int) and abs(number) > MAX_EXACT)


def _clean_object(
    value: dict[str, Any], path: list[str | int], faults: list[Fault]
) -> dict[str, Any]:
    repeated = value.repeated if isinstance(value, _Repeating) else set()
    clean = {}
    for written, each in value.items():
        name = _clean_text(written, path, faults)
        here = [*path, name]
        if written in repeated:
            faults.append(fault("body", path_text(here), "repeated"))
        clean[name] = _clean(each, here, faults)
    return clean


def _clean_text(text: str, path: list[str | int], faults: list[Fault]) -> str:
    """Return the text without what cannot be kept; of a name, the fault is in its object."""
    if "\0" in text:
        faults.append(fault("body", path_text(path), "nul"))
        text = text.replace("\0", "?")
    if any("\ud800" <= character <= "\udfff" for character in text):
        faults.append(fault("body", path_text(path), "surrogate"))
        text = text.encode("utf-8", "replace").decode()
    return text
