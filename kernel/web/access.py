"""Around every request: its correlation id, its span, its one line in the log, its last resort."""

import time
from typing import Any, Final
from uuid import UUID, uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kernel import telemetry
from kernel.web.problems import Internal, answer

log = structlog.get_logger()

CORRELATION: Final = "X-Correlation-Id"
QUIET: Final = frozenset({"/livez", "/readyz", "/status"})
"""Asked by machines every few seconds; logged only when they fail."""


class Access:
    """ASGI middleware around what is admitted: nothing leaves it without line and correlation id.

    A valid `X-Correlation-Id` (a UUID) and `traceparent` are taken over, others replaced; both
    stand in `request.state` and, by the commands, in the events. An exception that nobody expected
    is logged with its traceback and answered as the problem `Internal`, which tells none of it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        state = scope.setdefault("state", {})
        state["correlation_id"] = _correlation_id(headers.get(CORRELATION))
        state["traceparent"] = telemetry.valid_traceparent(headers.get("traceparent"))
        with (
            structlog.contextvars.bound_contextvars(correlation_id=str(state["correlation_id"])),
            telemetry.span(f"{scope['method']} request", parent=state["traceparent"]),
        ):
            await self._observed(scope, receive, send)

    async def _observed(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        correlation_id = str(scope["state"]["correlation_id"])
        status: int | None = None

        async def observing(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[CORRELATION] = correlation_id
            await send(message)

        try:
            await self.app(scope, receive, observing)
        except ClientDisconnect:
            scope["state"]["code"] = "ClientLeft"
        except Exception:
            scope["state"]["code"] = Internal.code
            log.exception("unexpected failure", **_asked(scope))
            if status is None:
                refusal = Internal(correlation_id=correlation_id)
                language = Headers(scope=scope).get("accept-language")
                await answer(refusal, language)(scope, receive, observing)
        finally:
            _log(scope, status, time.perf_counter() - began)


def _correlation_id(text: str | None) -> UUID:
    try:
        return UUID(text) if text else uuid4()
    except ValueError:
        return uuid4()


def _asked(scope: Scope) -> dict[str, Any]:
    """Return what was asked without ids, names or search words: the route, not the address."""
    route = scope.get("route")
    return {
        "method": scope["method"],
        "route": getattr(route, "path", None),
        "name": getattr(route, "name", None),
    }


def _log(scope: Scope, status: int | None, seconds: float) -> None:
    if scope["path"] in QUIET and status == 200:  # noqa: PLR2004 - the plain good answer
        return
    log.info(
        "request",
        **_asked(scope),
        status=status,
        code=scope["state"].get("code"),
        ms=round(seconds * 1000, 1),
    )
