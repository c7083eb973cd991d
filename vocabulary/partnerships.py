"""What is said about how members take part in a partnership and how it ends."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final, TypeAlias
from uuid import UUID

from vocabulary.checks import Checked
from vocabulary.identifiers import CommuneId

LONGEST_NOTICE: Final = 3660


def notice_problem(days: int) -> str | None:
    return None if 0 <= days <= LONGEST_NOTICE else f"is a number of days up to {LONGEST_NOTICE}"


def authorities_problem(authorities: Sequence[UUID]) -> str | None:
    return "names an authority twice" if len(set(authorities)) < len(authorities) else None


NoticeDays: TypeAlias = Annotated[int, Checked(notice_problem)]
"""Days of notice that either side gives; ten years at most."""

Authorities: TypeAlias = Annotated[tuple[CommuneId, ...], Checked(authorities_problem)]
"""Registered communes and similar bodies, all different."""


class PartnershipWarning(StrEnum):
    """What the partners and the unit should look into; nothing is refused for it."""

    DOUBLE_FUNDING = "double-funding"
    """A member takes part in another programme at the same time."""
    NOTICE_RUNS = "notice-runs"
    """A member has announced the end of the partnership."""
