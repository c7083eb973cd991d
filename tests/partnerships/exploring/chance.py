"""Draws from what a world knows: days, members, signatories, proofs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from tests.partnerships.cases import AMENDED, BELFAA_PRESIDENT, JETTE_MAYOR, ON_BEHALF, TEXT
from tests.partnerships.exploring.world import World
from vocabulary.acts import Deliberation, OnBehalf, Signatory

T = TypeVar("T")
FIRST = date(2017, 1, 2)


@dataclass(frozen=True, slots=True)
class Chance:
    """Chance over one world; the same numbers draw the same acts."""

    numbers: Random
    world: World

    def one_of(self, values: Sequence[T]) -> T:
        return values[self.numbers.randrange(len(values))]

    def some_of(self, values: Sequence[T]) -> tuple[T, ...]:
        """Return one or more of the values, in their order."""
        chosen = {self.numbers.randrange(len(values)) for _ in range(self.numbers.randint(1, 2))}
        return tuple(values[index] for index in sorted(chosen))

    def happens(self, probability: float) -> bool:
        return self.numbers.random() < probability

    def day(self, after: date | None = None) -> date:
        """Return a day within three months after another, else in the first years of the phase."""
        if after is None:
            return FIRST + timedelta(days=self.numbers.randrange(700))
        return after + timedelta(days=self.numbers.randrange(90))

    def on_behalf(self) -> OnBehalf | None:
        return ON_BEHALF if self.happens(0.3) else None

    def deliberation(self, after: date | None = None) -> Deliberation:
        day = self.day(after)
        return Deliberation(body="Conseil", reference=f"{day}/1", adopted_on=day)

    def signatory(self) -> Signatory:
        return self.one_of((JETTE_MAYOR, BELFAA_PRESIDENT))

    def text(self) -> Any:
        return self.one_of((TEXT, AMENDED))

    def state(self, category: str, id_: UUID) -> Any:
        return self.world.state(category, id_)
