"""What the service takes and answers over HTTP."""

from services.reporting.api.commands import commands
from services.reporting.api.queries import QUERIES

__all__ = ["QUERIES", "commands"]
