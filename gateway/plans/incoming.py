"""Reads a GraphQL request from HTTP, or says with which status it is refused."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

import orjson

from gateway.plans.engine import Request
from gateway.plans.errors import Code
from gateway.plans.media import is_json

MAX_BODY = 64 * 1024

Scope: TypeAlias = Mapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Mapping[str, Any]]]


class HttpRefused(Exception):
    """The request is answered with this status and one error."""

    def __init__(
        self, status: int, message: str, code: Code = Code.BAD_REQUEST, **headers: str
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Gone(Exception):
    """The client went away before it had sent its request."""


def headers_of(scope: Scope) -> dict[str, str]:
    """Return the headers by lower-case name; of repeated ones, all values, comma-separated."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


async def read_request(scope: Scope, headers: Mapping[str, str], receive: Receive) -> Request:
    """Return the request of a GET or POST. Raises `HttpRefused` or `Gone`."""
    if scope["method"] == "GET":
        return _from_query(scope["query_string"])
    if scope["method"] != "POST":
        raise HttpRefused(405, "Only GET and POST are served here.", allow="GET, POST")
    if not is_json(headers.get("content-type", "")):
        raise HttpRefused(415, "The body must be application/json in UTF-8.")
    if headers.get("content-encoding", "identity") != "identity":
        raise HttpRefused(415, "The body must not be compressed.")
    try:
        parameters = orjson.loads(await _body(headers, receive))
    except orjson.JSONDecodeError:
        raise HttpRefused(400, "The body is not JSON.") from None
    if not isinstance(parameters, dict):
        raise HttpRefused(400, "The body must be a JSON object; batches are not served.")
    return _checked(parameters)


async def _body(headers: Mapping[str, str], receive: Receive) -> bytes:
    too_large = HttpRefused(413, f"A request has at most {MAX_BODY} bytes.", Code.LIMIT_EXCEEDED)
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MAX_BODY:
        raise too_large
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part: bytes = message.get("body", b"")
        body += part
        if len(body) > MAX_BODY:
            raise too_large
        if not message.get("more_body"):
            return body


def _from_query(query_string: bytes) -> Request:
    if len(query_string) > MAX_BODY:
        raise HttpRefused(414, f"A request has at most {MAX_BODY} bytes.", Code.LIMIT_EXCEEDED)
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=16
        )
        parameters: dict[str, Any] = dict(pairs)
        for name in ("variables", "extensions"):
            if name in parameters:
                parameters[name] = orjson.loads(parameters[name] or "null")
    except ValueError:  # also UnicodeDecodeError and JSONDecodeError
        raise HttpRefused(400, "The parameters of the address cannot be read.") from None
    if len(parameters) != len(pairs):
        raise HttpRefused(400, "A parameter is given twice.")
    if parameters.get("operationName") == "":
        del parameters["operationName"]
    return _checked(parameters)


def _checked(parameters: Mapping[str, Any]) -> Request:
    query = parameters.get("query")
    if not isinstance(query, str) or not query.strip():
        raise HttpRefused(400, "The parameter query must be a GraphQL document.")
    name = parameters.get("operationName")
    if not isinstance(name, str | None):
        raise HttpRefused(400, "The parameter operationName must be a text.")
    for key in ("variables", "extensions"):
        if not isinstance(parameters.get(key), dict | None):
            raise HttpRefused(400, f"The parameter {key} must be an object.")
    return Request(query, parameters.get("variables") or {}, name)
