"""Who is asking: what a verified token says, and nothing about persons."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """The bearer of a verified token.

    `subject` is opaque: it names an account, never a person. `units` are the units whose data
    the token opens (`*` opens all), `organisation` the body that the account acts for.
    """

    subject: str
    roles: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    organisation: str | None = None

    def has(self, role: str) -> bool:
        return role in self.roles

    def opens(self, unit: str) -> bool:
        return unit in self.units or "*" in self.units


ANONYMOUS = Principal(subject="anonymous")
