"""Of which things the history is told: all that take commands."""

from collections.abc import Mapping, Sequence
from typing import Final

from fastapi import APIRouter

from kernel.identity import Principal
from kernel.web.commands import Commands
from kernel.web.histories import History, Shown, history_routes
from services.partnerships.projections import (
    acts,
    calendar_feeds,
    commitments,
    communes,
    conventions,
    country_programmes,
    deliberations,
    documents,
    partnerships,
    programmes,
    protocols,
    regional_groups,
    role_holdings,
    templates,
    territorial_actors,
)
from vocabulary import roles


def _shown(columns: str) -> Sequence[str]:
    return tuple(columns.split(", "))


SHOWN: Final[Mapping[str, Shown]] = {
    "calendar_feed": Shown(
        calendar_feeds.PROJECTION, calendar_feeds.CALENDAR_FEEDS, _shown(calendar_feeds.SHOWN)
    ),
    "commitment": Shown(commitments.PROJECTION, commitments.COMMITMENTS, _shown(commitments.SHOWN)),
    "commune": Shown(communes.PROJECTION, communes.COMMUNES, _shown(communes.SHOWN)),
    "programme": Shown(programmes.PROJECTION, programmes.PROGRAMMES, _shown(programmes.SHOWN)),
    "country_programme": Shown(
        country_programmes.PROJECTION,
        country_programmes.COUNTRY_PROGRAMMES,
        _shown(country_programmes.SHOWN),
    ),
    "partnership": Shown(
        partnerships.PROJECTION, partnerships.PARTNERSHIPS, _shown(partnerships.SHOWN)
    ),
    "protocol": Shown(protocols.PROJECTION, protocols.PROTOCOLS, _shown(protocols.SHOWN)),
    "convention": Shown(conventions.PROJECTION, conventions.CONVENTIONS, _shown(conventions.SHOWN)),
    # Whom a function was held by is no part of what is told of its history.
    "role_holding": Shown(
        role_holdings.PROJECTION,
        role_holdings.ROLE_HOLDINGS,
        tuple(name for name in role_holdings.ROLE_HOLDINGS.columns if name != "subject_ref"),
    ),
    "deliberation": Shown(
        deliberations.PROJECTION, deliberations.DELIBERATIONS, _shown(deliberations.SHOWN)
    ),
    "territorial_actor": Shown(
        territorial_actors.PROJECTION,
        territorial_actors.TERRITORIAL_ACTORS,
        _shown(territorial_actors.SHOWN),
    ),
    "regional_group": Shown(
        regional_groups.PROJECTION, regional_groups.REGIONAL_GROUPS, _shown(regional_groups.SHOWN)
    ),
    "document": Shown(documents.PROJECTION, documents.DOCUMENTS, _shown(documents.SHOWN)),
    "template": Shown(templates.PROJECTION, templates.TEMPLATES, _shown(templates.SHOWN)),
}
"""How each aggregate's things are shown, by category: as their own address shows them."""

SEES_ACCOUNTS: Final = frozenset(
    {roles.COUNTRY_UNIT, roles.COMMUNE_USER, roles.ASSOCIATION_REVIEWER}
)


def histories(commands: Sequence[Commands]) -> APIRouter:
    """Return the read routes of the history of every aggregate that takes commands."""
    return history_routes(told(commands))


def told(commands: Sequence[Commands]) -> list[History]:
    """Return what is told of each aggregate."""
    return [_history(each) for each in commands]


def _history(of: Commands) -> History:
    return History(
        at=of.at,
        noun=of.noun,
        aggregate=of.aggregate,
        shown=SHOWN[of.aggregate.category],
        act=acts.act,
        shows_accounts=_sees_accounts,
    )


def _sees_accounts(caller: Principal) -> bool:
    return not SEES_ACCOUNTS.isdisjoint(caller.roles)
