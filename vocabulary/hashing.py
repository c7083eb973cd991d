"""The mark of what parties agree on or sign: a hash that anyone can compute again.

Source: RFC 8785 (JSON Canonicalization Scheme), FIPS 180-4 (SHA-256).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from vocabulary.checks import Checked
from vocabulary.protocols import text_hash_problem

ContentHash: TypeAlias = Annotated[str, Checked(text_hash_problem)]
"""The algorithm's name and the digest of the content: `sha256:` and 64 hexadecimal digits."""

LARGEST_INTEGER = 2**53 - 1
"""Beyond it JSON readers disagree. Source: RFC 8785, appendix D."""


def content_hash(content: Any) -> str:
    """Return `sha256:` and the SHA-256 of the canonical JSON of plain values and dataclasses.

    Every field counts, also one that is null. Raises `TypeError` for a float: numbers that are
    not counts are written as text.
    """
    return "sha256:" + hashlib.sha256(canonical(content)).hexdigest()


def canonical(content: Any) -> bytes:
    """Return the canonical JSON, UTF-8."""
    text = json.dumps(_plain(content), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8")


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            plain = _plain(value.value)
        case None | bool() | str():
            plain = value
        case int() if abs(value) <= LARGEST_INTEGER:
            plain = value
        case UUID():
            plain = str(value)
        case date() if type(value) is date:
            plain = value.isoformat()
        case list() | tuple():
            plain = [_plain(item) for item in value]
        case Mapping():
            plain = _ordered(value)
        case _ if is_dataclass(value):
            plain = _ordered({field.name: getattr(value, field.name) for field in fields(value)})
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form here")
    return plain


def _ordered(members: Mapping[str, Any]) -> dict[str, Any]:
    # Names are compared as UTF-16 code units (RFC 8785, 3.2.3), which is not Python's order.
    return {
        name: _plain(members[name]) for name in sorted(members, key=lambda n: n.encode("utf-16-be"))
    }
