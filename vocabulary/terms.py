"""Terms that a programme defines: sectors, pillars, principles, domains of action."""

from dataclasses import dataclass

from vocabulary.text import Text, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A code that stays and a text that people read.

    `unofficial` lists the languages whose text is a translation of ours, not of the source.
    """

    code: Words
    text: Text
    unofficial: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How complete a list is known to be: `listed` of about `stated`, by `source`."""

    listed: int
    stated: int | None
    source: Words
    note: str | None = None

    @property
    def partial(self) -> bool:
        return self.stated is None or self.listed < self.stated
