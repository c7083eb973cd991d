"""Advances as they arrive, and the correction of what was recorded of them."""

from typing import assert_never

from services.partnerships.domain.convention.commands import (
    CorrectAdvance,
    OfAdvance,
    ReceiveAdvance,
    WithdrawAdvance,
)
from services.partnerships.domain.convention.events import (
    AdvanceCorrected,
    AdvanceReceived,
    AdvanceWithdrawn,
    ConventionDrafted,
    Event,
)
from services.partnerships.domain.convention.facts import Facts
from services.partnerships.domain.convention.refusals import (
    AdvanceAlreadyReceived,
    AdvanceNotReceived,
    AdvanceUnknown,
    ConventionNotConcluded,
    NothingReceived,
)
from services.partnerships.domain.convention.standing import is_party
from services.partnerships.domain.convention.state import Convention, Receipt
from vocabulary.dates import happened


def of_advance(
    command: OfAdvance, convention: Convention, drafted: ConventionDrafted, facts: Facts
) -> list[Event]:
    is_party(command.party, drafted)
    match command:
        case ReceiveAdvance():
            return _receive(command, convention, drafted, facts)
        case CorrectAdvance():
            return _correct(command, convention, drafted, facts)
        case WithdrawAdvance():
            return _withdraw(command, convention, drafted)
        case _:
            assert_never(command)


def _receive(
    command: ReceiveAdvance, convention: Convention, drafted: ConventionDrafted, facts: Facts
) -> list[Event]:
    if known := convention.received.get(command.advance):
        if known == _receipt(command):
            return []
        raise AdvanceAlreadyReceived(on=known.on.isoformat(), amount=known.amount.amount)
    _scheduled(command.advance, convention)
    _is_real(command, facts)
    received = AdvanceReceived(
        partnership=drafted.partnership,
        party=command.party,
        advance=command.advance,
        amount=command.amount,
        on=command.on,
        evidence=command.evidence,
    )
    return [received]


def _correct(
    command: CorrectAdvance, convention: Convention, drafted: ConventionDrafted, facts: Facts
) -> list[Event]:
    known = convention.received.get(command.advance)
    if known is None:
        raise AdvanceNotReceived(advance=command.advance)
    if known == _receipt(command):
        return []
    _is_real(command, facts)
    corrected = AdvanceCorrected(
        partnership=drafted.partnership,
        party=command.party,
        advance=command.advance,
        amount=command.amount,
        on=command.on,
        reason=command.reason,
        evidence=command.evidence,
    )
    return [corrected]


def _withdraw(
    command: WithdrawAdvance, convention: Convention, drafted: ConventionDrafted
) -> list[Event]:
    if command.advance not in convention.received:
        if command.advance in convention.withdrawn:
            return []
        raise AdvanceNotReceived(advance=command.advance)
    withdrawn = AdvanceWithdrawn(
        partnership=drafted.partnership,
        party=command.party,
        advance=command.advance,
        reason=command.reason,
    )
    return [withdrawn]


def _scheduled(code: str, convention: Convention) -> None:
    if convention.holds is None:
        raise ConventionNotConcluded
    terms = convention.versions[convention.holds - 1].terms
    known = [advance.code for advance in terms.advances] if terms else []
    if code not in known:
        raise AdvanceUnknown(advance=code, known=known)


def _is_real(command: ReceiveAdvance | CorrectAdvance, facts: Facts) -> None:
    if command.amount.value <= 0:
        raise NothingReceived(amount=command.amount.amount)
    happened(facts.now, command.on)


def _receipt(command: ReceiveAdvance | CorrectAdvance) -> Receipt:
    return Receipt(amount=command.amount, on=command.on, evidence=command.evidence)
