"""The whole read model: its tables, and how a batch of events changes them."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from gateway.read_model import (
    communes,
    country_programmes,
    partnership_events,
    partnerships,
    programmes,
    protocol_events,
    protocols,
    records,
)
from gateway.read_model.communes import Commune
from gateway.read_model.country_programmes import CountryProgramme
from gateway.read_model.dossiers import (
    WORDS,
    Change,
    Desk,
    Dossier,
    Filed,
    Put,
    Ref,
)
from gateway.read_model.partnerships import Partnership
from gateway.read_model.programmes import Phase, Programme
from gateway.read_model.protocols import Protocol
from gateway.read_model.said import Said
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection
from kernel.postgres.rows import Key, Rows, Table, ddl, load, store

SHOWN = (communes, programmes, country_programmes, partnerships, protocols, records)
TABLES: tuple[Table, ...] = tuple(table for module in SHOWN for table in module.TABLES)
INDEXES: tuple[str, ...] = tuple(index for module in SHOWN for index in module.INDEXES)

SPEAKER = "partnerships"
"""The service whose events every row follows from, but for the records of all."""

HEARERS = (communes, programmes, country_programmes, partnership_events, protocol_events)
"""In the order in which one event reaches them: each may read what those before it have filed."""

KINDS: tuple[type[Dossier], ...] = (
    Commune,
    Programme,
    Phase,
    CountryProgramme,
    Partnership,
    Protocol,
)

DOSSIER = Table(
    "rm.dossier",
    ("country_code", "kind", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "kind": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "filed_at": "timestamptz NOT NULL",
        "document": "json NOT NULL",
    },
)
"""Working memory of the projector; no question reads it, so it has no history."""


def definition() -> str:
    """Return the SQL that makes the tables; the first migration holds it."""
    past = (index.replace(" (", "_history (", 1) for index in INDEXES)
    return "CREATE SCHEMA rm;\n" + ddl(DOSSIER, *TABLES, indexes=[*INDEXES, *past])


def needs(said: Said) -> Iterable[Ref]:
    """Return the dossiers that the event itself names."""
    for hearer in HEARERS:
        yield from hearer.needs(said)


def follows(desk: Desk, said: Said) -> Iterable[Ref]:
    """Return the dossiers that those named lead to and that the event changes too."""
    yield from partnership_events.follows(desk, said)
    yield from protocol_events.follows(desk, said)


def hear(desk: Desk, said: Said) -> None:
    """Let the event change what is on file.

    Raises `NotOnFile` where it speaks of something whose beginning was never heard.
    """
    for hearer in HEARERS:
        hearer.apply(desk, said)


async def apply(connection: Connection, batch: Sequence[Said]) -> None:
    """Apply the events in their order, all or none with the transaction around it.

    What they leave behind is the same however they are cut into batches. Raises `NotOnFile`.
    """
    on_file = await _fetch(connection, {ref for said in batch for ref in needs(said)})
    named = Desk(on_file)
    led_to = {ref for said in batch for ref in follows(named, said)} - on_file.keys()
    desk = Desk({**on_file, **await _fetch(connection, led_to)})
    for said in batch:
        hear(desk, said)
    await _write(connection, desk, [*desk.changes, *map(records.record, batch)])


async def forget(connection: Connection, source: Source) -> None:
    """Undo all that a source's events have done, also in the past: its store was rewound.

    What an earlier moment looked like is then only as its events, said anew, have it.
    """
    country = source.unit.upper()
    for table in _with_past(records.TABLES):
        statement = f"DELETE FROM {table} WHERE country_code = $1 AND service = $2"  # noqa: S608
        await connection.execute(statement, country, source.service)
    if source.service == SPEAKER:
        shown = [table for table in TABLES if table not in records.TABLES]
        for table in [DOSSIER.name, *_with_past(shown)]:
            await connection.execute(f"DELETE FROM {table} WHERE country_code = $1", country)  # noqa: S608


def _with_past(tables: Iterable[Table]) -> list[str]:
    return [name for table in tables for name in (table.name, f"{table.name}_history")]


async def _fetch(connection: Connection, refs: Iterable[Ref]) -> Mapping[Ref, Filed | None]:
    keys = {ref: (ref.country, ref.kind.kind, ref.id) for ref in refs}
    if not keys:
        return {}
    rows = await load(connection, [(DOSSIER, key) for key in keys.values()])
    return {ref: _filed(ref, rows) for ref, key in keys.items()}


def _filed(ref: Ref, rows: Rows) -> Filed | None:
    row = rows.get(DOSSIER, ref.country, ref.kind.kind, ref.id)
    if row is None:
        return None
    return Filed(msgspec.convert(row["document"], ref.kind), row["filed_at"])


async def _write(connection: Connection, desk: Desk, changes: Sequence[Change]) -> None:
    rows = await load(connection, {_key(change): None for change in changes})
    for change in changes:
        if isinstance(change, Put):
            rows.put(change.table, change.row, change.at)
        else:
            rows.delete(change.table, *change.key, at=change.at)
    for ref, filed in desk.filed():
        rows.put(DOSSIER, _document(ref, filed), filed.at)
    await store(connection, rows)


def _key(change: Change) -> Key:
    key = change.table.key_of(change.row) if isinstance(change, Put) else change.key
    return change.table, key


def _document(ref: Ref, filed: Filed) -> dict[str, object]:
    return DOSSIER.row(
        country_code=ref.country,
        kind=ref.kind.kind,
        id=ref.id,
        filed_at=filed.at,
        document=filed.dossier,
    )
