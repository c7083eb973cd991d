"""Who may act for whom: each side for itself, and the country unit for the platform it serves.

Both sides' communes have the same role and the same rights (P31).
"""

from typing import ClassVar

from kernel.identity import Principal
from kernel.refusals import NotAllowed
from vocabulary.acts import OnBehalf
from vocabulary.identifiers import CommuneId
from vocabulary.roles import COMMUNE_USER, CONSUMER, COUNTRY_UNIT


class ForTheCountryUnit(NotAllowed):
    """Only the country's coordination unit drafts for all; a commune drafts in its own name."""

    in_other_languages: ClassVar = {
        "fr": "Seule l'unité de coordination du pays rédige pour tous ; une commune rédige en son "
        "propre nom."
    }


class ForTheCommuneItself(NotAllowed):
    """Only the commune concerned may do this; nobody acts for another party."""

    in_other_languages: ClassVar = {
        "fr": "Seule la commune concernée peut le faire ; nul n'agit pour une autre partie."
    }


class OnBehalfNeedsEvidence(NotAllowed):
    """An act of a commune is recorded on its behalf only with the evidence that proves it."""

    in_other_languages: ClassVar = {
        "fr": "L'acte d'une commune n'est consigné en son nom qu'avec la pièce qui le prouve."
    }


class FollowsFromTheConvention(NotAllowed):
    """A plan is adopted by being annexed to the convention; nobody declares it adopted."""

    in_other_languages: ClassVar = {
        "fr": "Un plan est adopté en étant annexé à la convention ; nul ne le déclare adopté."
    }


def is_party(principal: Principal, commune: CommuneId) -> bool:
    """Whether the principal acts for that commune."""
    return principal.has(COMMUNE_USER) and principal.organisation == str(commune)


def commune_or_unit(principal: Principal, commune: CommuneId) -> None:
    """Allow the commune itself, or the country unit that keeps the record."""
    if not principal.has(COUNTRY_UNIT) and not is_party(principal, commune):
        raise ForTheCommuneItself(commune=str(commune))


def commune_or_platform(principal: Principal, commune: CommuneId | None) -> None:
    """Allow the commune that is named, or the country unit, which alone need name none."""
    if commune is not None:
        commune_or_unit(principal, commune)
    elif not principal.has(COUNTRY_UNIT):
        raise ForTheCountryUnit


def commune_or_on_behalf(
    principal: Principal, commune: CommuneId, on_behalf: OnBehalf | None
) -> None:
    """Allow the commune itself, or the country unit that shows what proves the act."""
    commune_or_unit(principal, commune)
    if on_behalf is None and not is_party(principal, commune):
        raise OnBehalfNeedsEvidence(commune=str(commune))


def only_what_was_heard(principal: Principal) -> None:
    """Allow the unit's own consumer, which acts on what another service has published."""
    if not principal.has(CONSUMER):
        raise FollowsFromTheConvention
