"""Whose council has still to ratify what, since when, and for how many days?"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from services.partnerships.projections.ordering import ordered, place

ORDERS: Final[Mapping[str, str]] = {
    "since": "since",
    "commune": "commune_sorted_by",
    "title": "coalesce(title, '')",
    "country": "country",
}
_AWAITED: Final = """
SELECT md5(p.id::text || a.commune)::uuid AS id, p.id AS protocol, p.partnership, p.country,
       p.phase, (SELECT string_agg((SELECT name FROM views.communes WHERE id = m.commune), ' – '
                                   ORDER BY m.place)
                   FROM unnest(p.parties) WITH ORDINALITY AS m (commune, place)) AS title,
       a.commune, coalesce(w.name, a.commune::text) AS commune_name,
       coalesce(w.sorted_by, '') AS commune_sorted_by,
       (SELECT coalesce(o.organ #>> '{names,fr}', o.organ ->> 'kind')
          FROM jsonb_array_elements(w.organs) AS o (organ)
         WHERE coalesce((o.organ ->> 'since')::date, '-infinity') <= $1::date
         ORDER BY coalesce((o.organ ->> 'since')::date, '-infinity') DESC LIMIT 1) AS organ,
       p.awaiting_since AS since,
       $1::date - p.awaiting_since AS days, s.step ->> 'vote' AS vote,
       (s.step ->> 'until')::date AS until, p.amendment IS NOT NULL AS of_amendment,
       p.demonstration
  FROM views.protocols AS p CROSS JOIN unnest(p.awaiting) AS a (commune)
  JOIN LATERAL jsonb_array_elements(p.steps) AS s (step) ON s.step ->> 'party' = a.commune::text
  LEFT JOIN views.communes AS w ON w.id = a.commune
 WHERE ($2::text IS NULL OR p.country = $2)
   AND ($3::uuid IS NULL OR p.phase = $3)
   AND ($4::uuid IS NULL OR p.partnership = $4)
   AND ($5::uuid IS NULL OR a.commune = $5)
   AND $1::date - p.awaiting_since >= $6
"""


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    today: date,
    country: str | None,
    phase: UUID | None,
    partnership: UUID | None,
    commune: UUID | None,
    least_days: int,
    sort: str,
    after: tuple[Any, ...] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return one row per council; `days` have passed since the last party signed.

    `organ` is what decides for the commune on that day, as a special delegation in a council's
    place; null where no source says. `vote` is `adjourned` where the council put the decision off,
    to the day `until` if it said so.
    """
    question = ordered(_AWAITED, sort, ORDERS, first=7)
    filters = (today, country, phase, partnership, commune, least_days)
    found = await pool.fetch(question, *filters, *place(after), limit)
    return [{n: v for n, v in each.items() if n != "commune_sorted_by"} for each in found]
