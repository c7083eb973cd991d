"""The document (pièce): evidence or a text, whose bytes are kept under their SHA-256.

Events elsewhere carry a document's hash, media type, size and reference, never its bytes.
"""

from services.partnerships.domain.document.commands import Command
from services.partnerships.domain.document.events import Event
from services.partnerships.domain.document.refusals import DocumentsNotForYou
from services.partnerships.domain.document.rules import Facts, decide, may
from services.partnerships.domain.document.state import INITIAL, Document, evolve

__all__ = [
    "INITIAL",
    "Command",
    "Document",
    "DocumentsNotForYou",
    "Event",
    "Facts",
    "decide",
    "evolve",
    "may",
]
