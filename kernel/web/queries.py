"""What a read route may ask for, that views are new enough, and how one thing is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

import msgspec
from asyncpg import Pool
from fastapi import Depends, Header, Request, Response, params
from fastapi.dependencies.utils import get_flat_params, request_params_to_args
from fastapi.exceptions import RequestValidationError

from kernel.refusals import NotFound
from kernel.web.auth import Caller


class Applied(Protocol):
    """How far the views have come."""

    @property
    def positions(self) -> Mapping[str, int]: ...

    async def wait_for(self, position: int, timeout: float = ...) -> None:  # noqa: ASYNC109
        """Return when every view has applied the position; raises `NotYetKnown` after a while."""


@dataclass(frozen=True, slots=True)
class Views:
    """The service's views in PostgreSQL; what they show is at least as new as `position`."""

    pool: Pool
    position: int


async def views(
    request: Request,
    _: Caller,
    min_position: Annotated[
        int | None,
        Header(
            alias="X-Min-Position",
            ge=0,
            le=2**53,
            description="Wait up to two seconds until the views have applied this position, "
            "as a command's answer gave it.",
        ),
    ] = None,
) -> Views:
    applied: Applied = request.app.state.applied
    if min_position:
        await applied.wait_for(min_position)
    return Views(request.app.state.pool, min(applied.positions.values(), default=0))


Viewing = Annotated[Views, Depends(views)]
"""Asked for by every read route: the caller is verified and `X-Min-Position` is kept."""


def shown(row: Mapping[str, Any] | None) -> Response:
    """Return one thing as JSON, its version as ETag; raises `NotFound` where there is none."""
    if row is None:
        raise NotFound
    return Response(
        msgspec.json.encode(row),
        headers={"ETag": f'"{row["version"]}"'},
        media_type="application/json",
    )


async def only_known_parameters(request: Request) -> None:
    """Refuse a parameter the route does not have: a misspelt filter would show everything."""
    fields = get_flat_params(request.scope["route"].dependant)
    queried = [field for field in fields if isinstance(field.field_info, params.Query)]
    known = {field.alias for field in queried}
    faults: list[Any] = [
        {"type": "extra_forbidden", "loc": ("query", name), "msg": ""}
        for name in sorted({*request.query_params} - known)
    ]
    # PostgreSQL has no text with this character, so no query could look for it.
    faults += [
        {"type": "nul", "loc": ("query", name), "msg": ""}
        for name, value in request.query_params.multi_items()
        if "\0" in value and name in known
    ]
    if faults:
        _, malformed = request_params_to_args(queried, request.query_params)
        raise RequestValidationError([*malformed, *faults])
