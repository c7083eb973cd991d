"""What an event says of who acted, on whose behalf, when and why, whatever it is about.

Events say the same thing under the same name: `on` is the day of an act, `reason` why it was done,
`on_behalf` that the country unit entered it for the party, with the evidence named.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

ACTORS: Final = (
    "party",
    "proposed_by",
    "revised_by",
    "drafted_by",
    "by",
    "commune",
    "member",
    "intermediary",
)
"""Who acted; where an event names nobody who did, whom it is about."""
DAYS: Final = ("on", "in_force_since", "since", "until")
KEPT_BACK: Final = frozenset({"subject_ref"})
"""What a person signed or holds stands in the register of functions, for those who may see it."""


def act(event: Any) -> dict[str, Any]:
    """Return who acted by which function, for whom, on which day, why, and all that it says."""
    signatory = getattr(event, "signatory", None)
    deliberation = getattr(event, "deliberation", None)
    on_behalf = getattr(event, "on_behalf", None)
    return {
        "text_version": getattr(event, "version", None),
        "party": _party(event),
        "function": signatory.function if signatory else deliberation and deliberation.body,
        "acting_for": signatory.acting_for if signatory else None,
        "on_behalf": on_behalf is not None,
        "evidence": on_behalf.evidence.reference if on_behalf else None,
        "acted_on": _day(event),
        "reason": getattr(event, "reason", None),
        "said": _told(msgspec.to_builtins(event)),
    }


def _party(event: Any) -> Any:
    found = _first(event, ACTORS)
    return getattr(found, "commune", found)


def _day(event: Any) -> Any:
    """Return the day of the act: of a vote that of its deliberation, of a signature its own."""
    deliberation = getattr(event, "deliberation", None)
    if deliberation and not hasattr(event, "signatory"):
        return deliberation.adopted_on
    return _first(event, DAYS)


def _first(event: Any, names: Iterable[str]) -> Any:
    return next((value for name in names if (value := getattr(event, name, None))), None)


def _told(said: Any) -> Any:
    """Return what the event says without what points at a person."""
    if isinstance(said, Mapping):
        return {name: _told(value) for name, value in said.items() if name not in KEPT_BACK}
    return [_told(each) for each in said] if isinstance(said, list) else said
