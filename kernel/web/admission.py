"""Admit no more requests than can be answered in time; refuse the others at once.

What is admitted shares one processor: each further request makes all of them slower, until every
caller has given up on an answer that is still worked on. A refusal costs next to nothing, and the
caller knows that nothing was done and when to come back (RFC 9110, 15.6.4 and 10.2.3).
"""

from collections.abc import Sequence
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kernel.refusals import Overloaded
from kernel.telemetry import count
from kernel.web.access import QUIET
from kernel.web.languages import preferred
from kernel.web.problems import answer, titles

MOST: Final = 64
"""Requests under way. Commands in one commit share a flush to the disk; more of them than this
are not faster, each only waits longer, and so does a refusal, which has its turn among them."""


OPEN_FOR_ONE: Final = 8
"""Requests whose senders take their time, for each that may be under way: they work on nothing, and
yet each holds what it has sent so far."""


class Admission:
    """ASGI middleware around all others; probes are always admitted, they say how things stand."""

    def __init__(self, app: ASGIApp, most: int = MOST) -> None:
        self.app = app
        self.most = most
        self._under_way = self._open = 0
        self._refusals = {each: _made(each) for each in titles(Overloaded)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in QUIET:
            await self.app(scope, receive, send)
        elif self._under_way >= self.most or self._open >= self.most * OPEN_FOR_ONE:
            count("http.refused")
            language = Headers(scope=scope).get("accept-language")
            for message in self._refusals[preferred(language, [*self._refusals])]:
                await send(message)
        else:
            self._under_way += 1
            self._open += 1
            try:
                await self.app(scope, self._waiting(receive), send)
            finally:
                self._under_way -= 1
                self._open -= 1

    def _waiting(self, receive: Receive) -> Receive:
        """Return what receives; a request whose sender takes its time keeps nobody else out."""

        async def waited() -> Message:
            self._under_way -= 1
            try:
                return await receive()
            finally:
                self._under_way += 1

        return waited


def _made(language: str) -> Sequence[Message]:
    """Return the refusal in a language, as it is sent each time."""
    refused = answer(Overloaded(), language)
    return (
        {
            "type": "http.response.start",
            "status": refused.status_code,
            "headers": refused.raw_headers,
        },
        {"type": "http.response.body", "body": bytes(refused.body)},
    )
