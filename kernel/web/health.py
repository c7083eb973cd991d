"""Is the process alive, is it ready, and how is it getting on."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

Check: TypeAlias = Callable[[], Awaitable[Mapping[str, str]]]
"""Returns what is wrong: a name and a word for each trouble, nothing when all is well."""

Status: TypeAlias = Callable[[], Awaitable[Mapping[str, Any]]]


async def _nothing() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Health:
    """`ready` decides whether requests are sent here, `status` tells how things stand.

    What is `degraded` needs someone, and is no reason to send requests elsewhere.
    """

    ready: Check
    status: Status
    degraded: Check = _nothing


WELL = Health(_nothing, _nothing)


def health_routes(current: Callable[[], Health]) -> APIRouter:
    """Answer `/livez`, `/readyz` (200 or 503) and `/status`, to anyone; they hold no content."""
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def livez() -> Response:
        return JSONResponse({"alive": True})

    @router.get("/readyz")
    async def readyz() -> Response:
        troubles = await current().ready()
        degraded = await current().degraded()
        body = {"ready": not troubles, "troubles": {**troubles}, "degraded": {**degraded}}
        return JSONResponse(body, status_code=503 if troubles else 200)

    @router.get("/status")
    async def status() -> Response:
        return JSONResponse(await current().status())

    return router
