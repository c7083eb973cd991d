"""What becomes due until when, for whom, and what is overdue? Answered from the other views."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from services.partnerships.projections.ordering import ordered, place

VOTE_DAYS: Final = 60
"""A council that has a signed text is to have met within two months; where it put the vote off to
a day, that day counts."""

_PHASES: Final = """
SELECT g.id AS programme, g.demonstration, f ->> 'code' AS code, f ->> 'state' AS state,
       (f ->> 'phase')::uuid AS phase, (f ->> 'starts_on')::date AS starts_on,
       (f ->> 'ends_on')::date AS ends_on, f -> 'rules' AS rules
  FROM views.programmes AS g CROSS JOIN jsonb_array_elements(g.phases) AS f
 WHERE f ->> 'state' IN ('open', 'suspended', 'closing')
"""
_RULES: Final = """
SELECT p.*, r.deadline, m.milestone
  FROM phases AS p
  JOIN LATERAL (SELECT x -> 'rules' -> 'deadlines' AS deadlines
                  FROM jsonb_array_elements(p.rules) AS x WHERE (x ->> 'since')::date <= $1
                 ORDER BY (x ->> 'since')::date DESC LIMIT 1) AS s ON true
  CROSS JOIN jsonb_array_elements(s.deadlines) AS r (deadline)
  CROSS JOIN LATERAL (
    SELECT p.starts_on WHERE r.deadline ->> 'after' = 'phase-start'
    UNION ALL SELECT p.ends_on WHERE r.deadline ->> 'after' = 'phase-end'
    UNION ALL SELECT make_date(year, 12, 31)
      FROM generate_series(extract(year FROM p.starts_on)::integer,
                           extract(year FROM p.ends_on)::integer) AS year
     WHERE r.deadline ->> 'after' = 'period-end') AS m (milestone)
"""
"""By the rules that hold today; a period is a calendar year."""
_DUE: Final = f"""
SELECT 'phase-end' AS kind, 'programme' AS noun, programme AS subject, phase,
       NULL::uuid AS partnership, NULL::uuid AS commune, code AS about, ends_on AS due_on,
       NULL::date AS since, demonstration,
       NULL AS told_by
  FROM phases
UNION ALL
SELECT 'rule', 'programme', programme, phase, NULL, NULL,
       coalesce(deadline -> 'text' ->> 'fr', deadline ->> 'code'),
       milestone + (deadline ->> 'days')::integer, milestone, demonstration,
       concat_ws('-', deadline ->> 'code', milestone)
  FROM rules WHERE milestone + (deadline ->> 'days')::integer >= $1
UNION ALL
SELECT 'advance', 'convention', c.id, c.phase, c.partnership, NULL,
       concat_ws(' ', a ->> 'code', a -> 'amount' ->> 'amount', a -> 'amount' ->> 'currency'),
       (a ->> 'due_on')::date, NULL, c.demonstration, a ->> 'code'
  FROM views.conventions AS c CROSS JOIN jsonb_array_elements(c.advances) AS a
 WHERE c.closed_on IS NULL AND jsonb_typeof(a -> 'received') = 'null'
UNION ALL
SELECT 'protocol-end', 'protocol', id, phase, partnership, NULL, NULL, ends_on, in_force_since,
       demonstration, NULL
  FROM views.protocols WHERE state = 'in_force'
UNION ALL
SELECT 'council-vote', 'protocol', p.id, p.phase, p.partnership, a.commune, s.step ->> 'vote',
       coalesce((s.step ->> 'until')::date, p.awaiting_since + {VOTE_DAYS}), p.awaiting_since,
       p.demonstration, NULL
  FROM views.protocols AS p CROSS JOIN unnest(p.awaiting) AS a (commune)
  JOIN LATERAL jsonb_array_elements(p.steps) AS s (step) ON s.step ->> 'party' = a.commune::text
UNION ALL
SELECT 'notice-end', 'partnership', a.id, NULL, a.id, (a.notice ->> 'by')::uuid,
       a.notice ->> 'reason', a.notice_ends_on, NULL, a.demonstration, NULL
  FROM views.partnership_arrangements AS a JOIN views.partnerships AS p USING (id)
 WHERE a.notice_ends_on IS NOT NULL AND p.state <> 'terminated'
"""  # noqa: S608 - a number of our own
_LISTED: Final = f"""
WITH phases AS ({_PHASES}), rules AS ({_RULES}), due AS ({_DUE}), named AS (
  SELECT concat_ws('-', d.kind, d.subject, d.phase, d.commune, d.told_by) AS id, d.kind, d.due_on,
         d.due_on < $1 AS overdue, d.since, d.noun, d.subject, d.partnership,
         (SELECT string_agg((SELECT name FROM views.communes WHERE id = m.commune), ' – '
                            ORDER BY m.place)
            FROM unnest(p.communes) WITH ORDINALITY AS m (commune, place)) AS title,
         d.commune, w.name AS commune_name, d.about, d.demonstration
    FROM due AS d LEFT JOIN views.partnerships AS p ON p.id = d.partnership
    LEFT JOIN views.communes AS w ON w.id = d.commune
   WHERE d.due_on <= $1::date + $2::integer
     AND ($3::text IS NULL OR d.partnership IS NULL OR p.country = $3)
     AND ($4::uuid IS NULL OR d.partnership = $4 OR (d.partnership IS NULL AND d.phase = ANY (
            SELECT unnest(o.phases) FROM views.partnerships AS o WHERE o.id = $4)))
     AND ($5::uuid IS NULL OR d.commune = $5 OR (d.commune IS NULL AND p.communes @> ARRAY[$5]))
     AND ($6::text IS NULL OR d.kind = $6))
SELECT * FROM named
"""  # noqa: S608 - the parts above
ORDERS: Final[Mapping[str, str]] = {
    "due_on": "due_on",
    "kind": "kind",
    "title": "coalesce(title, '')",
    "commune": "coalesce(commune_name, '')",
}
"""By what the list can be sorted; what concerns no partnership or commune comes first."""


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    today: date,
    days: int,
    country: str | None = None,
    partnership: UUID | None = None,
    commune: UUID | None = None,
    kind: str | None = None,
    sort: str = "due_on",
    after: tuple[Any, ...] | None = None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return what is open and due within so many days of `today`, the overdue too.

    What all partnerships of a phase share is in the list of each of them and of the country. The
    `id` of a thing due stays the same however its day moves.
    """
    question = ordered(_LISTED, sort, ORDERS, first=7, ids="text")
    filters = (today, days, country, partnership, commune, kind)
    found = await pool.fetch(question, *filters, *place(after), limit)
    return [dict(each) for each in found]
