"""Who keeps the register: the country unit, and of its own country only."""

from typing import ClassVar

from kernel.identity import Principal
from kernel.refusals import NotAllowed, Refusal
from vocabulary.roles import COUNTRY_UNIT


class ForTheCountryUnit(NotAllowed):
    """Only the country's coordination unit keeps this register."""

    in_other_languages: ClassVar = {
        "fr": "Seule l'unité de coordination du pays tient ce registre."
    }


class ForeignCountry(Refusal):
    """A coordination unit keeps the programmes and partnerships of its own country only."""

    in_other_languages: ClassVar = {
        "fr": "Une unité de coordination ne tient que les programmes et partenariats de son pays."
    }


def only_country_unit(principal: Principal) -> None:
    if not principal.has(COUNTRY_UNIT):
        raise ForTheCountryUnit
