"""Composition root of the planning service."""

from pathlib import Path

from fastapi import FastAPI

from kernel.settings import ServiceSettings
from kernel.web.service import service
from services.planning import api, consumers, published
from services.planning.facts import Aggregates
from services.planning.projections import PROJECTIONS
from services.planning.projections.ended import ENDED
from services.planning.projections.heard.knowledge import StoredKnowledge
from services.planning.projections.places import StoredRegister


def create(settings: ServiceSettings) -> FastAPI:
    """Return the service of one unit."""
    aggregates = Aggregates(
        StoredKnowledge(lambda: app.state.pool), StoredRegister(lambda: app.state)
    )
    app = service(
        settings,
        name="planning",
        title="Planning",
        commands=api.commands(aggregates),
        queries=api.QUERIES,
        projections=PROJECTIONS,
        ended=ENDED,
        to_contract=published.to_contract,
        consumers=lambda running: consumers.consumers(aggregates, running),
        keeping=consumers.keeping,
        migrations=Path(__file__).with_name("migrations"),
    )
    return app
