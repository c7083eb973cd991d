"""Put routes, problems, identity and health together, over whatever handles the commands."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager

import structlog
from fastapi import APIRouter, Depends, FastAPI, Request, Response

from kernel.clock import Clock, system_clock
from kernel.handling import CommandHandling
from kernel.postgres.faults import TRANSIENT
from kernel.web import dead_letters
from kernel.web.access import Access
from kernel.web.admission import Admission
from kernel.web.auth import Guard, caller
from kernel.web.catalogue import OF_QUERIES, catalogue_routes, responses
from kernel.web.commands import Commands, command_routes, derive
from kernel.web.docs import describe, docs_routes
from kernel.web.health import WELL, Health, health_routes
from kernel.web.limits import BodyLimit
from kernel.web.problems import Unavailable, answer_refusals, answered
from kernel.web.queries import only_known_parameters

log = structlog.get_logger()

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def application(  # noqa: PLR0913 - plain arguments, most of them optional
    *,
    title: str,
    guard: Guard,
    commands: Sequence[Commands] = (),
    queries: Sequence[APIRouter] = (),
    by_key: Sequence[APIRouter] = (),
    handling: CommandHandling | None = None,
    page_token: str | None = None,
    clock: Clock = system_clock,
    lifespan: Lifespan | None = None,
    streamed: Collection[str] = (),
) -> FastAPI:
    """Return an app that takes commands and answers queries, and admits nobody unverified.

    What needs a running store stands in `app.state`: `handling`, and for queries `pool` and
    `applied`; whoever does not pass it here sets it in the lifespan. `page_token` signs the
    documentation page in. Bodies are small but at the addresses `streamed`.
    """
    app = FastAPI(
        title=title,
        lifespan=lifespan,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Spans, metrics and logs are `kernel.telemetry`'s.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.guard = guard
    app.state.handling = handling
    app.state.health = WELL
    answer_refusals(app)
    for fault in TRANSIENT:
        app.add_exception_handler(fault, _unavailable)
    app.add_middleware(BodyLimit, streamed=streamed)
    app.add_middleware(Access)
    app.add_middleware(Admission)
    _include(app, commands, queries, clock)
    for router in by_key:
        # No token: who knows the secret in the address is admitted by the route itself.
        app.include_router(router, dependencies=[Depends(only_known_parameters)])
    app.include_router(docs_routes(title, page_token))
    return app


async def _unavailable(request: Request, error: Exception) -> Response:
    log.warning("the database does not answer", error=type(error).__name__)
    return answered(request, Unavailable())


def _include(
    app: FastAPI, commands: Sequence[Commands], queries: Sequence[APIRouter], clock: Clock
) -> None:
    def health() -> Health:
        current: Health = app.state.health
        return current

    app.include_router(health_routes(health))
    of_commands = (refusal for each in commands for refusal in each.refusals)
    app.include_router(catalogue_routes([*of_commands, *dead_letters.REFUSALS]))
    routes = [route for each in commands for route in derive(each)]
    app.include_router(command_routes(routes, clock))
    for router in queries:
        app.include_router(
            router,
            dependencies=[Depends(caller), Depends(only_known_parameters)],
            responses=responses(OF_QUERIES),
        )
    describe(app, {route.path: route.reader for route in routes})
