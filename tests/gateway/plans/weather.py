"""What happens to the gardens: a random change log, and its tables in PostgreSQL."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import asyncpg

from kernel.postgres import rows
from tests.gateway.plans import garden
from tests.gateway.plans.garden import BED, GARDEN, GARDENER, REGION, RULE, VISIT, WORK
from tests.gateway.replay import Change

START = datetime(2025, 1, 1, tzinfo=UTC)
REGIONS = ["BR", "FL", "WA", "XX"]
TEXTS = [
    "Eau",
    "Déchets « tri »",
    'État civil "numérique"',
    "a\\b\tc\u0001\u2028",
    "Formation d'élus 🇧🇯",
    "مساواة",
    "",
    "e",
]
TABLES = {table.name: table for table in garden.TABLES}


class Weather:
    """Makes the changes; everything follows from the seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.log: list[Change] = []
        self.clock = START
        self.gardens: list[tuple[str, str]] = []

    def _later(self) -> datetime:
        self.clock += timedelta(
            seconds=self.rng.choice([0, 0, 60, 3600]), microseconds=self.rng.choice([0, 1500])
        )
        return self.clock

    def _put(self, table: rows.Table, **row: Any) -> None:
        self.log.append(Change(self._later(), table.name, table.key_of(row), row))

    def _day(self) -> date:
        return date(2024, 1, 1) + timedelta(days=self.rng.randrange(40))

    def _text(self) -> str:
        return self.rng.choice(TEXTS)

    def region(self, code: str) -> None:
        named = self.rng.sample(["fr", "nl", "ar", "en"], self.rng.randrange(1, 4))
        people = self.rng.choice([None, self.rng.randrange(10**8)])
        self._put(
            REGION, code=code, name={tag: f"{tag} {self._text()}" for tag in named}, people=people
        )

    def garden(self, key: str, region: str) -> None:
        self._put(
            GARDEN,
            id=key,
            gid=f"G:{key}",
            region_code=region,
            title=self._text(),
            state=self.rng.choice(["PLANNED", "OPEN", "CLOSED"]),
            opened=self._day(),
            closed=self.rng.choice([None, self._day()]),
            budget=self.rng.choice([None, Decimal(self.rng.randrange(10**7)).scaleb(-2)]),
            seen_at=START + timedelta(microseconds=self.rng.choice([0, 500_000, 123_456, 10**9])),
            tags=self.rng.sample(TEXTS, self.rng.randrange(3)),
            street=self.rng.choice([None, self._text()]),
            town=self.rng.choice([None, self._text()]),
            notes=[self._note() for _ in range(self.rng.randrange(3))],
            owner=self.rng.choice([None, self._note()]),
        )

    def _note(self) -> dict[str, Any]:
        note = {
            "title": self.rng.choice([None, self._text()]),
            "pages": self.rng.randrange(100),
            "written": self._day().isoformat(),
            "readBy": self.rng.choice([None, [], ["a", self._text()]]),
        }
        return {k: v for k, v in note.items() if self.rng.random() < 0.8}

    def gardener(self, key: str) -> None:
        motto = self.rng.choice([None, {"nl": self._text()}, {"en": "Grow", "fr": self._text()}])
        self._put(GARDENER, id=key, gid=f"P:{key}", name=self._text(), motto=motto)

    def bed(self) -> None:
        key, region = self.rng.choice(self.gardens)
        crop, wild = self.rng.choice([None, self._text()]), self.rng.random() < 0.5
        number = self.rng.randrange(1, 7)
        self._put(BED, region_code=region, garden_id=key, number=number, crop=crop, wild=wild)

    def visit(self, key: str) -> None:
        garden_id, region = self.rng.choice(self.gardens)
        self._put(
            VISIT,
            id=key,
            region_code=region,
            garden_id=garden_id,
            on_day=self._day(),
            grade=self.rng.randrange(6),
            remark=self.rng.choice([None, self._text()]),
        )

    def work(self, gardener: str) -> None:
        self._put(WORK, garden_id=self.rng.choice(self.gardens)[0], gardener_id=gardener)

    def storm(self) -> None:
        """Change or remove something that is there."""
        _, table, key, row = self.rng.choice(self.log)
        if row is None or table == RULE.name:
            return
        if self.rng.random() < 0.2 and table != REGION.name:
            self.log.append(Change(self._later(), table, key, None))
        elif table == GARDEN.name:
            self.garden(row["id"], row["region_code"])
        elif table == REGION.name:
            self.region(row["code"])
        elif table == VISIT.name:
            self.visit(row["id"])

    def season(self) -> Sequence[Change]:
        for code in REGIONS:
            self.region(code)
        for n in range(30):
            self.gardens.append((f"g{n:02d}", self.rng.choice(REGIONS)))
            self.garden(*self.gardens[-1])
        for n in range(8):
            self.gardener(f"p{n}")
        for n in range(120):
            self.bed()
            self.visit(f"v{n:03d}")
            self.work(f"p{n % 8}")
            if n < 6:
                self._put(RULE, code=f"r{n}", region_code=REGIONS[n % 3], text=self._text())
        for _ in range(300):
            self.storm()
        return self.log


async def rain(connection: asyncpg.Connection, log: Sequence[Change]) -> None:
    """Write the change log as a projector does, in batches that are one transaction each."""
    for start in range(0, len(log), 150):
        batch = log[start : start + 150]
        async with connection.transaction():
            keys = [(TABLES[change.table], change.key) for change in batch]
            working = await rows.load(connection, keys)
            for change in batch:
                table = TABLES[change.table]
                if change.row is None:
                    working.delete(table, *change.key, at=change.at)
                else:
                    working.put(table, change.row, change.at)
            await rows.store(connection, working)
