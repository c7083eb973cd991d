"""What must be said wherever something is shown: made up, or taken from elsewhere."""

from collections.abc import Mapping
from typing import Any, Final, Self

from gateway.read_model.noted import Noted

MARK_COLUMNS: Final = {"demonstration": "boolean NOT NULL", "provenance": "text"}


class Mark(Noted, frozen=True, kw_only=True):
    """How far a statement can be relied on.

    `demonstration`: it was made up to show the platform. `provenance`: where a statement that is
    not official comes from.
    """

    demonstration: bool = False
    provenance: str | None = None

    def also(self, later: Self) -> Self:
        """Return the mark of what rests on both: a later event takes no mark away."""
        return type(self)(
            demonstration=self.demonstration or later.demonstration,
            provenance=later.provenance or self.provenance,
        )

    @property
    def columns(self) -> Mapping[str, Any]:
        return {"demonstration": self.demonstration, "provenance": self.provenance}
