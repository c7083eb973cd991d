"""A unit as a client sees it: it takes commands over real HTTP and keeps them by key."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

FIRST = {
    "adopt",
    "found",
    "define",
    "register",
    "launch",
    "establish",
    "propose",
    "draft",
    "record",
    "book",
}


@dataclass(slots=True)
class Unit:
    """Accepts a command once per key. An id must be created before anything is done to it.

    It takes the commands of all services, or of one that hears of `others` by their sources, and
    lags behind them for as many looks at its status as `late` says. What is in `once` it takes
    but once, with one content.
    """

    token: str = "secret"  # noqa: S105 - of a test
    others: dict[str, "Unit"] = field(default_factory=dict)
    late: int = 0
    looks: int = 0
    accepted: dict[str, tuple[str, dict[str, Any], int]] = field(default_factory=dict)
    refuse: dict[str, str] = field(default_factory=dict)
    once: frozenset[str] = frozenset()
    busy: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    url: str = ""

    @property
    def paths(self) -> list[str]:
        return [path for path, _, _ in self.accepted.values()]

    def forget(self, plurals: set[str]) -> None:
        """Be as if nothing had been said of such things."""
        left = [each for each in self.accepted.items() if each[1][0].split("/")[2] not in plurals]
        self.accepted = {
            key: (path, body, position)
            for position, (key, (path, body, _)) in enumerate(left, start=1)
        }

    async def command(self, request: Request) -> JSONResponse:
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(0.002)
            return await self._command(request)
        finally:
            self.in_flight -= 1

    async def _command(self, request: Request) -> JSONResponse:
        if request.headers["Authorization"] != f"Bearer {self.token}":
            return _problem(401, "Unauthenticated", "Sign in first.")
        if self.busy:
            self.busy -= 1
            return _problem(503, "Overloaded", "Too much to do.", {"Retry-After": "0"})
        path, body = request.url.path, await request.json()
        key = request.headers["Idempotency-Key"]
        if key in self.accepted:
            _, earlier, position = self.accepted[key]
            return _accepted(position) if earlier == body else _problem(422, "KeyReused", "No.")
        verb, thing = request.path_params["verb"], path.rsplit("/", 1)[0]
        if verb in self.refuse or (path in self.paths and path.split("/")[2] in self.once):
            code = self.refuse.get(verb, "AlreadyThere")
            return _problem(409, code, "A rule says no.", at=request.path_params["id"])
        if verb not in FIRST and not any(p.startswith(thing) for p in self.paths):
            return _problem(404, "NotFound", "There is no such thing.")
        self.accepted[key] = (path, body, len(self.accepted) + 1)
        return _accepted(len(self.accepted))

    async def show(self, request: Request) -> JSONResponse:
        there = any(path.startswith(f"{request.url.path}/") for path in self.paths)
        return JSONResponse({}) if there else _problem(404, "NotFound", "There is no such thing.")

    async def status(self, _: Request) -> JSONResponse:
        self.looks += 1
        behind = 1 if self.looks <= self.late else 0
        heard = {
            f"{source}/0": {"position": len(other.accepted) - behind}
            for source, other in self.others.items()
        }
        head = len(self.accepted)
        return JSONResponse(
            {
                "head": head,
                "relay": {"scanned": head, "published": head},
                "consumers": {"all": {"sources": heard}},
            }
        )


def _accepted(position: int) -> JSONResponse:
    return JSONResponse({"id": "…", "version": 1, "position": position})


def _problem(
    status: int, code: str, title: str, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    body = {"type": code, "title": title, "status": status, "code": code, **more}
    return JSONResponse(body, status, headers, "application/problem+json")


@asynccontextmanager
async def serving(unit: Unit) -> AsyncIterator[Unit]:
    """Serve the unit on a free port of this machine."""
    routes = [
        Route("/status", unit.status),
        Route("/v1/{plural}/{id}", unit.show),
        Route("/v1/{plural}/{id}/{verb}", unit.command, methods=["POST"]),
    ]
    async with served(Starlette(routes=routes)) as unit.url:
        yield unit


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    """Serve the app over real HTTP and yield its URL."""
    # Named as TCP, or asyncio leaves Nagle's algorithm on and every answer takes 40 ms.
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve([listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running
