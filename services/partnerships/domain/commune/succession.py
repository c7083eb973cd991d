"""A commune ceases to exist, and others take over from it: mergers, absorptions, divisions."""

from collections.abc import Mapping

from services.partnerships.domain.commune.commands import CeaseCommune, ReinstateCommune
from services.partnerships.domain.commune.events import CommuneCeased, CommuneReinstated, Event
from services.partnerships.domain.commune.refusals import (
    AlreadyCeased,
    BeforeItExisted,
    CommuneStillExists,
    CommuneUnknown,
    SucceedsItself,
    SuccessorNotThere,
)
from services.partnerships.domain.commune.state import Commune
from vocabulary.identifiers import CommuneId


def cease(
    command: CeaseCommune,
    commune: Commune,
    itself: CommuneId | None,
    heirs: Mapping[CommuneId, Commune],
) -> list[Event]:
    """End the commune; `heirs` has the successors that are registered, theirs, and so on."""
    ceased = CommuneCeased(on=command.on, successors=command.successors, sources=command.sources)
    if commune.end == ceased:
        return []
    if commune.end is not None:
        raise AlreadyCeased(on=commune.end.on.isoformat())
    first = commune.names[0].since
    if first is not None and command.on <= first:
        raise BeforeItExisted(registered_since=first.isoformat())
    if itself in command.successors or itself in heirs:
        raise SucceedsItself
    _take_over(command, heirs)
    return [ceased]


def _take_over(command: CeaseCommune, heirs: Mapping[CommuneId, Commune]) -> None:
    unknown = [id_ for id_ in command.successors if id_ not in heirs]
    if unknown:
        raise CommuneUnknown(communes=[str(id_) for id_ in unknown])
    for id_ in command.successors:
        since = heirs[id_].names[0].since
        if not heirs[id_].existed_on(command.on) or (since is not None and command.on < since):
            raise SuccessorNotThere(successor=str(id_), on=command.on.isoformat())


def reinstate(command: ReinstateCommune, commune: Commune) -> list[Event]:
    if commune.end is None:
        if commune.reinstated is not None and commune.reinstated.reason == command.reason:
            return []
        raise CommuneStillExists
    return [CommuneReinstated(reason=command.reason, successors=commune.end.successors)]
