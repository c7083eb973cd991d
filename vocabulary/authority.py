"""Who may record an act of a commune: itself, or its country unit with what proves the act.

Both sides' communes have the same role and the same rights (P31). What a service says of other
roles stands beside its own rules.
"""

from typing import ClassVar
from uuid import UUID

from kernel.identity import Principal
from kernel.refusals import NotAllowed
from vocabulary.acts import OnBehalf
from vocabulary.roles import COMMUNE_USER, COUNTRY_UNIT


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


def is_party(principal: Principal, commune: UUID) -> bool:
    """Whether the principal acts for that commune."""
    return principal.has(COMMUNE_USER) and principal.organisation == str(commune)


def only_commune(principal: Principal, commune: UUID) -> None:
    if not is_party(principal, commune):
        raise ForTheCommuneItself(commune=str(commune))


def commune_or_unit(principal: Principal, commune: UUID) -> None:
    """Allow the commune itself, or the country unit that keeps the record."""
    if not principal.has(COUNTRY_UNIT):
        only_commune(principal, commune)


def commune_or_on_behalf(principal: Principal, commune: UUID, on_behalf: OnBehalf | None) -> None:
    """Allow the commune itself, or the country unit that shows what proves the act."""
    commune_or_unit(principal, commune)
    if on_behalf is None and not is_party(principal, commune):
        raise OnBehalfNeedsEvidence(commune=str(commune))
