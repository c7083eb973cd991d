"""Attach a rule to a type, so that the edge can name every faulty field at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self


class Wrong(str):
    """What is wrong with a value, in English, the field being the subject; in French beside it."""

    __slots__ = ("in_other_languages",)
    in_other_languages: Mapping[str, str]

    def __new__(cls, english: str, *, fr: str) -> Self:
        wrong = super().__new__(cls, english)
        wrong.in_other_languages = {"fr": fr}
        return wrong


@dataclass(frozen=True, slots=True)
class Checked:
    """Annotates a type: `Annotated[str, Checked(problem)]`.

    `problem` returns what is wrong with a value in one sentence, or None. Values are checked
    where they enter the platform, never when stored events are read again.
    """

    problem: Callable[[Any], Wrong | None]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: Callable[[Any], dict[str, Any]]
    ) -> dict[str, Any]:
        # A core schema is plain data, so this module needs no library.
        return {
            "type": "function-after",
            "function": {"type": "no-info", "function": self._accept},
            "schema": handler(source),
        }

    def _accept(self, value: Any) -> Any:
        if problem := self.problem(value):
            raise ValueError(problem)
        return value
