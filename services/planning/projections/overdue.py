"""Which partnerships that may act have let a year pass without a joint action plan?

Lateness is a question, never an event: nothing is refused for it.
Source: protocol of collaboration, article 4, "au moins une fois par an" (P8). A programme may lay
down other months for a phase, for one country or all, and for the first plan or any.
"""

from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from asyncpg import Pool

from services.planning.domain.heard import DatedRules, holding
from vocabulary.rules import YEARLY, PlanKind

_OVERDUE: Final = """
SELECT p.id AS partnership, r.phase, r.id AS protocol, p.country, p.members,
       r.in_force_since, s.last_plan, s.last_submitted_on, m.months, d.due_on,
       p.demonstration OR r.demonstration AS demonstration
  FROM heard.partnerships p
  JOIN heard.protocols r ON r.partnership = p.id
  JOIN heard.phases f ON f.id = r.phase AND f.state = 'open'
  LEFT JOIN LATERAL (
    SELECT id AS last_plan, submitted_on AS last_submitted_on FROM views.action_plans
     WHERE partnership = p.id AND phase = r.phase AND submitted_on IS NOT NULL
     ORDER BY submitted_on DESC, id DESC LIMIT 1
  ) s ON true
  JOIN unnest($7::uuid[], $8::text[], $9::integer[], $10::integer[])
    AS t (phase, country, first, later) ON t.phase = r.phase AND t.country = p.country
 CROSS JOIN LATERAL (
    SELECT CASE WHEN s.last_plan IS NULL THEN t.first ELSE t.later END AS months
  ) m
 CROSS JOIN LATERAL (
    SELECT (greatest(r.in_force_since, s.last_submitted_on)
            + make_interval(months => m.months))::date AS due_on
  ) d
 WHERE p.state = 'active' AND r.in_force_since IS NOT NULL AND r.expired_on IS NULL
   AND d.due_on < $1
   AND ($2::uuid IS NULL OR r.phase = $2)
   AND ($3::uuid IS NULL OR p.members @> ARRAY[$3])
   AND ($4::date IS NULL OR (d.due_on, r.id) > ($4, $5::uuid))
 ORDER BY d.due_on, r.id LIMIT $6
"""


class _Term(NamedTuple):
    """How many months pass to the first plan of a country in a phase, and to each later one."""

    phase: UUID
    country: str
    first: int
    later: int


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    on: date,
    phase: UUID | None,
    member: UUID | None,
    after: tuple[date, UUID] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return what is overdue on a day, the longest overdue first.

    `due_on` is the last day on which a plan would have been in time, `months` after the last one.
    Plans and states are those of today: another day only moves the clock.
    """
    terms = await _terms(pool, on)
    due_before, last = after or (None, None)
    found = await pool.fetch(
        _OVERDUE,
        on,
        phase,
        member,
        due_before,
        last,
        limit,
        *zip(*terms, strict=True) if terms else ([], [], [], []),
    )
    return [dict(row) for row in found]


async def _terms(pool: Pool, on: date) -> list[_Term]:
    """Return what the programmes lay down, on that day, for the phases that are open."""
    found = await pool.fetch(
        """
        SELECT DISTINCT f.id, f.rules, p.country
          FROM heard.phases f
          JOIN heard.protocols r ON r.phase = f.id
          JOIN heard.partnerships p ON p.id = r.partnership
         WHERE f.state = 'open'
        """
    )
    return [_term(row["id"], row["country"], row["rules"], on) for row in found]


def _term(phase: UUID, country: str, laid_down: str, on: date) -> _Term:
    rules = holding(msgspec.json.decode(laid_down, type=tuple[DatedRules, ...]), on)
    first = rules.months_of(PlanKind.JOINT_ACTION, country, first=True) or YEARLY
    later = rules.months_of(PlanKind.JOINT_ACTION, country) or YEARLY
    return _Term(phase, country, first, later)
