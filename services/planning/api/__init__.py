"""What the service takes and answers over HTTP."""

from services.planning.api.commands import commands
from services.planning.api.queries import QUERIES

__all__ = ["QUERIES", "commands"]
