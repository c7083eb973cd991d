"""What is known of a document, from its events."""

from dataclasses import dataclass, replace
from uuid import NAMESPACE_URL, uuid5

from services.partnerships.domain.document.events import (
    DocumentDeposited,
    DocumentDescribed,
    Event,
)
from vocabulary.identifiers import DocumentId

_DOCUMENTS = uuid5(NAMESPACE_URL, "partnerships:documents")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    deposited: DocumentDeposited | None = None
    title: str = ""


INITIAL = Document()


def evolve(document: Document, event: Event) -> Document:
    match event:
        case DocumentDeposited(title=title):
            return Document(deposited=event, title=title)
        case DocumentDescribed(title=title):
            return replace(document, title=title)


def id_of(sha256: str) -> DocumentId:
    """Return the id of the document with this hash: the same bytes are one document."""
    return DocumentId(uuid5(_DOCUMENTS, sha256))
