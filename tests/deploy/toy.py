"""A deployable that does nothing but live; a supervisor's children in tests."""

import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from kernel.settings import Settings

Receive: TypeAlias = Callable[[], Awaitable[Any]]
Send: TypeAlias = Callable[[Any], Awaitable[None]]
App: TypeAlias = Callable[[Mapping[str, Any], Receive, Send], Awaitable[None]]


def create(settings: Settings) -> App:
    """Answer every path with the database's address; /crash ends the process at once."""
    body = settings.database_url.encode()

    async def app(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for done in ("lifespan.startup.complete", "lifespan.shutdown.complete"):
                await receive()
                await send({"type": done})
            return
        if scope["path"] == "/crash":
            os._exit(3)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    return app


def broken(_: Settings) -> App:
    """Fail to start."""
    sys.exit("this is why it does not start")
