"""Refuse a body that is too large before it is read, or as soon as it turns out to be."""

from collections.abc import Collection
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kernel.refusals import TooLarge
from kernel.web.problems import answer, status_of

MAX_BODY_BYTES: Final = 1 << 20


class BodyLimit:
    """ASGI middleware: a body over `most` bytes is answered 413, whether it says so or not.

    The routes at the addresses `streamed` read their body piece by piece and limit it themselves.
    """

    def __init__(
        self, app: ASGIApp, most: int = MAX_BODY_BYTES, streamed: Collection[str] = ()
    ) -> None:
        self.app = app
        self.most = most
        self.streamed = frozenset(streamed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self.streamed:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        said = headers.get("content-length", "")
        if said.isdecimal() and int(said[:20]) > self.most:
            scope["state"]["code"] = TooLarge.code
            refused = answer(TooLarge(most_bytes=self.most), headers.get("accept-language"))
            await refused(scope, receive, send)
            return
        await self.app(scope, self._counting(receive), send)

    def _counting(self, receive: Receive) -> Receive:
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > self.most:
                # The framework passes its own exception through wherever the body is read.
                raise HTTPException(status_of(TooLarge))
            return message

        return counted
