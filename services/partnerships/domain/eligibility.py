"""Which communes can take part: those that exist, of the places that the programme names (P33)."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from kernel.refusals import Refusal
from services.partnerships.domain.commune.refusals import CommuneHasCeased
from services.partnerships.domain.commune.state import Commune
from vocabulary.identifiers import CommuneId
from vocabulary.rules import Rules
from vocabulary.text import fold


class CommuneOutsideProgramme(Refusal):
    """The programme names the countries and regions of its communes, and this is none of them."""

    in_other_languages: ClassVar = {
        "fr": "Le programme désigne les pays et régions de ses communes ; celle-ci n'en fait pas "
        "partie."
    }


class CountryOutsideProgramme(Refusal):
    """The programme names its countries in this phase, and this is none of them."""

    in_other_languages: ClassVar = {
        "fr": "Le programme désigne ses pays pour cette phase ; celui-ci n'en fait pas partie."
    }


def still_there(communes: Mapping[CommuneId, Commune], on: date) -> None:
    """Refuse communes that had ceased; they stay in what they took part in before."""
    for id_, commune in communes.items():
        if commune.end is not None and not commune.existed_on(on):
            raise CommuneHasCeased(
                commune=str(id_),
                on=commune.end.on.isoformat(),
                successors=[str(each) for each in commune.end.successors],
            )


def of_the_programme(communes: Mapping[CommuneId, Commune], rules: Rules | None) -> None:
    """Refuse communes of other places; a region that nobody has recorded is not one of those named.

    Source: P33; which places these are is data of the phase.
    """
    if rules is None or not rules.territories:
        return
    for id_, commune in communes.items():
        territory = rules.territory_of(commune.country or "")
        if territory is None:
            raise CommuneOutsideProgramme(
                commune=str(id_),
                country=commune.country,
                countries=[each.country for each in rules.territories],
            )
        regions = {fold(region) for region in territory.regions}
        if regions and fold(commune.region or "") not in regions:
            raise CommuneOutsideProgramme(
                commune=str(id_), region=commune.region, regions=list(territory.regions)
            )


def country_of_the_programme(country: str, rules: Rules | None) -> None:
    if rules is not None and rules.territories and rules.territory_of(country) is None:
        raise CountryOutsideProgramme(
            country=country, countries=[each.country for each in rules.territories]
        )
