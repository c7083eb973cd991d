"""What can be asked of a model."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Source
from vocabulary.identifiers import ProgrammeId
from vocabulary.templates import CheckedWording, DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptTemplate:
    """Enter the model that the programme's documents follow from a day on.

    A document is printed on the model that held on the day its text was put on the table.
    """

    programme: ProgrammeId
    document: DocumentKind
    adopted_on: date
    wording: CheckedWording
    sources: tuple[Source, ...] = ()


Command: TypeAlias = AdoptTemplate
