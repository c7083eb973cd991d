"""What units say, and the rows that follow, without a database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec

from gateway.read_model import book, records
from gateway.read_model.dossiers import Desk, Filed, Put, Ref
from gateway.read_model.marks import Mark
from gateway.read_model.said import Event, Said
from kernel.postgres.rows import Row, Table
from tests.gateway.replay import Change

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
NAMES = UUID("3f1c9d52-77a1-5a0f-9a53-0c5f6a0f9b11")


def id_of(name: str) -> UUID:
    """Return the id that stands for the name everywhere in these tests."""
    return uuid5(NAMES, name)


SUBJECTS = (
    "territorial_actor",
    "regional_group",
    "report",
    "convention",
    "action_plan",
    "strategic_plan",
    "protocol",
    "partnership",
    "country_programme",
    "programme",
    "commune",
)
"""What an event is about: the first of these that it names."""


def subject_of(event: Event) -> UUID:
    """Return the aggregate an event belongs to: programme for phases."""
    for name in SUBJECTS:
        if (id_ := getattr(event, name, None)) is not None:
            return UUID(str(id_))
    raise AssertionError(event)


@dataclass
class Unit:
    """Speaks as the services of one country's unit, a minute later each time."""

    code: str = "ma"
    now: datetime = START
    positions: dict[str, int] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)

    @property
    def position(self) -> int:
        """The last position of its partnerships service."""
        return self.positions.get("partnerships", 0)

    @property
    def services(self) -> dict[str, list[Said]]:
        """What each of its services said."""
        return {
            service: [said for said in self.said if said.service == service]
            for service in self.positions
        }

    def say(self, *events: Event, later: timedelta = timedelta(minutes=1), **mark: Any) -> None:
        """Record events in one moment; `mark` is demonstration or provenance."""
        self.now += later
        for event in events:
            service = event.wire_type.split(".")[1]
            self.positions[service] = position = self.positions.get(service, 0) + 1
            name = self.code if service == "partnerships" else f"{self.code} {service}"
            self.said.append(
                Said(
                    country=self.code.upper(),
                    service=service,
                    event=event,
                    at=self.now,
                    id=str(id_of(f"{name} {position}")),
                    type=event.wire_type,
                    subject=str(subject_of(event)),
                    position=position,
                    mark=Mark(**{"demonstration": False, "provenance": None, **mark}),
                )
            )


@dataclass
class Ledger:
    """The read model as plain rows, with every change ever made to it."""

    dossiers: dict[Ref, Filed] = field(default_factory=dict)
    rows: dict[tuple[Table, tuple[Any, ...]], Row] = field(default_factory=dict)
    log: list[Change] = field(default_factory=list)

    def hear(self, batch: Iterable[Said]) -> "Ledger":
        for said in batch:
            self._hear(said)
        return self

    def _hear(self, said: Said) -> None:
        named = self._desk(book.needs(said))
        desk = self._desk([*book.needs(said), *book.follows(named, said)])
        book.hear(desk, said)
        self.dossiers.update(desk.filed())
        for change in [*desk.changes, records.record(desk, said)]:
            if isinstance(change, Put):
                key = change.table.key_of(change.row)
                self.rows[change.table, key] = change.row
                self.log.append(Change(change.at, change.table.name, key, plain(change)))
            else:
                del self.rows[change.table, change.key]
                self.log.append(Change(change.at, change.table.name, change.key, None))

    def _desk(self, refs: Iterable[Ref]) -> Desk:
        return Desk({ref: self.dossiers.get(ref) for ref in refs})

    def all(self, table: Table, **where: Any) -> list[Row]:
        """Return the rows that stand and have these values, in the order of their keys."""
        found = [
            (key, row)
            for (of, key), row in self.rows.items()
            if of is table and all(row[name] == value for name, value in where.items())
        ]
        return [row for _, row in sorted(found, key=lambda item: [str(k) for k in item[0]])]

    def one(self, table: Table, **where: Any) -> Row:
        (row,) = self.all(table, **where)
        return row


def plain(put: Put) -> Row:
    """Return the row as a driver gives it: documents as decoded JSON."""
    documents = {name for name in put.table.columns if put.table.type_of(name) == "json"}
    return {
        name: msgspec.json.decode(msgspec.json.encode(value)) if name in documents else value
        for name, value in put.row.items()
    }


def told_by(*units: Unit) -> Ledger:
    return Ledger().hear(said for unit in units for said in unit.said)


def column(rows: Iterable[Row], name: str) -> list[Any]:
    return [row[name] for row in rows]


def by_commune(rows: Iterable[Row], name: str) -> Mapping[str, Any]:
    return {row["commune_id"]: row[name] for row in rows}
