"""Who may record what: each side for itself, the country unit for either, the reviewer alone.

Both sides' communes have the same role and the same rights (P31).
"""

from typing import ClassVar
from uuid import UUID

from kernel.identity import Principal
from kernel.refusals import NotAllowed
from vocabulary.acts import OnBehalf
from vocabulary.roles import ASSOCIATION_REVIEWER, COMMUNE_USER, CONSUMER, COUNTRY_UNIT


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


class ForTheReviewer(NotAllowed):
    """Only a reviewer of the associations may do this."""

    in_other_languages: ClassVar = {"fr": "Seul un réviseur des associations peut le faire."}


class ExpectedByItsPlan(NotAllowed):
    """A report is expected because an action plan was submitted; nobody else calls for one."""

    in_other_languages: ClassVar = {
        "fr": "Un rapport est attendu parce qu'un plan d'action a été soumis ; "
        "nul autre ne le demande."
    }


def is_party(principal: Principal, commune: UUID) -> bool:
    """Whether the principal acts for that commune."""
    return principal.has(COMMUNE_USER) and principal.organisation == str(commune)


def commune_or_unit(principal: Principal, commune: UUID) -> None:
    """Allow the commune itself, or the country unit that keeps the record."""
    if not principal.has(COUNTRY_UNIT) and not is_party(principal, commune):
        raise ForTheCommuneItself(commune=str(commune))


def commune_or_on_behalf(principal: Principal, commune: UUID, on_behalf: OnBehalf | None) -> None:
    """Allow the commune itself, or the country unit that shows what proves the act."""
    commune_or_unit(principal, commune)
    if on_behalf is None and not is_party(principal, commune):
        raise OnBehalfNeedsEvidence(commune=str(commune))


def only_reviewer(principal: Principal) -> None:
    if not principal.has(ASSOCIATION_REVIEWER):
        raise ForTheReviewer


def only_consumer(principal: Principal) -> None:
    """Allow what the service itself does because it has heard of something."""
    if not principal.has(CONSUMER):
        raise ExpectedByItsPlan
