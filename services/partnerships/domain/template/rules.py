"""Who may ask what of a model, and what comes of it."""

from dataclasses import dataclass

from kernel.identity import Principal
from services.partnerships.domain.authority import only_country_unit
from services.partnerships.domain.programme.refusals import ProgrammeUnknown
from services.partnerships.domain.template.commands import Command
from services.partnerships.domain.template.events import Event, TemplateAdopted
from services.partnerships.domain.template.refusals import TemplateAlreadyAdopted
from services.partnerships.domain.template.state import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    programme_known: bool


def may(principal: Principal, _command: Command, _template: Template, _facts: Facts) -> None:
    only_country_unit(principal)


def decide(command: Command, template: Template, facts: Facts) -> list[Event]:
    adopted = TemplateAdopted(
        programme=command.programme,
        document=command.document,
        adopted_on=command.adopted_on,
        wording=command.wording,
        sources=command.sources,
    )
    if template.adopted == adopted:
        return []
    if template.adopted is not None:
        raise TemplateAlreadyAdopted
    if not facts.programme_known:
        raise ProgrammeUnknown(programme=str(command.programme))
    return [adopted]
