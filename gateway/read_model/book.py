"""The whole read model: its tables, and how a batch of events changes them."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType
from typing import Final

from gateway.read_model import (
    commune_standing,
    communes,
    convention_events,
    conventions,
    country_programmes,
    partnership_events,
    partnerships,
    programmes,
    protocol_events,
    protocols,
    records,
    regional_groups,
    territorial_actors,
)
from gateway.read_model.communes import Commune
from gateway.read_model.conventions import Convention
from gateway.read_model.country_programmes import CountryProgramme
from gateway.read_model.dossiers import Desk, Dossier, Ref
from gateway.read_model.memory import DOSSIER, Memory, documents
from gateway.read_model.partnerships import Partnership
from gateway.read_model.planning import (
    action_plan_events,
    action_plans,
    strategic_plan_events,
    strategic_plans,
)
from gateway.read_model.planning.action_plans import ActionPlan
from gateway.read_model.planning.strategic_plans import StrategicPlan
from gateway.read_model.programmes import Phase, Programme
from gateway.read_model.protocols import Protocol
from gateway.read_model.regional_groups import RegionalGroup
from gateway.read_model.reporting import contributions, figures, report_events, reports
from gateway.read_model.reporting.figures import Sheet
from gateway.read_model.reporting.reports import Report
from gateway.read_model.said import Said
from gateway.read_model.territorial_actors import TerritorialActor
from gateway.read_model.writing import write
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection
from kernel.postgres.rows import Table, ddl

MIGRATIONS: Final = Path(__file__).parents[1] / "migrations"

SPEAKERS: Final[Mapping[str, Sequence[ModuleType]]] = {
    "partnerships": (
        communes,
        programmes,
        country_programmes,
        partnerships,
        protocols,
        conventions,
        territorial_actors,
        regional_groups,
    ),
    "planning": (strategic_plans, action_plans),
    "reporting": (reports, figures),
}
"""The service from whose events the rows of each module follow; the records are those of all."""

SHOWN = (*(module for shown in SPEAKERS.values() for module in shown), records)
TABLES: tuple[Table, ...] = tuple(table for module in SHOWN for table in module.TABLES)
INDEXES: tuple[str, ...] = tuple(index for module in SHOWN for index in module.INDEXES)

HEARERS: Final = (
    communes,
    commune_standing,
    programmes,
    country_programmes,
    partnership_events,
    protocol_events,
    convention_events,
    territorial_actors,
    regional_groups,
    strategic_plan_events,
    action_plan_events,
    report_events,
)
"""In the order in which one event reaches them: each may read what those before it have filed."""

LEADING: Final = (partnership_events, protocol_events, report_events)
"""Those that an event may lead to dossiers that it does not name."""

KINDS: tuple[type[Dossier], ...] = (
    Commune,
    Programme,
    Phase,
    CountryProgramme,
    Partnership,
    Protocol,
    Convention,
    TerritorialActor,
    RegionalGroup,
    StrategicPlan,
    ActionPlan,
    Report,
    Sheet,
)

AT_A_STRETCH: Final = 16
"""Events that are heard before others go on: the database, which works for another source
meanwhile, and people's questions."""

_FORGET = "DELETE FROM rm.dossier WHERE country_code = $1 AND kind = $2"


def _by_event(hearers: Iterable[ModuleType]) -> Mapping[type, Sequence[ModuleType]]:
    found: dict[type, list[ModuleType]] = {}
    for hearer in hearers:
        for event in hearer.HEARS:
            found.setdefault(event, []).append(hearer)
    return found


_HEARERS, _LEADING = _by_event(HEARERS), _by_event(LEADING)


def definition() -> str:
    """Return the SQL that makes the tables; the first migration holds it."""
    past = (index.replace(" (", "_history (", 1) for index in INDEXES)
    tables = ddl(DOSSIER, *TABLES, indexes=[*INDEXES, *past])
    return "CREATE SCHEMA rm;\n" + tables + contributions.VIEWS


def needs(said: Said) -> Iterable[Ref]:
    """Return the dossiers that the event itself names."""
    for hearer in _HEARERS.get(type(said.event), ()):
        yield from hearer.needs(said)


def follows(desk: Desk, said: Said) -> Iterable[Ref]:
    """Return the dossiers that those named lead to and that the event changes too."""
    for hearer in _LEADING.get(type(said.event), ()):
        yield from hearer.follows(desk, said)


def hear(desk: Desk, said: Said) -> None:
    """Let the event change what is on file.

    Raises `NotOnFile` where it speaks of something whose beginning was never heard.
    """
    for hearer in _HEARERS.get(type(said.event), ()):
        hearer.apply(desk, said)


async def apply(
    connection: Connection,
    batch: Sequence[Said],
    memory: Memory | None = None,
    turn: asyncio.Lock | None = None,
) -> None:
    """Apply the events of one source in their order, all or none with the transaction around it.

    What they leave behind is the same however they are cut into batches. `memory` is what was
    remembered of the source before. Who has the `turn` makes rows of events, while the database
    writes those that others have made. Raises `NotOnFile`.
    """
    memory = memory or Memory()
    on_file = await memory.recall(connection, {ref for said in batch for ref in needs(said)})
    named = Desk(dict(on_file))
    led_to = {ref for said in batch for ref in follows(named, said)} - on_file.keys()
    on_file |= await memory.recall(connection, led_to)
    desk = Desk(dict(on_file))
    heard = []
    async with turn or nullcontext():
        for number, said in enumerate(batch, 1):
            if number % AT_A_STRETCH == 0:
                await asyncio.sleep(0)
            hear(desk, said)
            heard.append(records.record(desk, said))
    filed = list(desk.filed())
    await write(connection, [*desk.changes, *heard, *documents(filed, on_file)])
    memory.keep(filed)


async def forget(connection: Connection, source: Source) -> None:
    """Undo all that a source's events have done, also in the past: its store was rewound.

    What an earlier moment looked like is then only as its events, said anew, have it.
    """
    country = source.unit.upper()
    for table in _with_past(records.TABLES):
        statement = f"DELETE FROM {table} WHERE country_code = $1 AND service = $2"  # noqa: S608
        await connection.execute(statement, country, source.service)
    for kind in KINDS:
        if kind.service == source.service:
            await connection.execute(_FORGET, country, kind.kind)
    for module in SPEAKERS.get(source.service, ()):
        for table in _with_past(module.TABLES):
            await connection.execute(f"DELETE FROM {table} WHERE country_code = $1", country)  # noqa: S608


def _with_past(tables: Iterable[Table]) -> list[str]:
    return [name for table in tables for name in (table.name, f"{table.name}_history")]
