"""What rests on a recorded deliberation names it rightly: the commune, the organ and the day."""

from collections.abc import Iterable, Mapping

from services.partnerships.domain.deliberation.refusals import (
    DeliberationOfAnotherCommune,
    DeliberationOfAnotherDate,
    DeliberationOfAnotherOrgan,
    DeliberationUnknown,
    DeliberationWasWithdrawn,
)
from services.partnerships.domain.deliberation.state import Deliberation
from vocabulary import acts
from vocabulary.deliberations import Organ
from vocabulary.identifiers import CommuneId, DeliberationId

Known = Mapping[DeliberationId, Deliberation]
"""The deliberations that are recorded, of those that a command names."""


def named(*deliberations: acts.Deliberation | None) -> Iterable[DeliberationId]:
    """Return the recorded deliberations that these refer to."""
    return [each.id for each in deliberations if each is not None and each.id is not None]


def refers(deliberation: acts.Deliberation | None, commune: CommuneId, known: Known) -> None:
    """Refuse a reference to what is not recorded, or is not this council's decision of that day.

    A deliberation that is given in full, without reference to a recorded one, is taken as given.
    """
    if deliberation is None or deliberation.id is None:
        return
    recorded = known.get(deliberation.id)
    if recorded is None or recorded.content is None:
        raise DeliberationUnknown(deliberation=str(deliberation.id))
    if recorded.withdrawn:
        raise DeliberationWasWithdrawn(deliberation=str(deliberation.id))
    if recorded.commune != commune:
        raise DeliberationOfAnotherCommune(commune=str(recorded.commune), needed=str(commune))
    if recorded.content.organ is Organ.EXECUTIVE:
        raise DeliberationOfAnotherOrgan(body=recorded.content.body)
    if recorded.content.adopted_on != deliberation.adopted_on:
        raise DeliberationOfAnotherDate(
            adopted_on=recorded.content.adopted_on.isoformat(),
            given=deliberation.adopted_on.isoformat(),
        )
