"""Which of our events others hear of, and as what: every formal act, never a person or a draft.

Signatories appear by function, evidence with the deliberation it proves, texts by their hash.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from contracts.partnerships import Event
from kernel.events import Seen
from services.partnerships.published.commitments import commitment_contract
from services.partnerships.published.communes import commune_contract
from services.partnerships.published.conventions import convention_contract
from services.partnerships.published.country_programmes import country_programme_contract
from services.partnerships.published.partnerships import partnership_contract
from services.partnerships.published.programmes import programme_contract
from services.partnerships.published.protocols import protocol_contract
from services.partnerships.published.regional_groups import regional_group_contract
from services.partnerships.published.territorial_actors import territorial_actor_contract

_BY_CATEGORY: Final[Mapping[str, Callable[[Any, Any], Event | None]]] = {
    "commune": commune_contract,
    "programme": programme_contract,
    "country_programme": country_programme_contract,
    "partnership": partnership_contract,
    "protocol": protocol_contract,
    "convention": convention_contract,
    "territorial_actor": territorial_actor_contract,
    "regional_group": regional_group_contract,
    "commitment": commitment_contract,
}


def to_contract(seen: Seen[Any]) -> Event | None:
    """Return what the event is to others, None for one that stays private."""
    contract = _BY_CATEGORY.get(seen.stream.category)
    return contract(seen.stream.id, seen.event) if contract else None
