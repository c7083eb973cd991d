"""What the view of figures' sources shows, without SQL."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gateway.read_model.reporting.contributions import ITEM
from gateway.read_model.reporting.reports import VERSION
from kernel.postgres.rows import Row
from tests.gateway.replay import Change

VIEW = "rm.figure_source"
REASONS = {"SUPERSEDED": "SUPERSEDED", "RETURNED": "RETURNED"}


def source(item: Row, version: Row) -> dict[str, Any]:
    """Return an item with whether it counts, as its version stands."""
    accepted, measured = version["state"] == "ACCEPTED", item["value"] is not None
    reason: str | None = REASONS.get(version["state"], "NOT_ACCEPTED")
    if accepted:
        reason = None if measured else "NOT_MEASURED"
    return {**item, "included": accepted and measured, "reason": reason}


def sources(items: Iterable[Row], versions: Iterable[Row]) -> list[dict[str, Any]]:
    of = {_version(row): row for row in versions}
    return [source(item, of[_version(item)]) for item in items]


def with_sources(log: Iterable[Change]) -> Iterator[Change]:
    """Yield the changes of the tables, each followed by those of the view."""
    items: dict[Any, Mapping[str, Any]] = {}
    versions: dict[Any, Mapping[str, Any]] = {}
    for change in log:
        yield change
        touched: list[Any] = []
        if change.table == ITEM.name:
            items[change.key] = change.row or {}
            touched = [change.key]
        elif change.table == VERSION.name:
            versions[change.key] = change.row or {}
            touched = [key for key in items if key[:3] == change.key]
        for key in touched:
            item, version = items[key], versions.get(key[:3])
            shown = source(item, version) if item and version else None
            yield Change(change.at, VIEW, key, shown)


def _version(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in VERSION.key)
