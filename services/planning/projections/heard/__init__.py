"""What has partnerships said: phases, country programmes, partnerships, protocols?

Local copies in tables that its contract events alone write; rules read them as facts.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce as fold
from typing import Any, Final, NamedTuple

from contracts.partnerships.country_programmes import CountryProgrammeLaunched
from contracts.partnerships.partners import PartnershipEstablished
from contracts.partnerships.programmes import PhasePlanned
from contracts.partnerships.protocols import ProtocolProposed
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.copying import Copies, copied
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.unions import members
from services.planning.projections.heard import changes
from services.planning.projections.heard.tables import (
    COUNTRY_PROGRAMMES,
    PARTNERSHIPS,
    PHASES,
    PROTOCOLS,
)

TABLES: Final = (PHASES, COUNTRY_PROGRAMMES, PARTNERSHIPS, PROTOCOLS)


class NeverHeardOf(LookupError):
    """An event speaks of something whose beginning was never heard."""


class _About(NamedTuple):
    """The table an event is about, the field that names the row, and how it changes it."""

    table: Table
    named: str
    change: Callable[[Row, Any], Mapping[str, Any]]


_KINDS: Final = (
    (PhasePlanned | changes.OfPhase, _About(PHASES, "phase", changes.of_phase)),
    (
        CountryProgrammeLaunched | changes.OfCountryProgramme,
        _About(COUNTRY_PROGRAMMES, "country_programme", changes.of_country_programme),
    ),
    (
        PartnershipEstablished | changes.OfPartnership,
        _About(PARTNERSHIPS, "partnership", changes.of_partnership),
    ),
    (
        ProtocolProposed | changes.OfProtocol,
        _About(PROTOCOLS, "protocol", changes.of_protocol),
    ),
)
_ABOUT: Final = {told: about for union, about in _KINDS for told in members(union)}

TOLD: Final = fold(lambda union, kind: union | kind, (union for union, _ in _KINDS))
"""The contracts that planning listens to; the rest of what partnerships says is passed over."""


def touches(event: Incoming) -> Iterable[Key]:
    about = _ABOUT.get(type(event.event))
    return [(about.table, (getattr(event.event, about.named),))] if about else ()


def reduce(rows: Rows, event: Incoming) -> None:
    """Let the event change its row. Raises `NeverHeardOf`."""
    told = event.event
    about = _ABOUT.get(type(told))
    if about is None:
        return
    row = rows.get(about.table, getattr(told, about.named))
    match told:
        case (
            PhasePlanned()
            | CountryProgrammeLaunched()
            | PartnershipEstablished()
            | ProtocolProposed()
        ):
            changed, made_up = changes.begun(told), False
        case _ if row is None:
            raise NeverHeardOf(f"{event.type} of {event.subject}")
        case _:
            changed, made_up = {**row, **about.change(row, told)}, row["demonstration"]
    marks = {"demonstration": made_up or event.demonstration, **copied(event)}
    rows.put(about.table, {**changed, **marks}, event.recordedtime)


COPIES: Final = Copies(TABLES, touches, reduce)
