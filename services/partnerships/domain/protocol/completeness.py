"""Whether a text takes up all that articles 1 to 3 demand, as the programme fills them in."""

from services.partnerships.domain.country_programme.refusals import CountryProgrammeUnknown
from services.partnerships.domain.protocol.facts import Facts
from services.partnerships.domain.protocol.refusals import (
    NoDomainOfTheSector,
    PillarMissing,
    PrincipleMissing,
)
from services.partnerships.domain.protocol.text import ProtocolText


def is_complete(text: ProtocolText, facts: Facts) -> None:
    """Refuse a text that drops a pillar (P5), a principle, or the country's sector (P6)."""
    if programme := facts.programme.definition:
        pillars = [term.code for term in programme.pillars]
        if missing := [code for code in pillars if code not in text.pillars]:
            raise PillarMissing(missing=missing)
        principles = [term.code for term in programme.principles]
        if missing := [code for code in principles if code not in text.principles]:
            raise PrincipleMissing(missing=missing)
    if facts.sectors is None:
        raise CountryProgrammeUnknown
    if not any(domain.code in facts.sectors for domain in text.domains):
        raise NoDomainOfTheSector(sectors=sorted(facts.sectors))
