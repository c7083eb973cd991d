"""The payload of the event benchmarks: files that are opened, joined, renamed and closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from kernel.codec import EventCodec
from kernel.events import Meta, Seen, encode_meta
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Rows, Table

CATEGORY = "file"


@dataclass(frozen=True)
class Opened:
    reference: str
    title: dict[str, str]
    owner: UUID
    country: str
    opened_on: date
    amount: str
    currency: str


@dataclass(frozen=True)
class Joined:
    party: UUID
    joined_on: date
    role: str


@dataclass(frozen=True)
class Renamed:
    title: dict[str, str]
    reason: str


@dataclass(frozen=True)
class Closed:
    closed_on: date
    reason: str


Event: TypeAlias = Opened | Joined | Renamed | Closed
codec: EventCodec[Event] = EventCodec(Event)

FILES = Table(
    "register.files",
    key=("id",),
    columns={
        "id": "uuid",
        "reference": "text NOT NULL",
        "title": "jsonb NOT NULL",
        "owner": "uuid NOT NULL",
        "country": "text NOT NULL",
        "opened_on": "date NOT NULL",
        "amount": "text NOT NULL",
        "currency": "text NOT NULL",
        "parties": "integer NOT NULL",
        "state": "text NOT NULL",
        "closed_on": "date",
        "demonstration": "boolean NOT NULL",
        "version": "bigint NOT NULL",
    },
)
SCHEMA = "CREATE SCHEMA register;"


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(FILES, (seen.stream.id,))]


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    id_, event = seen.stream.id, seen.event
    if isinstance(event, Opened):
        rows.put(
            FILES,
            {
                "id": id_,
                "reference": event.reference,
                "title": event.title,
                "owner": event.owner,
                "country": event.country,
                "opened_on": event.opened_on,
                "amount": event.amount,
                "currency": event.currency,
                "parties": 1,
                "state": "open",
                "closed_on": None,
                "demonstration": seen.meta.demonstration,
                "version": seen.version,
            },
            seen.recorded_at,
        )
        return
    row = rows.get(FILES, id_)
    assert row is not None
    change: dict[str, Any]
    match event:
        case Joined():
            change = {"parties": row["parties"] + 1}
        case Renamed(title=title):
            change = {"title": title}
        case Closed(closed_on=on):
            change = {"state": "closed", "closed_on": on}
    rows.put(FILES, {**row, **change, "version": seen.version}, seen.recorded_at)


REGISTER = Projection("register", 1, (FILES,), touches, reduce)


def history(number: int, events: int) -> list[Event]:
    """Return the events of file `number`, the same in every run: opened, …, closed."""
    title = {
        "fr": f"Registre de la coopération, dossier {number}: état civil et propreté publique",
        "en": f"Register of cooperation, file {number}: civil status and public cleanliness",
    }
    opened = Opened(
        f"F-2022-{number:06}",
        title,
        UUID(int=number << 64),
        ("BJ", "BF", "CD", "MA", "SN")[number % 5],
        date(2022, 1 + number % 12, 1 + number % 28),
        f"{1000 + number}.00",
        "EUR",
    )
    between: list[Event] = [
        Renamed({**title, "nl": f"Dossier {number}, {turn}"}, "the title lacked a language")
        if turn % 3 == 2
        else Joined(UUID(int=number + turn), date(2023, 6, 1 + turn), "associate")
        for turn in range(events - 2)
    ]
    return [opened, *between, Closed(date(2026, 12, 31), "the term has ended")]


def meta() -> str:
    """Return what is known about an event: some 340 bytes, other ids every time."""
    return encode_meta(
        Meta(
            command_id=uuid4(),
            actor="account-7f3c2a",
            organisation="organisation-31",
            roles=("country-unit",),
            occurred_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
            correlation_id=uuid4(),
            traceparent=f"00-{uuid4().hex}-b7ad6b7169203331-01",
        )
    )
