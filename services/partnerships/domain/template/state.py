"""What is known of a model, from its events."""

from dataclasses import dataclass

from services.partnerships.domain.template.events import Event, TemplateAdopted


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    adopted: TemplateAdopted | None = None


INITIAL = Template()


def evolve(_template: Template, event: Event) -> Template:
    return Template(adopted=event)
