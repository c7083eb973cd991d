"""Who may ask what of a specific convention, and what comes of it."""

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.convention.advancing import of_advance
from services.partnerships.domain.convention.annexing import annex, annex_data_protection
from services.partnerships.domain.convention.closing import abandon, close, reopen
from services.partnerships.domain.convention.commands import (
    AbandonConvention,
    AmendConvention,
    AnnexActionPlan,
    AnnexDataProtection,
    CloseConvention,
    Command,
    CorrectAdvance,
    DraftConvention,
    ReceiveAdvance,
    ReopenConvention,
    ReviseConvention,
    SignConvention,
    WithdrawAdvance,
    WithdrawConventionSignature,
    Within,
)
from services.partnerships.domain.convention.drafting import amend, draft, revise
from services.partnerships.domain.convention.events import (
    ConventionClosed,
    ConventionDrafted,
    Event,
)
from services.partnerships.domain.convention.facts import Facts
from services.partnerships.domain.convention.refusals import (
    ConventionIsAbandoned,
    ConventionIsClosed,
)
from services.partnerships.domain.convention.signing import of_signature
from services.partnerships.domain.convention.state import Convention
from services.partnerships.domain.protocol.refusals import SignatureIsTheCommunesOwn
from vocabulary.authority import commune_or_on_behalf, commune_or_unit, is_party
from vocabulary.identifiers import CommuneId


def may(principal: Principal, command: Command, convention: Convention, _facts: Facts) -> None:
    """Let each party act for itself only; the country unit drafts, and records on behalf."""
    match command:
        case DraftConvention(drafted_by=party):
            commune_or_unit(principal, party)
        case ReviseConvention() | AmendConvention() | ReopenConvention():
            commune_or_unit(principal, command.party)
        case ReceiveAdvance() | CorrectAdvance() | WithdrawAdvance():
            commune_or_unit(principal, command.party)
        case AbandonConvention(party=party) if not _signed(convention):
            commune_or_unit(principal, party)
        case WithdrawConventionSignature(party=party):
            commune_or_unit(principal, party)
            if not is_party(principal, party) and _signed_itself(party, convention):
                raise SignatureIsTheCommunesOwn(party=str(party))
        case _:
            commune_or_on_behalf(principal, command.party, command.on_behalf)


def _signed(convention: Convention) -> bool:
    return bool(convention.versions and convention.versions[-1].signatures)


def _signed_itself(party: CommuneId, convention: Convention) -> bool:
    signature = convention.versions[-1].signatures.get(party) if convention.versions else None
    return signature is not None and signature.on_behalf is None


def decide(command: Command, convention: Convention, facts: Facts) -> list[Event]:
    match command:
        case DraftConvention():
            return draft(command, convention, facts)
        case _ if convention.drafted is None:
            raise NotFound
        case AbandonConvention():
            return abandon(command, convention, convention.drafted, facts)
        case CloseConvention():
            return close(command, convention, convention.drafted, facts)
        case ReopenConvention():
            return reopen(command, convention, convention.drafted, facts)
        case _:
            return _under(command, convention, convention.drafted, facts)


def _under(
    command: Within, convention: Convention, drafted: ConventionDrafted, facts: Facts
) -> list[Event]:
    """Decide what is done under the convention: it is neither closed nor given up."""
    events = _decide_open(command, convention, drafted, facts)
    # What is already true stays true of a closed convention: asking again is harmless.
    if events and convention.abandoned is not None:
        raise ConventionIsAbandoned(on=convention.abandoned.on.isoformat())
    if events and isinstance(convention.end, ConventionClosed):
        raise ConventionIsClosed(on=convention.end.on.isoformat())
    return events


def _decide_open(
    command: Within, convention: Convention, drafted: ConventionDrafted, facts: Facts
) -> list[Event]:
    match command:
        case ReviseConvention():
            return revise(command, convention, drafted, facts)
        case SignConvention() | WithdrawConventionSignature():
            return of_signature(command, convention, drafted, facts)
        case AmendConvention():
            return amend(command, convention, drafted, facts)
        case AnnexActionPlan():
            return annex(command, convention, drafted, facts)
        case AnnexDataProtection():
            return annex_data_protection(command, convention, drafted, facts)
        case ReceiveAdvance() | CorrectAdvance() | WithdrawAdvance():
            return of_advance(command, convention, drafted, facts)
