"""What runs on one machine: for each unit its services, then the gateway; as data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

UNITS = ("bj", "bf", "cd", "ma", "sn")
SERVICES = ("partnerships", "planning", "reporting")
GATEWAY = "gateway"
GATEWAY_PORT = 8080
KAFKA_PORT = 19092
# The nth unit's services listen from 8101 + 10 n on: bj 8101, bf 8111, cd 8121, ma 8131, sn 8141.
FIRST_SERVICE_PORT = 8101
PORTS_PER_UNIT = 10


@dataclass(frozen=True)
class Deployable:
    """One process: the ASGI factory that it runs, its settings, and the port that it prefers.

    Factory and settings are named (`module:name`), because only the process itself imports them.
    """

    name: str
    factory: str
    settings: str
    port: int
    database: str
    environment: Mapping[str, str] = field(default_factory=dict)
    unit: str | None = None
    service: str | None = None


class UnknownUnit(ValueError):
    """A unit is named by two lower-case letters, the ISO 3166-1 code of its country."""


def parse_units(text: str) -> tuple[str, ...]:
    """Read `ma,bj` into the units in their usual order, once each. Raises `UnknownUnit`."""
    asked = dict.fromkeys(part.strip() for part in text.split(",") if part.strip())
    wrong = [unit for unit in asked if not re.fullmatch("[a-z]{2}", unit)]
    if wrong or not asked:
        raise UnknownUnit(
            f"not a unit: {', '.join(wrong) or 'empty list'} (write for example ma,bj)"
        )
    return tuple(sorted(asked, key=lambda unit: (unit not in UNITS, _place(unit), unit)))


def services_of(units: Sequence[str], services: Sequence[str] = SERVICES) -> Iterator[Deployable]:
    """Yield every service of every unit, each with a port that stays the same from day to day."""
    unlisted = count(len(UNITS))
    for unit in units:
        block = _place(unit) if unit in UNITS else next(unlisted)
        for offset, service in enumerate(services):
            yield Deployable(
                name=f"{unit}-{service}",
                factory=f"services.{service}.main:create",
                settings="kernel.settings:ServiceSettings",
                port=FIRST_SERVICE_PORT + PORTS_PER_UNIT * block + offset,
                database=f"cic_{unit}_{service}",
                environment={"CIC_UNIT": unit, "CIC_SERVICE": service},
                unit=unit,
                service=service,
            )


def gateway() -> Deployable:
    """Return the one process that answers for all units."""
    return Deployable(
        name=GATEWAY,
        factory="gateway.main:create",
        settings="kernel.settings:Settings",
        port=GATEWAY_PORT,
        database="cic_gateway",
    )


def _place(unit: str) -> int:
    return UNITS.index(unit) if unit in UNITS else len(UNITS)
