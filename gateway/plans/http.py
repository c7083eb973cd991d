"""The ASGI front: GraphQL over HTTP and GraphiQL; everything else goes to the application inside.

    401  no valid token                      405  a mutation over GET, or another method
    406  no acceptable media type            413, 414, 415  too long, or not JSON in UTF-8
    400  malformed; or refused, for application/graphql-response+json
    200  an answer; or refused, for application/json
    500, 503, 504  INTERNAL, UNAVAILABLE, TIMEOUT

Source: GraphQL over HTTP (stage 2 draft), with its media types and statuses.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

import orjson

from gateway.graphiql.page import POLICY, Page
from gateway.plans.engine import Answer, Engine
from gateway.plans.errors import Code, coded
from gateway.plans.failures import SENTENCES
from gateway.plans.incoming import Gone, HttpRefused, Receive, Scope, headers_of, read_request
from gateway.plans.media import MediaType, negotiate
from gateway.plans.reading import Scope as Countries
from kernel import telemetry
from kernel.identity import Principal
from kernel.tokens import CannotVerify, Tokens, Unauthenticated

Send: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]
Headers: TypeAlias = list[tuple[bytes, bytes]]
Authenticate: TypeAlias = Callable[[Mapping[str, str]], Awaitable[Principal]]
"""From the request's headers, by lower-case name. Raises `Unauthenticated` or `CannotVerify`."""

FAILED = {Code.UNAVAILABLE: 503, Code.TIMEOUT: 504, Code.INTERNAL: 500}

MOST: Final = 64
"""Questions under way; of further ones each would only wait longer, so they are refused at once."""
TOO_MANY: Final = "Too many questions are waiting; ask again in a moment."

ALWAYS: Headers = [
    (b"cache-control", b"private, no-cache"),
    (b"vary", b"Accept, Authorization, Accept-Encoding"),
    (b"x-content-type-options", b"nosniff"),
]


def bearer(tokens: Tokens) -> Authenticate:
    """Return the authentication by `Authorization: Bearer …`. Source: RFC 6750, 2.1."""

    async def authenticate(headers: Mapping[str, str]) -> Principal:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated(reason="send Authorization: Bearer and a token")
        return await tokens.principal(token.strip())

    return authenticate


def countries_of(principal: Principal) -> Countries:
    """Return the country codes whose rows the principal may see, None for all.

    A unit's code is the ISO code of its country in lower case.
    """
    return None if "*" in principal.units else tuple(sorted(u.upper() for u in principal.units))


class Front:
    """Serves `/graphql` and `/graphiql`; set `engine` once the database can be reached."""

    def __init__(self, inside: Application, *, authenticate: Authenticate, page: Page) -> None:
        self._inside, self._authenticate, self._page = inside, authenticate, page
        self.engine: Engine | None = None
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "") if scope["type"] == "http" else ""
        if path == "/graphql":
            await self._graphql(scope, receive, send)
        elif path == "/graphiql" or path.startswith("/graphiql/"):
            await self._file(scope, path.removeprefix("/graphiql").strip("/"), send)
        else:
            await self._inside(scope, receive, send)

    async def _graphql(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        reads = scope["method"] == "GET"
        wants_page = reads and b"query=" not in scope["query_string"]
        media = negotiate(headers.get("accept", ""), html=wants_page)
        if media is MediaType.HTML:
            await self._html(headers, send)
            return
        try:
            acceptable = _acceptable(media)
            with telemetry.span("graphql", parent=headers.get("traceparent")):
                answer = await self._answer(scope, headers, receive)
        except HttpRefused as refused:
            body = orjson.dumps({"errors": [coded(refused.message, refused.code)]})
            await _send(send, refused.status, media or MediaType.JSON, body, refused.headers)
        except Gone:
            return
        else:
            status = _status(answer, acceptable)
            more = {"retry-after": "1"} if status == FAILED[Code.UNAVAILABLE] else {}
            await _send(send, status, acceptable, answer.body, more)

    async def _answer(self, scope: Scope, headers: Mapping[str, str], receive: Receive) -> Answer:
        if self._under_way >= MOST:
            raise HttpRefused(503, TOO_MANY, Code.UNAVAILABLE, retry_after="1")
        countries = await self._countries(headers)
        request = await read_request(scope, headers, receive)
        if self.engine is None:
            raise _unavailable()
        if scope["method"] == "GET" and self.engine.writes(request):
            raise HttpRefused(405, "Only queries can be sent with GET.", allow="POST")
        self._under_way += 1
        try:
            return await self.engine.execute(request, countries)
        finally:
            self._under_way -= 1

    async def _countries(self, headers: Mapping[str, str]) -> Countries:
        try:
            return countries_of(await self._authenticate(headers))
        except Unauthenticated as refused:
            reason = refused.details.get("reason")
            message = "A valid token is needed" + (f": {reason}." if reason else ".")
            challenge = 'Bearer realm="graphql"'
            raise HttpRefused(
                401, message, Code.UNAUTHENTICATED, www_authenticate=challenge
            ) from None
        except CannotVerify:
            raise _unavailable() from None

    async def _html(self, headers: Mapping[str, str], send: Send) -> None:
        more = {"content-security-policy": POLICY, "referrer-policy": "no-referrer"}
        await _send(send, 200, MediaType.HTML, self._page.html(headers.get("host", "")), more)

    async def _file(self, scope: Scope, name: str, send: Send) -> None:
        headers = headers_of(scope)
        if scope["method"] not in ("GET", "HEAD"):
            await _respond(send, 405, [(b"allow", b"GET, HEAD")], b"")
        elif not name:
            await self._html(headers, send)
        elif (asset := self._page.assets.get(name)) is None:
            await _respond(send, 404, [(b"content-type", b"text/plain")], b"No such file.")
        else:
            found = [
                (b"content-type", asset.media_type.encode()),
                (b"etag", asset.tag.encode()),
                (b"cache-control", b"public, no-cache"),
                (b"x-content-type-options", b"nosniff"),
            ]
            known = headers.get("if-none-match") == asset.tag
            await _respond(send, 304 if known else 200, found, b"" if known else asset.body)


def _acceptable(media: MediaType | None) -> MediaType:
    if media is None:
        raise HttpRefused(406, "Answers are application/graphql-response+json or application/json.")
    return media


def _unavailable() -> HttpRefused:
    code = Code.UNAVAILABLE
    return HttpRefused(FAILED[code], SENTENCES[code], code, retry_after="1")


def _status(answer: Answer, media: MediaType) -> int:
    match answer.path:
        case "plan" | "fallback":
            return 200
        case "refused":
            # Clients of application/json know no other status. Source: the draft, 6.4.1.
            return 200 if media is MediaType.JSON else 400
        case "failed":
            return FAILED.get(answer.code or Code.INTERNAL, 400)


async def _send(
    send: Send, status: int, media: MediaType, body: bytes, more: Mapping[str, str]
) -> None:
    headers = [*ALWAYS, (b"content-type", f"{media.value}; charset=utf-8".encode())]
    headers += [(name.encode(), value.encode("latin-1")) for name, value in more.items()]
    await _respond(send, status, headers, body)


async def _respond(send: Send, status: int, headers: Headers, body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
