"""Read routes: registers with filters, search and pages, and one thing at a time."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Response

from kernel.refusals import NotFound
from kernel.web.paging import Paging
from kernel.web.queries import Viewing
from services.partnerships.projections import (
    communes,
    conventions,
    country_programmes,
    history,
    partnerships,
    programmes,
    protocols,
)
from vocabulary.communes import CommuneKind, PartnershipState
from vocabulary.conventions import ConventionState
from vocabulary.protocols import ProtocolState

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

router = APIRouter()
QUERIES = (router,)


@router.get("/v1/communes", tags=["Commune"], summary="List communes by name")
async def list_communes(
    views: Viewing,
    page: Paging,
    country: Country = None,
    kind: CommuneKind | None = None,
    q: Words = None,
) -> Response:
    found = await communes.listed(
        views.pool, country=country, kind=kind, q=q, after=page.after(str, UUID), limit=page.limit
    )
    return page.answer(found, "name", "id", position=views.position)


@router.get("/v1/communes/{id}", tags=["Commune"], summary="Show a commune")
async def show_commune(views: Viewing, id: UUID) -> Response:  # noqa: A002 - its name in the path
    return _found(await communes.one(views.pool, id))


@router.get("/v1/programmes", tags=["Programme"], summary="List programmes and their phases")
async def list_programmes(views: Viewing, page: Paging) -> Response:
    found = await programmes.listed(views.pool, after=_last(page.after(UUID)), limit=page.limit)
    return page.answer(found, "id", position=views.position)


@router.get("/v1/programmes/{id}", tags=["Programme"], summary="Show a programme")
async def show_programme(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return _found(await programmes.one(views.pool, id))


@router.get(
    "/v1/country-programmes",
    tags=["CountryProgramme"],
    summary="List what countries share in a phase",
)
async def list_country_programmes(
    views: Viewing,
    page: Paging,
    programme: UUID | None = None,
    phase: UUID | None = None,
    country: Country = None,
) -> Response:
    found = await country_programmes.listed(
        views.pool,
        programme=programme,
        phase=phase,
        country=country,
        after=_last(page.after(UUID)),
        limit=page.limit,
    )
    return page.answer(found, "id", position=views.position)


@router.get(
    "/v1/country-programmes/{id}",
    tags=["CountryProgramme"],
    summary="Show what a country shares in a phase",
)
async def show_country_programme(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return _found(await country_programmes.one(views.pool, id))


@router.get("/v1/partnerships", tags=["Partnership"], summary="List partnerships")
async def list_partnerships(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    country: Country = None,
    phase: UUID | None = None,
    state: PartnershipState | None = None,
    member: UUID | None = None,
    q: Words = None,
) -> Response:
    found = await partnerships.listed(
        views.pool,
        country=country,
        phase=phase,
        state=state,
        member=member,
        q=q,
        after=_last(page.after(UUID)),
        limit=page.limit,
    )
    return page.answer(found, "id", position=views.position)


@router.get("/v1/partnerships/{id}", tags=["Partnership"], summary="Show a partnership")
async def show_partnership(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return _found(await partnerships.one(views.pool, id))


@router.get("/v1/protocols", tags=["Protocol"], summary="List protocols and whom they wait for")
async def list_protocols(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    state: ProtocolState | None = None,
    partnership: UUID | None = None,
    phase: UUID | None = None,
    party: UUID | None = None,
    awaiting: Annotated[
        UUID | None, Query(description="The commune whose council has still to ratify.")
    ] = None,
) -> Response:
    found = await protocols.listed(
        views.pool,
        state=state,
        partnership=partnership,
        phase=phase,
        party=party,
        awaiting=awaiting,
        after=_last(page.after(UUID)),
        limit=page.limit,
    )
    return page.answer(found, "id", position=views.position)


@router.get("/v1/protocols/{id}", tags=["Protocol"], summary="Show a protocol")
async def show_protocol(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return _found(await protocols.one(views.pool, id))


@router.get(
    "/v1/protocols/{id}/history", tags=["Protocol"], summary="Show what happened to a protocol"
)
async def show_protocol_history(views: Viewing, page: Paging, id: UUID) -> Response:  # noqa: A002
    if await protocols.one(views.pool, id) is None:
        raise NotFound
    found = await history.listed(views.pool, id, after=_last(page.after(int)), limit=page.limit)
    return page.answer(found, "number", position=views.position)


@router.get(
    "/v1/conventions", tags=["Convention"], summary="List conventions and whose signature they need"
)
async def list_conventions(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    state: ConventionState | None = None,
    partnership: UUID | None = None,
    protocol: UUID | None = None,
    awaiting: Annotated[
        UUID | None, Query(description="The commune that has still to sign.")
    ] = None,
) -> Response:
    found = await conventions.listed(
        views.pool,
        state=state,
        partnership=partnership,
        protocol=protocol,
        awaiting=awaiting,
        after=_last(page.after(UUID)),
        limit=page.limit,
    )
    return page.answer(found, "id", position=views.position)


@router.get("/v1/conventions/{id}", tags=["Convention"], summary="Show a convention")
async def show_convention(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return _found(await conventions.one(views.pool, id))


def _last(key: tuple[Any, ...] | None) -> Any:
    return key[0] if key else None


def _found(row: Mapping[str, Any] | None) -> Response:
    if row is None:
        raise NotFound
    return Response(
        msgspec.json.encode(row),
        headers={"ETag": f'"{row["version"]}"'},
        media_type="application/json",
    )
