"""Read routes: plans with filters and pages, one at a time, and what is overdue."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kernel.clock import system_clock
from kernel.web.paging import Paging
from kernel.web.queries import Viewing, shown
from services.planning.projections import action_plans, overdue, strategic_plans
from vocabulary.plans import ActionPlanState, StrategicPlanState

Country = Annotated[
    str | None, Query(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2, upper case.")
]

router = APIRouter()
QUERIES = (router,)


@router.get(
    "/v1/strategic-plans",
    tags=["StrategicPlan"],
    summary="List strategic plans and whom they wait for",
)
async def list_strategic_plans(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    country: Country = None,
    phase: UUID | None = None,
    state: StrategicPlanState | None = None,
    awaiting: Annotated[
        UUID | None, Query(description="The commune that has still to validate.")
    ] = None,
) -> Response:
    found = await strategic_plans.listed(
        views.pool,
        country=country,
        phase=phase,
        state=state,
        awaiting=awaiting,
        after=page.after_one(UUID),
        limit=page.limit,
    )
    return page.answer(found, "id", position=views.position)


@router.get("/v1/strategic-plans/{id}", tags=["StrategicPlan"], summary="Show a strategic plan")
async def show_strategic_plan(views: Viewing, id: UUID) -> Response:  # noqa: A002 - its name in the path
    return shown(await strategic_plans.one(views.pool, id))


@router.get(
    "/v1/action-plans",
    tags=["ActionPlan"],
    summary="List joint action plans and whom they wait for",
)
async def list_action_plans(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    state: ActionPlanState | None = None,
    partnership: UUID | None = None,
    phase: UUID | None = None,
    party: UUID | None = None,
    awaiting: Annotated[
        UUID | None, Query(description="The party that has still to agree.")
    ] = None,
) -> Response:
    found = await action_plans.listed(
        views.pool,
        state=state,
        partnership=partnership,
        phase=phase,
        party=party,
        awaiting=awaiting,
        after=page.after_one(UUID),
        limit=page.limit,
    )
    return page.answer(found, "id", position=views.position)


@router.get(
    "/v1/action-plans/overdue",
    tags=["ActionPlan"],
    summary="List partnerships that may act and have submitted no plan in time",
)
async def list_overdue_action_plans(
    views: Viewing,
    page: Paging,
    phase: UUID | None = None,
    member: UUID | None = None,
    on: Annotated[date | None, Query(description="Overdue on this day; today if left out.")] = None,
) -> Response:
    found = await overdue.listed(
        views.pool,
        on=on or system_clock().date(),
        phase=phase,
        member=member,
        after=page.after(date, UUID),
        limit=page.limit,
    )
    return page.answer(found, "due_on", "protocol", position=views.position)


@router.get("/v1/action-plans/{id}", tags=["ActionPlan"], summary="Show a joint action plan")
async def show_action_plan(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return shown(await action_plans.one(views.pool, id))
