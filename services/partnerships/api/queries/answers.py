"""What read routes share: filters that several lists take, and the answer about one thing."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from fastapi import Query, Response

from kernel.refusals import NotFound

Country = Annotated[
    str | None, Query(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2, upper case.")
]
Words = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=200,
        description="Part of a name or code that holds or ever held; accents and case are free.",
    ),
]


def last(key: tuple[Any, ...] | None) -> Any:
    return key[0] if key else None


def found(row: Mapping[str, Any] | None) -> Response:
    if row is None:
        raise NotFound
    return Response(
        msgspec.json.encode(row),
        headers={"ETag": f'"{row["version"]}"'},
        media_type="application/json",
    )
