"""The contract events behind every row: what was recorded, when, by whose service, about whom."""

from collections.abc import Mapping
from typing import Final, NamedTuple, get_type_hints

from gateway.read_model.conventions import Convention
from gateway.read_model.dossiers import WORDS, Desk, Put
from gateway.read_model.ids import text
from gateway.read_model.marks import MARK_COLUMNS
from gateway.read_model.protocols import Protocol
from gateway.read_model.reporting.reports import Report
from gateway.read_model.said import Said
from kernel.postgres.rows import Table
from vocabulary.acts import Deliberation
from vocabulary.identifiers import CommuneId

RECORD = Table(
    "rm.record",
    ("country_code", "service", "position"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "service": f"{WORDS} NOT NULL",
        "position": "bigint NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "type": "text NOT NULL",
        "subject": f"{WORDS} NOT NULL",
        "recorded_at": "timestamptz NOT NULL",
        "partnership_id": WORDS,
        "commune_id": WORDS,
        "acted_on": "date",
        **MARK_COLUMNS,
    },
    history=True,
)
TABLES = (RECORD,)
INDEXES = (
    "rm.record (country_code, subject, recorded_at, service, position)",
    "rm.record (country_code, recorded_at, service, position)",
    "rm.record (country_code, partnership_id, recorded_at, service, position)",
)

_LEADING: Final[Mapping[str, type[Protocol | Convention | Report]]] = {
    "protocol": Protocol,
    "convention": Convention,
    "report": Report,
}
"""What an event may be about, and where it stands which partnership that is of."""

_COMMUNES: Final = (CommuneId, CommuneId | None)
_DAYS: Final = ("on", "in_force_since", "since", "until")


class _Names(NamedTuple):
    """In which fields events of a type name their partnership, who acts, and the day."""

    partnership: str | None
    actor: str | None
    day: str | None


_known: dict[type, _Names] = {}


def _names(event: type) -> _Names:
    if event not in _known:
        _known[event] = _read(get_type_hints(event))
    return _known[event]


def _read(hints: Mapping[str, object]) -> _Names:
    actors = [name for name, hint in hints.items() if hint in _COMMUNES]
    leading = ["partnership", *_LEADING]
    return _Names(
        next((name for name in leading if name in hints), None),
        actors[0] if actors else None,
        next((name for name in ("deliberation", *_DAYS) if name in hints), None),
    )


def record(desk: Desk, said: Said) -> Put:
    """Return the row of an event, once it has been heard."""
    event, names = said.event, _names(type(said.event))
    actor = getattr(event, names.actor) if names.actor else None
    day = getattr(event, names.day) if names.day else None
    row = {
        "country_code": said.country,
        "service": said.service,
        "position": said.position,
        "id": said.id,
        "type": said.type,
        "subject": said.subject,
        "recorded_at": said.at,
        "partnership_id": _partnership(desk, said, names.partnership),
        "commune_id": text(actor) if actor else None,
        "acted_on": day.adopted_on if isinstance(day, Deliberation) else day,
        **said.mark.columns,
    }
    return Put(RECORD, row, said.at, replaces=False)


def _partnership(desk: Desk, said: Said, name: str | None) -> str | None:
    if name is None:
        return None
    id_ = text(getattr(said.event, name))
    if name == "partnership":
        return id_
    about = desk.find(_LEADING[name], said.country, id_)
    return about.partnership if about else None
