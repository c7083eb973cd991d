"""What the rules of a deliberation need from outside its own history."""

from dataclasses import dataclass
from datetime import datetime

from kernel.identity import ANONYMOUS, Principal
from vocabulary.identifiers import DeliberationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`taken_by` is another deliberation recorded under the same reference of the same organ."""

    now: datetime
    actor: Principal = ANONYMOUS
    commune_known: bool = True
    taken_by: DeliberationId | None = None
