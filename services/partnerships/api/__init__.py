"""What the service takes and answers over HTTP."""

from services.partnerships.api.commands import commands
from services.partnerships.api.documents import AT as DOCUMENTS
from services.partnerships.api.documents import documents_routes
from services.partnerships.api.handovers import router as HANDOVERS  # noqa: N812 - a constant
from services.partnerships.api.histories import histories
from services.partnerships.api.imports import imports_routes
from services.partnerships.api.papers import papers_routes
from services.partnerships.api.queries import BY_KEY, QUERIES
from services.partnerships.api.takeaway import takeaway_routes

__all__ = [
    "BY_KEY",
    "DOCUMENTS",
    "HANDOVERS",
    "QUERIES",
    "commands",
    "documents_routes",
    "histories",
    "imports_routes",
    "papers_routes",
    "takeaway_routes",
]
