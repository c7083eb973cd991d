"""Who may ask what of a document, and what comes of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.document.commands import (
    Command,
    DepositDocument,
    DescribeDocument,
)
from services.partnerships.domain.document.events import (
    DocumentDeposited,
    DocumentDescribed,
    Event,
)
from services.partnerships.domain.document.refusals import DocumentsNotForYou
from services.partnerships.domain.document.state import Document
from vocabulary.roles import ASSOCIATION_REVIEWER, COMMUNE_USER, COUNTRY_UNIT

_DEPOSIT: Final = (COUNTRY_UNIT, COMMUNE_USER)
_READ: Final = (*_DEPOSIT, ASSOCIATION_REVIEWER)
"""Minutes and signed texts name persons, so not everyone who may see an act may open its proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    now: datetime


def may(principal: Principal, _command: Command, _document: Document, _facts: Facts) -> None:
    may_deposit(principal)


def may_deposit(principal: Principal) -> None:
    _one_of(_DEPOSIT, principal)


def may_read(principal: Principal) -> None:
    _one_of(_READ, principal)


def decide(command: Command, document: Document, _facts: Facts) -> list[Event]:
    match command:
        case DepositDocument():
            return [] if document.deposited else [_deposited(command)]
        case _ if document.deposited is None:
            raise NotFound
        case DescribeDocument(title=title):
            return [] if title == document.title else [DocumentDescribed(title=title)]
        case _:
            assert_never(command)


def _deposited(command: DepositDocument) -> DocumentDeposited:
    return DocumentDeposited(
        sha256=command.sha256,
        media_type=command.media_type,
        size=command.size,
        title=command.title,
    )


def _one_of(roles: tuple[str, ...], principal: Principal) -> None:
    if not any(principal.has(role) for role in roles):
        raise DocumentsNotForYou
