"""What happens to a model, as it is stored."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Source
from vocabulary.identifiers import ProgrammeId
from vocabulary.templates import DocumentKind, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateAdopted:
    programme: ProgrammeId
    document: DocumentKind
    adopted_on: date
    wording: Wording
    sources: tuple[Source, ...] = ()


Event: TypeAlias = TemplateAdopted
