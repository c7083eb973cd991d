"""Read routes of the functions that persons hold in communes."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kernel.clock import system_clock
from kernel.web.auth import Caller
from kernel.web.paging import Paging
from kernel.web.queries import Viewing, shown
from services.partnerships.api.queries.answers import Country
from services.partnerships.domain.role_holding.rules import may_read
from services.partnerships.projections import role_holdings

router = APIRouter()

Function = Annotated[
    str | None, Query(max_length=100, description='The code of a function, as "bourgmestre".')
]
Day = Annotated[date | None, Query(description="As held on this day.")]


@router.get(
    "/v1/role-holdings", tags=["RoleHolding"], summary="List who holds which function, when"
)
async def list_role_holdings(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    caller: Caller,
    commune: UUID | None = None,
    function: Function = None,
    subject_ref: Annotated[
        str | None, Query(max_length=128, description="The person, as an opaque reference.")
    ] = None,
    on: Day = None,
) -> Response:
    may_read(caller)
    rows = await role_holdings.listed(
        views.pool,
        commune=commune,
        function=function,
        subject_ref=subject_ref,
        on=on,
        after=page.after_one(UUID),
        limit=page.limit,
    )
    return page.answer(rows, "id", position=views.position)


@router.get(
    "/v1/coordinators",
    tags=["RoleHolding"],
    summary="List who coordinates in each commune, and who stands in",
)
async def list_coordinators(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    caller: Caller,
    country: Country = None,
    on: Day = None,
    incomplete: Annotated[  # noqa: FBT002 - a query parameter is always given by its name
        bool, Query(description="Only communes without a coordinator or without a backup.")
    ] = False,
) -> Response:
    """Show the communes of every partnership that has not ended; the day is today by default."""
    may_read(caller)
    rows = await role_holdings.coordinators(
        views.pool,
        country=country,
        on=on or system_clock().date(),
        incomplete=incomplete,
        after=page.after_one(UUID),
        limit=page.limit,
    )
    return page.answer(rows, "commune", position=views.position)


@router.get(
    "/v1/role-holdings/{id}", tags=["RoleHolding"], summary="Show the holding of a function"
)
async def show_role_holding(views: Viewing, caller: Caller, id: UUID) -> Response:  # noqa: A002
    may_read(caller)
    return shown(await role_holdings.one(views.pool, id))
