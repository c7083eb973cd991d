"""Whether who signs holds the function on that day, as far as the register of functions knows."""

from collections.abc import Iterable
from datetime import date

from services.partnerships.domain.role_holding.facts import Held
from services.partnerships.domain.role_holding.holding import Holding
from services.partnerships.domain.role_holding.refusals import FunctionNotHeld
from vocabulary.acts import Signatory
from vocabulary.functions import is_exclusive, names, shown


def verified(signatory: Signatory, on: date, held: Iterable[Held]) -> bool:
    """Return whether the commune's holdings prove the function; False where they are silent.

    Raises `FunctionNotHeld` when another holds a function that has one holder at a time, or when
    the person's functions in this commune are known and this is not one of them on that day.
    """
    holdings = [each.holding for each in held]
    named = [each for each in holdings if _is_of(each, signatory) and each.holds_on(on)]
    if any(each.subject_ref == signatory.subject_ref for each in named):
        return True
    if taken := [each for each in named if is_exclusive(each.function)]:
        raise _not_held(signatory, on, "held_by_another", taken)
    if own := [each for each in holdings if each.subject_ref == signatory.subject_ref]:
        raise _not_held(signatory, on, "holds", own)
    return False


def _is_of(holding: Holding, signatory: Signatory) -> bool:
    return names(signatory.function, holding.function, holding.label)


def _not_held(
    signatory: Signatory, on: date, what: str, holdings: Iterable[Holding]
) -> FunctionNotHeld:
    periods = [
        {
            "function": shown(each.function, each.label),
            "since": each.since.isoformat(),
            "until": each.until.isoformat() if each.until else None,
        }
        for each in holdings
    ]
    return FunctionNotHeld(function=signatory.function, on=on.isoformat(), **{what: periods})
