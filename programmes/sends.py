"""The commands of a pack, as a client of the public HTTP interface sends them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final
from uuid import UUID

import msgspec

from vocabulary.roles import ASSOCIATION_REVIEWER, COUNTRY_UNIT

PARTNERSHIPS, PLANNING, REPORTING = "partnerships", "planning", "reporting"

KEPT_BY: Final = {
    "programmes": PARTNERSHIPS,
    "communes": PARTNERSHIPS,
    "country-programmes": PARTNERSHIPS,
    "partnerships": PARTNERSHIPS,
    "regional-groups": PARTNERSHIPS,
    "protocols": PARTNERSHIPS,
    "conventions": PARTNERSHIPS,
    "templates": PARTNERSHIPS,
    "strategic-plans": PLANNING,
    "action-plans": PLANNING,
    "reports": REPORTING,
    "measurements": REPORTING,
    "expenses": REPORTING,
}
"""Which service of a unit takes the commands on each kind of thing."""

HEARS: Final = {
    PARTNERSHIPS: (PLANNING,),
    PLANNING: (PARTNERSHIPS,),
    REPORTING: (PARTNERSHIPS, PLANNING),
}
"""On what others have said the rules of each service rest: it is told through Kafka."""

REVIEWS: Final = frozenset({("reports", "accept"), ("reports", "return")})
"""What the associations' reviewer does; everything else the country unit records."""


class Wave(IntEnum):
    """What may be sent together; a later wave refers to what an earlier one has made.

    A partnership that takes over from another is sent one wave after it, so `COUNTRY` is the
    first of several; so is `REPORTS`, because versions of a report follow one another.
    """

    REGISTERS = 0
    COUNTRY = 1
    SUCCESSIONS = 900
    GROUPS = 950
    PROTOCOLS = 1000
    CONVENTIONS = 2000
    STRATEGIES = 3000
    ACTION_PLANS = 4000
    ANNEXES = 5000
    REPORTS = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """One command to one unit. `origin` is the line of the pack that it comes from.

    Commands on one id keep their order; within a wave those on different ids have none. The key
    is made of the content, so that what was sent before is recognised and nothing happens twice.
    """

    unit: str
    wave: int
    plural: str
    id: UUID
    verb: str
    body: Mapping[str, Any]
    key: str
    origin: str

    @property
    def path(self) -> str:
        return f"/v1/{self.plural}/{self.id}/{self.verb}"

    @property
    def service(self) -> str:
        return KEPT_BY[self.plural]

    @property
    def role(self) -> str:
        return ASSOCIATION_REVIEWER if (self.plural, self.verb) in REVIEWS else COUNTRY_UNIT


@dataclass(frozen=True, slots=True)
class Sender:
    """Makes the commands of one pack for one unit."""

    unit: str
    demonstration: bool

    def send(  # noqa: PLR0913 - a command is what, on what, from where
        self,
        wave: int,
        plural: str,
        id_: UUID,
        verb: str,
        content: Mapping[str, Any],
        *,
        origin: str,
        mark: str | None = None,
    ) -> Send:
        body: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(dict(content)))
        body = {name: value for name, value in body.items() if value is not None}
        if self.demonstration:
            body["demonstration"] = True
        if mark is not None:
            body["provenance"] = mark
        canonical = json.dumps([plural, str(id_), verb, body], sort_keys=True, ensure_ascii=False)
        key = hashlib.sha256(canonical.encode()).hexdigest()
        return Send(
            unit=self.unit,
            wave=wave,
            plural=plural,
            id=id_,
            verb=verb,
            body=body,
            key=key,
            origin=origin,
        )


def fingerprint(sends: Iterable[Send]) -> str:
    """Return a hash of all that a pack asks for: the same as long as nothing in it changes."""
    digest = hashlib.sha256()
    for send in sends:
        digest.update(f"{send.unit} {send.key}\n".encode())
    return digest.hexdigest()
