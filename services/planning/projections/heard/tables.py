"""The tables of what partnerships has said; each row names the last event that changed it."""

from collections.abc import Mapping
from typing import Final

from kernel.kafka.copying import COPIED
from kernel.postgres.rows import Table

MARKS: Final[Mapping[str, str]] = {"demonstration": "boolean NOT NULL", **COPIED}

PHASES: Final = Table(
    "heard.phases",
    ("id",),
    {
        "id": "uuid",
        "programme": "uuid NOT NULL",
        "code": "text NOT NULL",
        "starts_on": "date NOT NULL",
        "ends_on": "date NOT NULL",
        "state": "text NOT NULL",
        "rules": "jsonb NOT NULL",
        **MARKS,
    },
)
"""`rules` are all that the programme has laid down for the phase, each from a day on, in order."""
COUNTRY_PROGRAMMES: Final = Table(
    "heard.country_programmes",
    ("id",),
    {
        "id": "uuid",
        "programme": "uuid NOT NULL",
        "phase": "uuid NOT NULL",
        "country": "text NOT NULL",
        "communes": "uuid[] NOT NULL",
        **MARKS,
    },
)
PARTNERSHIPS: Final = Table(
    "heard.partnerships",
    ("id",),
    {
        "id": "uuid",
        "programme": "uuid NOT NULL",
        "country": "text NOT NULL",
        "members": "uuid[] NOT NULL",
        "phases": "uuid[] NOT NULL",
        "state": "text NOT NULL",
        **MARKS,
    },
)
PROTOCOLS: Final = Table(
    "heard.protocols",
    ("id",),
    {
        "id": "uuid",
        "partnership": "uuid NOT NULL",
        "phase": "uuid NOT NULL",
        "parties": "uuid[] NOT NULL",
        "text_version": "integer NOT NULL",
        "ratified": "uuid[] NOT NULL",
        "in_force": "jsonb NOT NULL",
        "in_force_since": "date",
        "expired_on": "date",
        **MARKS,
    },
)
"""`ratified` are the parties whose council has ratified version `text_version`; `in_force` has the
day of entry into force of each version, `in_force_since` the first of them."""
