"""Refusals as problem documents: the only place that knows status numbers.

Source: RFC 9457, Problem Details for HTTP APIs.
"""

import inspect
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from kernel.blobs import BlobsAway
from kernel.refusals import (
    Conflict,
    InFlight,
    KeyReused,
    Malformed,
    NotAllowed,
    NotFound,
    NotYetKnown,
    OutcomeUnknown,
    Overloaded,
    Refusal,
    Stale,
    TooLarge,
    UnknownMediaType,
)
from kernel.tokens import CannotVerify, Unauthenticated
from kernel.web.faults import from_pydantic, in_french, malformed
from kernel.web.languages import preferred

MEDIA_TYPE = "application/problem+json"


class NothingHere(NotFound):
    """There is nothing at this address."""

    in_other_languages: ClassVar = {"fr": "Il n'y a rien à cette adresse."}


class MethodNotTaken(Refusal):
    """This address does not take this method."""

    in_other_languages: ClassVar = {"fr": "Cette adresse n'accepte pas cette méthode."}


class NotJson(UnknownMediaType):
    """This address reads application/json only."""

    in_other_languages: ClassVar = {"fr": "Cette adresse ne lit que application/json."}


class BadRequest(Refusal):
    """The request does not follow HTTP."""

    in_other_languages: ClassVar = {"fr": "La demande ne suit pas HTTP."}


class Internal(Refusal):
    """Something failed here; it is recorded, and trying again with the same key is safe."""

    in_other_languages: ClassVar = {
        "fr": "Une panne s'est produite ici ; elle est consignée, et réessayer avec la même clé "
        "est sans danger."
    }


class Unavailable(Refusal):
    """The database does not answer; try again in a moment."""

    in_other_languages: ClassVar = {
        "fr": "La base de données ne répond pas ; réessayez dans un instant."
    }


_STATUS: Mapping[type[Refusal], HTTPStatus] = {
    Refusal: HTTPStatus.CONFLICT,
    BadRequest: HTTPStatus.BAD_REQUEST,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    MethodNotTaken: HTTPStatus.METHOD_NOT_ALLOWED,
    Stale: HTTPStatus.PRECONDITION_FAILED,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UnknownMediaType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Malformed: HTTPStatus.UNPROCESSABLE_ENTITY,
    KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    Internal: HTTPStatus.INTERNAL_SERVER_ERROR,
    NotYetKnown: HTTPStatus.SERVICE_UNAVAILABLE,
    Overloaded: HTTPStatus.SERVICE_UNAVAILABLE,
    OutcomeUnknown: HTTPStatus.SERVICE_UNAVAILABLE,
    CannotVerify: HTTPStatus.SERVICE_UNAVAILABLE,
    BlobsAway: HTTPStatus.SERVICE_UNAVAILABLE,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

_RETRY_AFTER_SECONDS: Mapping[type[Refusal], int] = {
    Conflict: 1,
    InFlight: 1,
    NotYetKnown: 1,
    Overloaded: 1,
    OutcomeUnknown: 1,
    CannotVerify: 5,
    BlobsAway: 5,
    Unavailable: 2,
}

_OF_STATUS: Mapping[int, type[Refusal]] = {
    404: NothingHere,
    405: MethodNotTaken,
    413: TooLarge,
    415: NotJson,
    **dict.fromkeys(range(500, 600), Internal),
}


def status_of(refusal: type[Refusal]) -> int:
    return next(int(_STATUS[cls]) for cls in refusal.__mro__ if cls in _STATUS)


def titles(refusal: type[Refusal]) -> Mapping[str, str]:
    """Return the sentence people read, by language; English first."""
    sentence = inspect.cleandoc(refusal.__doc__ or refusal.code).split("\n\n")[0]
    return {"en": " ".join(sentence.split()), **refusal.in_other_languages}


def document(refusal: Refusal, language: str) -> dict[str, Any]:
    """Return the problem document; a detail never takes the place of a member of the RFC."""
    kind = type(refusal)
    details: dict[str, Any] = dict(refusal.details)
    if "errors" in details and isinstance(refusal, Malformed) and language == "fr":
        details["errors"] = [in_french(each) for each in details["errors"]]
    members = {
        "type": f"/problems/{kind.code}",
        "title": titles(kind)[language],
        "status": status_of(kind),
        "code": kind.code,
    }
    return {**members, **details, **members}


def answer(
    refusal: Refusal, accept_language: str | None, headers: Mapping[str, str] | None = None
) -> Response:
    language = preferred(accept_language, [*titles(type(refusal))])
    described = {
        "Content-Language": language,
        "Vary": "Accept-Language",
        "Cache-Control": "no-store",
    }
    for cls, seconds in _RETRY_AFTER_SECONDS.items():
        if isinstance(refusal, cls):
            described["Retry-After"] = str(seconds)
    if isinstance(refusal, TooLarge):
        # What is left of the body is not read, so the connection is of no further use.
        described["Connection"] = "close"
    if isinstance(refusal, Unauthenticated):
        described["WWW-Authenticate"] = _challenge(refusal)
    return Response(
        msgspec.json.encode(document(refusal, language), enc_hook=str),
        status_code=status_of(type(refusal)),
        headers={**described, **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def _challenge(refusal: Unauthenticated) -> str:
    """Source: RFC 6750, 3: without a token the challenge names no error."""
    if reason := refusal.details.get("reason"):
        return f'Bearer error="invalid_token", error_description="{reason}"'
    return "Bearer"


def from_http(error: HTTPException) -> Refusal:
    """Return the refusal that stands for what the web framework raised by itself."""
    return _OF_STATUS.get(error.status_code, BadRequest)()


def answer_refusals(app: FastAPI) -> None:
    """Answer every refusal of the app as a problem document, the framework's own too."""

    @app.exception_handler(Refusal)
    async def refused(request: Request, refusal: Refusal) -> Response:
        return answered(request, refusal)

    @app.exception_handler(HTTPException)
    async def refused_by_framework(request: Request, error: HTTPException) -> Response:
        return answered(request, from_http(error), error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return answered(request, malformed(from_pydantic(error.errors())))


def answered(
    request: Request, refusal: Refusal, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer a request with the refusal and leave its code for the log."""
    request.state.code = refusal.code
    return answer(refusal, request.headers.get("accept-language"), headers)
