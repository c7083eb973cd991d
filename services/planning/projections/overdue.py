"""Which partnerships that may act have let twelve months pass without a joint action plan?

Lateness is a question, never an event: nothing is refused for it.
Source: protocol of collaboration, article 4, "au moins une fois par an" (P8).
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

MONTHS: Final = 12
"""Between the entry into force or the last submitted plan, and the next one."""


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

    `due_on` is the last day on which a plan would have been in time. Plans and states are those
    of today: another day only moves the clock.
    """
    due_before, last = after or (None, None)
    found = await pool.fetch(
        f"""
        SELECT p.id AS partnership, r.phase, r.id AS protocol, p.country, p.members,
               r.in_force_since, s.last_plan, s.last_submitted_on, d.due_on,
               p.demonstration OR r.demonstration AS demonstration
          FROM heard.partnerships p
          JOIN heard.protocols r ON r.partnership = p.id
          JOIN heard.phases f ON f.id = r.phase AND f.state = 'open'
          LEFT JOIN LATERAL (
            SELECT id AS last_plan, submitted_on AS last_submitted_on FROM views.action_plans
             WHERE partnership = p.id AND phase = r.phase AND submitted_on IS NOT NULL
             ORDER BY submitted_on DESC, id DESC LIMIT 1
          ) s ON true
         CROSS JOIN LATERAL (
            SELECT (greatest(r.in_force_since, s.last_submitted_on)
                    + interval '{MONTHS} months')::date AS due_on
          ) d
         WHERE p.state = 'active' AND r.in_force_since IS NOT NULL AND r.expired_on IS NULL
           AND d.due_on < $1
           AND ($2::uuid IS NULL OR r.phase = $2)
           AND ($3::uuid IS NULL OR p.members @> ARRAY[$3])
           AND ($4::date IS NULL OR (d.due_on, r.id) > ($4, $5::uuid))
         ORDER BY d.due_on, r.id LIMIT $6
        """,  # noqa: S608 - a number of ours
        on,
        phase,
        member,
        due_before,
        last,
        limit,
    )
    return [dict(row) for row in found]
