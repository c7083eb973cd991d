"""Which of our events others hear of, and as what: every formal act, never a person or a draft.

Signatories appear by function, evidence with the deliberation it proves, texts by their hash.
"""

from typing import Any

from contracts.partnerships import Event
from kernel.events import Seen
from services.partnerships.published.communes import commune_contract
from services.partnerships.published.country_programmes import country_programme_contract
from services.partnerships.published.partnerships import partnership_contract
from services.partnerships.published.programmes import programme_contract
from services.partnerships.published.protocols import protocol_contract
from vocabulary.identifiers import (
    CommuneId,
    CountryProgrammeId,
    PartnershipId,
    ProgrammeId,
    ProtocolId,
)


def to_contract(seen: Seen[Any]) -> Event | None:
    """Return what the event is to others, None for one that stays private."""
    id_, event = seen.stream.id, seen.event
    match seen.stream.category:
        case "commune":
            return commune_contract(CommuneId(id_), event)
        case "programme":
            return programme_contract(ProgrammeId(id_), event)
        case "country_programme":
            return country_programme_contract(CountryProgrammeId(id_), event)
        case "partnership":
            return partnership_contract(PartnershipId(id_), event)
        case "protocol":
            return protocol_contract(ProtocolId(id_), event)
        case _:
            return None
