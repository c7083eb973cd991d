"""Composition root of the planning service.

It has no aggregate and runs like every service: with its store, its relay and its heartbeat, by
which others see that nothing has happened rather than hear nothing.
"""

from typing import Any

from fastapi import FastAPI

from kernel.events import Seen
from kernel.settings import ServiceSettings
from kernel.web.service import service


def create(settings: ServiceSettings) -> FastAPI:
    return service(settings, name="planning", title="Planning", to_contract=_nothing)


def _nothing(_seen: Seen[Any]) -> None:
    """Publish nothing: there is no event to tell of yet."""
