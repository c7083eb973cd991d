"""Composition root of the reporting service."""

from pathlib import Path

from fastapi import FastAPI

from kernel.settings import ServiceSettings
from kernel.web.service import service
from services.reporting import api, consumers, published
from services.reporting.facts import Aggregates
from services.reporting.projections import PROJECTIONS
from services.reporting.projections.ended import ENDED
from services.reporting.projections.register import StoredRegister


def create(settings: ServiceSettings) -> FastAPI:
    """Return the service of one unit."""
    aggregates = Aggregates(StoredRegister(lambda: app.state))
    app = service(
        settings,
        name="reporting",
        title="Reporting",
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
