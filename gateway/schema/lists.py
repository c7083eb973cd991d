"""Lists that a country and a partnership have alike."""

from gateway.plans.mapping import Columns, Paged


def conventions(child: Columns, parent: Columns) -> Paged:
    return Paged(
        "rm.convention",
        child=child,
        parent=parent,
        order=("-begun_on", "id"),
        filters={"state": "state", "demonstration": "demonstration"},
    )


def action_plans(child: Columns, parent: Columns) -> Paged:
    return Paged(
        "rm.action_plan",
        child=child,
        parent=parent,
        order=("-begun_on", "id"),
        filters={
            "state": "state",
            "not_yet_annexed": "not_yet_annexed",
            "demonstration": "demonstration",
        },
    )


def reports(child: Columns, parent: Columns) -> Paged:
    return Paged(
        "rm.report",
        child=child,
        parent=parent,
        order=("-starts_on", "id"),
        filters={"state": "state", "demonstration": "demonstration"},
    )
