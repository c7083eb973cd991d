"""Who may ask what of a deliberation, and what comes of it."""

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.commune.refusals import CommuneUnknown
from services.partnerships.domain.deliberation.commands import (
    Command,
    CorrectDeliberation,
    RecordDeliberation,
    WithdrawDeliberation,
)
from services.partnerships.domain.deliberation.events import (
    DeliberationCorrected,
    DeliberationRecorded,
    DeliberationWithdrawn,
    Event,
)
from services.partnerships.domain.deliberation.facts import Facts
from services.partnerships.domain.deliberation.refusals import (
    DeliberationAlreadyRecorded,
    DeliberationIsTheCommunesOwn,
    DeliberationReferenceTaken,
    DeliberationWasWithdrawn,
    VotesDoNotAddUp,
)
from services.partnerships.domain.deliberation.state import Deliberation
from vocabulary.authority import commune_or_on_behalf, commune_or_unit, is_party
from vocabulary.dates import happened
from vocabulary.deliberations import DeliberationContent


def may(principal: Principal, command: Command, deliberation: Deliberation, _facts: Facts) -> None:
    """Let each commune record its own; the country unit records on behalf, with evidence."""
    match command:
        case RecordDeliberation(commune=commune, on_behalf=on_behalf):
            commune_or_on_behalf(principal, commune, on_behalf)
        case _ if deliberation.recorded is not None:
            commune = deliberation.recorded.commune
            commune_or_unit(principal, commune)
            if deliberation.by_commune and not is_party(principal, commune):
                raise DeliberationIsTheCommunesOwn(commune=str(commune))
        case _:
            raise NotFound


def decide(command: Command, deliberation: Deliberation, facts: Facts) -> list[Event]:
    match command:
        case RecordDeliberation():
            return _record(command, deliberation, facts)
        case _ if deliberation.recorded is None:
            raise NotFound
        case CorrectDeliberation():
            return _correct(command, deliberation, deliberation.recorded, facts)
        case WithdrawDeliberation(reason=reason):
            return [] if deliberation.withdrawn else [DeliberationWithdrawn(reason=reason)]


def _record(command: RecordDeliberation, deliberation: Deliberation, facts: Facts) -> list[Event]:
    recorded = DeliberationRecorded(
        commune=command.commune, content=command.content, on_behalf=command.on_behalf
    )
    if deliberation.recorded is not None:
        if deliberation.withdrawn:
            raise DeliberationWasWithdrawn
        # Compared with what holds now: a file sent again after a correction does not undo it.
        if (deliberation.commune, deliberation.content) == (command.commune, command.content):
            return []
        raise DeliberationAlreadyRecorded(reference=command.content.reference)
    if not facts.commune_known:
        raise CommuneUnknown(communes=[str(command.commune)])
    _is_sound(command.content, facts)
    return [recorded]


def _correct(
    command: CorrectDeliberation,
    deliberation: Deliberation,
    recorded: DeliberationRecorded,
    facts: Facts,
) -> list[Event]:
    if deliberation.withdrawn:
        raise DeliberationWasWithdrawn
    if deliberation.content == command.content:
        return []
    _is_sound(command.content, facts)
    own = is_party(facts.actor, recorded.commune)
    return [DeliberationCorrected(content=command.content, reason=command.reason, by_commune=own)]


def _is_sound(content: DeliberationContent, facts: Facts) -> None:
    registered_on = content.control.registered_on if content.control else None
    happened(facts.now, content.adopted_on, registered_on)
    if facts.taken_by is not None:
        raise DeliberationReferenceTaken(
            deliberation=str(facts.taken_by), reference=content.reference
        )
    votes, present, seats = content.votes, content.present, content.seats
    cast = votes.in_favour + votes.against + votes.abstentions if votes else 0
    counted = [count for count in (cast, present, seats) if count is not None]
    if counted != sorted(counted):
        raise VotesDoNotAddUp(votes=cast, present=present, seats=seats)
