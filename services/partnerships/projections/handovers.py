"""What does someone new in office have to know: what is signed, owed, open, due and spent?

Answered from the other views, for one commune; no person is named.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from asyncpg import Pool

from services.partnerships.projections import (
    budgets,
    commitments,
    communes,
    conventions,
    deadlines,
    partnerships,
    protocols,
)
from services.partnerships.projections.ordering import without_order

MOST: Final = 1_000
"""Of one kind: more than any commune has."""
YEAR_DAYS: Final = 366
LISTS: Final = ("partnerships", "protocols", "conventions", "commitments", "deadlines")


async def of(pool: Pool, commune: UUID, today: date) -> dict[str, Any] | None:
    """Return the commune's file as of today, None if the commune is not known."""
    found = await communes.one(pool, commune)
    if found is None:
        return None
    # Not by today's members alone: what an ended membership left open is still there.
    agreed = await protocols.listed(
        pool,
        state=None,
        partnership=None,
        phase=None,
        party=commune,
        awaiting=None,
        after=None,
        limit=MOST,
    )
    file = {
        "commune": found,
        "on": today,
        "partnerships": await partnerships.listed(
            pool,
            country=None,
            phase=None,
            state=None,
            member=commune,
            q=None,
            sort="title",
            after=None,
            limit=MOST,
        ),
        "protocols": agreed,
        "conventions": [each for one in agreed for each in await _conventions(pool, one["id"])],
        "commitments": await commitments.listed(
            pool, partnership=None, party=commune, kind=None, state=None, after=None, limit=MOST
        ),
        "deadlines": await deadlines.listed(
            pool, today=today, days=YEAR_DAYS, commune=commune, limit=MOST
        ),
    }
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(file))
    plain |= {name: without_order(plain[name]) for name in LISTS}
    return plain


async def _conventions(pool: Pool, protocol: UUID) -> list[dict[str, Any]]:
    """Return the protocol's conventions, each with what is left of its budget."""
    found = await conventions.listed(
        pool,
        state=None,
        partnership=None,
        protocol=protocol,
        awaiting=None,
        after=None,
        limit=MOST,
    )
    return [{**each, "budget": await budgets.of(pool, each["id"])} for each in found]
