"""One command class, one HTTP route."""

import inspect
import re
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Final, NamedTuple

import msgspec
from fastapi import APIRouter, Request, Response

from kernel import handling, telemetry
from kernel.clock import Clock
from kernel.crash_points import reach
from kernel.handling import Aggregate, CommandHandling, Handled
from kernel.refusals import Refusal
from kernel.unions import Union, members
from kernel.web.asked import Asked, Reader, reader_of
from kernel.web.auth import Caller
from kernel.web.catalogue import OF_COMMANDS, responses
from kernel.web.problems import NotJson

ACCEPTED: Final = "accepted"
JSON: Final = re.compile(r"application/json\s*(;\s*charset\s*=\s*\"?utf-8\"?\s*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    """The commands of one aggregate: `SwitchOnLight` is taken at `POST {at}/{id}/switch-on`."""

    at: str
    noun: str
    aggregate: Aggregate
    accepts: Union

    @property
    def refusals(self) -> Sequence[type[Refusal]]:
        """Every refusal that stands in the aggregate's modules."""
        decider = self.aggregate.decider
        module = decider if isinstance(decider, ModuleType) else inspect.getmodule(type(decider))
        assert module is not None  # noqa: S101 - every class has one
        return _refusals(module)


# Looked for once: a process that looks through all modules again copies what it shares with the
# one it was forked from.
@cache
def _refusals(module: ModuleType) -> Sequence[type[Refusal]]:
    """Return those of a module and, if it is a package, of the modules inside."""
    inside = [
        sys.modules[name] for name in sorted(sys.modules) if name.startswith(f"{module.__name__}.")
    ]
    found: dict[str, type[Refusal]] = {}
    for each in (module, *inside):
        for value in vars(each).values():
            if isinstance(value, type) and issubclass(value, Refusal) and value is not Refusal:
                found[value.code] = value
    return tuple(found[code] for code in sorted(found))


class CommandRoute(NamedTuple):
    """Where one command class is taken, and what reads its requests."""

    path: str
    command: type[object]
    reader: Reader
    commands: Commands


def derive(commands: Commands) -> list[CommandRoute]:
    """Return a route for each class. Raises `ValueError` when two would share an address."""
    derived: dict[str, CommandRoute] = {}
    for command in members(commands.accepts):
        verb = _kebab(command.__name__.removesuffix(commands.noun))
        path = f"{commands.at}/{{id}}/{verb}"
        if path in derived:
            raise ValueError(f"two commands at {path}")
        derived[path] = CommandRoute(path, command, reader_of(command), commands)
    return list(derived.values())


def command_routes(routes: Iterable[CommandRoute], clock: Clock) -> APIRouter:
    """Take commands: a class's fields are the body, its docstring the help."""
    router, routes = APIRouter(), list(routes)
    taking = {route.commands.at: route.commands for route in routes}
    described = {at: responses([*OF_COMMANDS, *each.refusals]) for at, each in taking.items()}
    for route in routes:
        router.add_api_route(
            route.path,
            _endpoint(route, clock),
            methods=["POST"],
            tags=[route.commands.noun],
            name=route.command.__name__,
            summary=_kebab(route.command.__name__).replace("-", " ").capitalize(),
            description=inspect.getdoc(route.command),
            response_model=None,  # one for every route would be most of the time that an app takes
            responses=described[route.commands.at],
        )
    return router


def _endpoint(route: CommandRoute, clock: Clock) -> Callable[..., Awaitable[Response]]:
    reader, aggregate = route.reader, route.commands.aggregate

    async def accept(request: Request, caller: Caller) -> Response:
        asked = reader.read(request.path_params["id"], request.headers, await _json(request))
        reach("command.validated")
        arrived = handling.Request(
            command_id=asked.command_id(caller.subject, route.path),
            fingerprint=asked.fingerprint,
            principal=caller,
            moment=clock(),
            correlation_id=request.state.correlation_id,
            traceparent=telemetry.traceparent() or request.state.traceparent,
            demonstration=asked.marks.demonstration,
            provenance=asked.marks.provenance,
            expected_version=asked.expected_version,
        )
        handled = await _handle(request.app.state.handling, aggregate, asked, arrived)
        request.state.code = ACCEPTED
        reach("answer.sent")
        return _accepted(handled)

    return accept


async def _json(request: Request) -> bytes:
    """Return the body; raises `NotJson` unless it says that it is JSON or is empty."""
    raw = await request.body()
    encoded = request.headers.get("content-encoding", "identity").lower() != "identity"
    if raw and (encoded or not JSON.fullmatch(request.headers.get("content-type", ""))):
        raise NotJson
    return raw


async def _handle(
    handler: CommandHandling, aggregate: Aggregate, asked: Asked, arrived: handling.Request
) -> Handled:
    name = type(asked.command).__name__
    began = time.perf_counter()
    outcome = "Internal"
    try:
        with telemetry.span(f"command {name}"):
            handled = await handler.handle(aggregate, asked.id, asked.command, arrived)
        outcome = ACCEPTED
    except Refusal as refusal:
        outcome = refusal.code
        raise
    finally:
        telemetry.count("commands.handled", command=name, outcome=outcome)
        telemetry.record("commands.duration", time.perf_counter() - began, command=name)
    return handled


def _accepted(handled: Handled) -> Response:
    return Response(
        msgspec.json.encode(handled),
        headers={"ETag": f'"{handled.version}"', "Cache-Control": "no-store"},
        media_type="application/json",
    )


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
