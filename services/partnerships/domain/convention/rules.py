"""Who may ask what of a specific convention, and what comes of it."""

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.authority import commune_or_on_behalf, commune_or_unit
from services.partnerships.domain.convention.annexing import annex
from services.partnerships.domain.convention.commands import (
    AmendConvention,
    AnnexActionPlan,
    Command,
    DraftConvention,
    ReviseConvention,
    SignConvention,
)
from services.partnerships.domain.convention.drafting import amend, draft, revise
from services.partnerships.domain.convention.events import Event
from services.partnerships.domain.convention.facts import Facts
from services.partnerships.domain.convention.signing import sign
from services.partnerships.domain.convention.state import Convention


def may(principal: Principal, command: Command, _convention: Convention, _facts: Facts) -> None:
    """Let each party act for itself only; the country unit drafts, and records on behalf."""
    match command:
        case DraftConvention(drafted_by=party):
            commune_or_unit(principal, party)
        case ReviseConvention(party=party) | AmendConvention(party=party):
            commune_or_unit(principal, party)
        case SignConvention() | AnnexActionPlan():
            commune_or_on_behalf(principal, command.party, command.on_behalf)


def decide(command: Command, convention: Convention, facts: Facts) -> list[Event]:
    match command:
        case DraftConvention():
            return draft(command, convention, facts)
        case _ if convention.drafted is None:
            raise NotFound
        case ReviseConvention():
            return revise(command, convention, convention.drafted, facts)
        case SignConvention():
            return sign(command, convention, convention.drafted, facts)
        case AmendConvention():
            return amend(command, convention, convention.drafted, facts)
        case AnnexActionPlan():
            return annex(command, convention, convention.drafted, facts)
