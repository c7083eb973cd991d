"""Roles that tokens carry.

A country unit records and follows everything of its country, and may enter acts *on behalf of* a
commune with evidence; it never signs, votes or concludes for one. Both sides' communes have the
same role and the same rights (P31).
"""

from typing import Final

COUNTRY_UNIT: Final = "country-unit"
COMMUNE_USER: Final = "commune-user"
ASSOCIATION_REVIEWER: Final = "association-reviewer"
ASSOCIATION_READER: Final = "association-reader"
INTEGRATOR: Final = "integrator"
PUBLIC: Final = "public"
UNIT_ADMINISTRATOR: Final = "unit-administrator"
"""Looks after a unit's processes, as what they could not apply; records and signs nothing."""

ALL: Final = (
    COUNTRY_UNIT,
    COMMUNE_USER,
    ASSOCIATION_REVIEWER,
    ASSOCIATION_READER,
    INTEGRATOR,
    PUBLIC,
    UNIT_ADMINISTRATOR,
)

SCHEDULER: Final = "scheduler"
"""The unit's own clock, which issues dated commands; no token carries this role."""

CONSUMER: Final = "consumer"
"""The unit's own services, which act on what they hear of one another; no token carries this."""
