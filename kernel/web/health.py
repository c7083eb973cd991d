"""Is the process alive, is it ready, and how is it getting on."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

Check: TypeAlias = Callable[[], Awaitable[Mapping[str, str]]]
"""Returns what is wrong: a name and a word for each trouble, nothing when all is well."""

Status: TypeAlias = Callable[[], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Health:
    """`ready` decides whether requests are sent here, `status` tells how things stand."""

    ready: Check
    status: Status


async def _nothing() -> Mapping[str, Any]:
    return {}


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
        body = {"ready": not troubles, "troubles": dict(troubles)}
        return JSONResponse(body, status_code=503 if troubles else 200)

    @router.get("/status")
    async def status() -> Response:
        return JSONResponse(await current().status())

    return router
