"""The OpenAPI document, and a page to read and try it that needs no network."""

import json
from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema
from swagger_ui_bundle import swagger_ui_path

from kernel.handling import Handled
from kernel.web.asked import Marks, Reader
from kernel.web.catalogue import SCHEMA
from kernel.web.problems import NothingHere

_ASSETS: Final = frozenset({"swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"})

_SECURITY: Final = {
    # Swagger UI writes style attributes and draws its icons from data: addresses.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/assets/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""

_START: Final = """const token = {token};
const ui = SwaggerUIBundle({{
  url: "/docs/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  onComplete: () => {{ if (token) ui.preauthorizeApiKey("token", token); }},
}});
"""

_PARAMETERS: Final[list[dict[str, Any]]] = [
    {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "Chosen by the caller; a UUIDv7 when it is new.",
        "schema": {"type": "string", "format": "uuid"},
    },
    {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Repeated with the same body it has the same answer and no other effect.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    },
    {
        "name": "If-Match",
        "in": "header",
        "description": 'The version last read, as the ETag gave it: `"3"`.',
        "schema": {"type": "string", "pattern": '^"[0-9]+"$'},
    },
]

_HANDLED: Final = {
    "description": "Done, or nothing was left to do.",
    "headers": {"ETag": {"description": "The new version.", "schema": {"type": "string"}}},
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Handled"}}},
}


def describe(app: FastAPI, taken: Mapping[str, Reader]) -> None:
    """Let the OpenAPI document say what command routes take, by path; it is made when asked for."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app, taken)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # as FastAPI's documentation has it


def _described(app: FastAPI, taken: Mapping[str, Reader]) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= {"Problem": SCHEMA, "Handled": TypeAdapter(Handled).json_schema()}
    models = [(reader.model, "validation") for reader in taken.values()]
    # A prefix keeps what commands take apart from what queries answer under the same name.
    references, definitions = models_json_schema(
        models,  # type: ignore[arg-type] # the mode is a literal
        ref_template="#/components/schemas/Takes.{model}",
    )
    found = definitions.get("$defs", {})
    for path, reader in taken.items():
        request = found[_name(references[reader.model, "validation"])]
        body = request["properties"]["body"]
        _add_marks(found[_name(body)])
        operation = document["paths"][path]["post"]
        operation["parameters"] = _PARAMETERS
        operation["requestBody"] = {
            "required": bool(found[_name(body)].get("required")),
            "content": {"application/json": {"schema": body}},
        }
        operation["responses"]["200"] = _HANDLED
    envelopes = {_name(reference) for reference in references.values()} | {
        "_Path",
        "_Header",
        "Marks",
    }
    schemas.update({f"Takes.{name}": each for name, each in found.items() if name not in envelopes})
    return document


def _name(reference: Mapping[str, Any]) -> str:
    return str(reference["$ref"]).rsplit("Takes.", 1)[-1]


def _add_marks(command: dict[str, Any]) -> None:
    marks = Marks.model_json_schema()["properties"]
    command["properties"] = {**command.get("properties", {}), **marks}


def docs_routes(title: str, token: str | None) -> APIRouter:
    """Serve the page and its assets from the installation; `token` opens it signed in."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    async def page() -> Response:
        return HTMLResponse(_PAGE.format(title=title), headers=_SECURITY)

    @router.get("/docs/start.js")
    async def start() -> Response:
        script = _START.format(token=json.dumps(token))
        return Response(script, media_type="text/javascript", headers=_SECURITY)

    @router.get("/docs/openapi.json")
    async def openapi(request: Request) -> Response:
        return JSONResponse(_as_3_0(request.app.openapi()))

    @router.get("/docs/assets/{name}")
    async def asset(name: str) -> Response:
        if name not in _ASSETS:
            raise NothingHere
        return FileResponse(str(swagger_ui_path / name), headers={"Cache-Control": "max-age=86400"})

    return router


def _as_3_0(document: Mapping[str, Any]) -> dict[str, Any]:
    """Say the document in OpenAPI 3.0: the installed Swagger UI renders no 3.1."""
    return {**_nullable(document), "openapi": "3.0.3"}


def _nullable(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_nullable(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    options = schema.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:
        rest = [_nullable(each) for each in options if each != {"type": "null"}]
        others = {name: _nullable(each) for name, each in schema.items() if name != "anyOf"}
        return {
            **others,
            "nullable": True,
            **({"allOf": rest} if len(rest) == 1 else {"anyOf": rest}),
        }
    return {name: _nullable(each) for name, each in schema.items()}
