"""Composition root of the partnerships service."""

from pathlib import Path

from fastapi import FastAPI

from kernel.blobs import Blobs
from kernel.clock import system_clock
from kernel.settings import ServiceSettings
from kernel.web.service import service
from services.partnerships import api, consumers, published, scheduled
from services.partnerships.facts import Aggregates
from services.partnerships.projections import PROJECTIONS
from services.partnerships.projections.ended import ENDED
from services.partnerships.projections.places import StoredRegister


def create(settings: ServiceSettings) -> FastAPI:
    """Return the service of one unit; its upper-case code is the country it keeps."""
    aggregates = Aggregates(settings.unit.upper(), StoredRegister(lambda: app.state))
    commands = api.commands(aggregates)
    app = service(
        settings,
        name="partnerships",
        title="Partnerships",
        commands=commands,
        queries=(
            *api.QUERIES,
            api.HANDOVERS,
            api.histories(commands),
            api.takeaway_routes(commands),
            api.documents_routes(aggregates.document, system_clock),
            api.papers_routes(aggregates),
            api.imports_routes(aggregates.deliberation, system_clock),
        ),
        by_key=api.BY_KEY,
        projections=PROJECTIONS,
        ended=ENDED,
        to_contract=published.to_contract,
        consumers=consumers.consumers,
        schedule=lambda running: scheduled.schedule(aggregates, running),
        keeping=consumers.keeping,
        migrations=Path(__file__).with_name("migrations"),
        streamed=(api.DOCUMENTS,),
    )
    app.state.blobs = Blobs(settings.documents) if settings.documents else None
    return app
