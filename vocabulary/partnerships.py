"""What is said about how members take part in a partnership and how it ends."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final, TypeAlias
from uuid import UUID

from vocabulary.checks import Checked, Wrong
from vocabulary.identifiers import CommuneId

LONGEST_NOTICE: Final = 3660


def notice_problem(days: int) -> Wrong | None:
    if 0 <= days <= LONGEST_NOTICE:
        return None
    return Wrong(
        f"is a number of days up to {LONGEST_NOTICE}",
        fr=f"est un nombre de jours jusqu'à {LONGEST_NOTICE}",
    )


def authorities_problem(authorities: Sequence[UUID]) -> Wrong | None:
    if len(set(authorities)) == len(authorities):
        return None
    return Wrong("names an authority twice", fr="nomme deux fois une autorité")


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
