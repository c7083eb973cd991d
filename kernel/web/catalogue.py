"""Every problem has a page and a place in the OpenAPI document."""

import html
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from kernel.handling import Archived
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
)
from kernel.tokens import CannotVerify, Unauthenticated
from kernel.web.auth import UnitNotOpen
from kernel.web.problems import (
    MEDIA_TYPE,
    BadRequest,
    Internal,
    MethodNotTaken,
    NothingHere,
    NotJson,
    Unavailable,
    document,
    status_of,
    titles,
)

_OF_EVERY_ROUTE: Final = (
    Unauthenticated,
    CannotVerify,
    UnitNotOpen,
    Malformed,
    Unavailable,
    Internal,
)

OF_QUERIES: Final[tuple[type[Refusal], ...]] = (*_OF_EVERY_ROUTE, NotFound, NotYetKnown)

OF_COMMANDS: Final[tuple[type[Refusal], ...]] = (
    *_OF_EVERY_ROUTE,
    Archived,
    Conflict,
    InFlight,
    KeyReused,
    NotAllowed,
    NotJson,
    OutcomeUnknown,
    Overloaded,
    Stale,
    TooLarge,
)

OF_THE_EDGE: Final[tuple[type[Refusal], ...]] = (
    *OF_QUERIES,
    *OF_COMMANDS,
    BadRequest,
    MethodNotTaken,
    NothingHere,
)

SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457). `code` is stable; `title` is for people.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "Every fault of a malformed request.",
            "items": {
                "type": "object",
                "required": ["in", "at", "kind", "problem"],
                "properties": {
                    "in": {"type": "string", "enum": ["body", "header", "path", "query"]},
                    "at": {"type": "string"},
                    "kind": {"type": "string"},
                    "problem": {"type": "string"},
                    "limits": {"type": "object"},
                },
            },
        },
    },
    "additionalProperties": True,
}


def responses(refusals: Iterable[type[Refusal]]) -> dict[int | str, dict[str, Any]]:
    """Describe refusals for OpenAPI: by status, an example for each code."""
    return dict(_described(frozenset(refusals)))


@cache
def _described(refusals: frozenset[type[Refusal]]) -> dict[int | str, dict[str, Any]]:
    by_status: dict[int | str, list[type[Refusal]]] = {}
    for refusal in sorted(refusals, key=lambda cls: (status_of(cls), cls.code)):
        by_status.setdefault(status_of(refusal), []).append(refusal)
    return {status: _response(alike) for status, alike in by_status.items()}


def _response(refusals: Iterable[type[Refusal]]) -> dict[str, Any]:
    sentences = {refusal: titles(refusal)["en"] for refusal in refusals}
    examples = {
        refusal.code: {"summary": sentence, "value": document(refusal(), "en")}
        for refusal, sentence in sentences.items()
    }
    return {
        "description": "\n\n".join(f"`{cls.code}`: {said}" for cls, said in sentences.items()),
        "content": {
            MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}
        },
    }


def catalogue_routes(refusals: Iterable[type[Refusal]]) -> APIRouter:
    """Describe each problem at the address its `type` names, to programs and to people."""
    router = APIRouter(include_in_schema=False)
    known = {refusal.code: refusal for refusal in (*OF_THE_EDGE, *refusals)}

    @router.get("/problems")
    async def problems() -> Response:
        return JSONResponse([_entry(known[code]) for code in sorted(known)])

    @router.get("/problems/{code}")
    async def problem(code: str, request: Request) -> Response:
        if code not in known:
            raise NothingHere
        entry = _entry(known[code])
        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(_page(entry), headers={"Vary": "Accept"})
        return JSONResponse(entry, headers={"Vary": "Accept"})

    return router


def _entry(refusal: type[Refusal]) -> dict[str, Any]:
    return {
        "type": f"/problems/{refusal.code}",
        "code": refusal.code,
        "status": status_of(refusal),
        "titles": titles(refusal),
    }


def _page(entry: Mapping[str, Any]) -> str:
    code = html.escape(entry["code"])
    sentences = "".join(
        f'<p lang="{html.escape(language)}">{html.escape(sentence)}</p>'
        for language, sentence in entry["titles"].items()
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{code}</title></head>'
        f"<body><h1>{code}</h1><p>HTTP {entry['status']}</p>{sentences}</body></html>"
    )
