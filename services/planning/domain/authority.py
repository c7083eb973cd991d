"""Who drafts for all communes of a country, and what nobody declares."""

from typing import ClassVar

from kernel.identity import Principal
from kernel.refusals import NotAllowed
from vocabulary.authority import commune_or_unit
from vocabulary.identifiers import CommuneId
from vocabulary.roles import CONSUMER, COUNTRY_UNIT


class ForTheCountryUnit(NotAllowed):
    """Only the country's coordination unit drafts for all; a commune drafts in its own name."""

    in_other_languages: ClassVar = {
        "fr": "Seule l'unité de coordination du pays rédige pour tous ; une commune rédige en son "
        "propre nom."
    }


class FollowsFromTheConvention(NotAllowed):
    """A plan is adopted by being annexed to the convention; nobody declares it adopted."""

    in_other_languages: ClassVar = {
        "fr": "Un plan est adopté en étant annexé à la convention ; nul ne le déclare adopté."
    }


def commune_or_platform(principal: Principal, commune: CommuneId | None) -> None:
    """Allow the commune that is named, or the country unit, which alone need name none."""
    if commune is not None:
        commune_or_unit(principal, commune)
    elif not principal.has(COUNTRY_UNIT):
        raise ForTheCountryUnit


def only_what_was_heard(principal: Principal) -> None:
    """Allow the unit's own consumer, which acts on what another service has published."""
    if not principal.has(CONSUMER):
        raise FollowsFromTheConvention
