"""The contract events behind every row: what was recorded, when, by whose service."""

from gateway.read_model.dossiers import WORDS, Put
from gateway.read_model.marks import MARK_COLUMNS
from gateway.read_model.said import Said
from kernel.postgres.rows import Table

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
        **MARK_COLUMNS,
    },
    history=True,
)
TABLES = (RECORD,)
INDEXES = ("rm.record (country_code, subject, recorded_at, service, position)",)


def record(said: Said) -> Put:
    row = {
        "country_code": said.country,
        "service": said.service,
        "position": said.position,
        "id": said.id,
        "type": said.type,
        "subject": said.subject,
        "recorded_at": said.at,
        **said.mark.columns,
    }
    return Put(RECORD, row, said.at, replaces=False)
