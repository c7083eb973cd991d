"""Parts of a whole do not come to more than it."""

from collections.abc import Sequence
from typing import ClassVar

from kernel.refusals import Refusal
from vocabulary.percentages import HUNDRED, together


class PercentagesOver100(Refusal):
    """The parts come to more than a hundred per cent."""

    in_other_languages: ClassVar = {"fr": "Les parts font ensemble plus de cent pour cent."}


def within_a_hundred(percentages: Sequence[str]) -> None:
    """Refuse parts that come to more than 100; less is allowed, the rest is then not settled."""
    if (total := together(percentages)) > HUNDRED:
        raise PercentagesOver100(total=str(total))
