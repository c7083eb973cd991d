"""Read routes: lists with filters and pages, and one thing at a time."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kernel.refusals import NotFound
from kernel.web.paging import Paging
from kernel.web.queries import Viewing, shown
from services.reporting.projections import contents, expenses, history, measurements, reports
from vocabulary.reports import ReportState
from vocabulary.results import FIRST_YEAR, LAST_YEAR

Withdrawn = Annotated[
    bool | None, Query(description="Only those that were withdrawn, or only those that were not.")
]

router = APIRouter()
QUERIES = (router,)


@router.get(
    "/v1/reports", tags=["Report"], summary="List reports, how far they are and whom they wait for"
)
async def list_reports(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    state: ReportState | None = None,
    partnership: UUID | None = None,
    phase: UUID | None = None,
    party: UUID | None = None,
    awaiting: Annotated[
        UUID | None, Query(description="The commune that has still to sign.")
    ] = None,
    due_by: Annotated[
        date | None,
        Query(description="Only reports not submitted whose period had ended by that day."),
    ] = None,
) -> Response:
    found = await reports.listed(
        views.pool,
        state=state,
        partnership=partnership,
        phase=phase,
        party=party,
        awaiting=awaiting,
        due_by=due_by,
        after=page.after_one(UUID),
        limit=page.limit,
    )
    return page.answer(found, "id", position=views.position)


@router.get(
    "/v1/reports/{id}",
    tags=["Report"],
    summary="Show a report with what there is to sign and its hash",
)
async def show_report(views: Viewing, id: UUID) -> Response:  # noqa: A002 - its name in the path
    """`content_hash` is that of `content` in canonical JSON (RFC 8785); null before a narrative."""
    row = await reports.one(views.pool, id)
    if row is None:
        raise NotFound
    content = await contents.present(views.pool, id)
    present = {"content_hash": content.hash if content else None, "content": content}
    return shown({**row, **present})


@router.get("/v1/reports/{id}/history", tags=["Report"], summary="Show what happened to a report")
async def show_report_history(views: Viewing, page: Paging, id: UUID) -> Response:  # noqa: A002
    if await reports.one(views.pool, id) is None:
        raise NotFound
    found = await history.listed(views.pool, id, after=page.after_one(int), limit=page.limit)
    return page.answer(found, "number", position=views.position)


@router.get("/v1/measurements", tags=["Measurement"], summary="List values of indicators")
async def list_measurements(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    report: UUID | None = None,
    indicator: UUID | None = None,
    year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
    withdrawn: Withdrawn = None,
) -> Response:
    found = await measurements.listed(
        views.pool,
        report=report,
        indicator=indicator,
        year=year,
        withdrawn=withdrawn,
        after=page.after_one(UUID),
        limit=page.limit,
    )
    return page.answer(found, "id", position=views.position)


@router.get(
    "/v1/measurements/{id}",
    tags=["Measurement"],
    summary="Show a value with those that stood there before",
)
async def show_measurement(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return shown(await measurements.one(views.pool, id))


@router.get("/v1/expenses", tags=["Expense"], summary="List expenses in their own currencies")
async def list_expenses(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    report: UUID | None = None,
    budget_line: UUID | None = None,
    currency: Annotated[
        str | None, Query(pattern="^[A-Z]{3}$", description="ISO 4217, upper case.")
    ] = None,
    withdrawn: Withdrawn = None,
) -> Response:
    found = await expenses.listed(
        views.pool,
        report=report,
        budget_line=budget_line,
        currency=currency,
        withdrawn=withdrawn,
        after=page.after_one(UUID),
        limit=page.limit,
    )
    return page.answer(found, "id", position=views.position)


@router.get(
    "/v1/expenses/{id}",
    tags=["Expense"],
    summary="Show an expense with what stood there before",
)
async def show_expense(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return shown(await expenses.one(views.pool, id))
