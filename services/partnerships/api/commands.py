"""Which aggregates take commands, and where: one command class, one route."""

from collections.abc import Sequence

from kernel.web.commands import Commands
from services.partnerships.domain import (
    calendar_feed,
    commitment,
    commune,
    convention,
    country_programme,
    deliberation,
    partnership,
    programme,
    protocol,
    regional_group,
    role_holding,
    template,
    territorial_actor,
)
from services.partnerships.domain.document.commands import DescribeDocument
from services.partnerships.facts import Aggregates


def commands(aggregates: Aggregates) -> Sequence[Commands]:
    return (
        Commands(
            at="/v1/communes",
            noun="Commune",
            aggregate=aggregates.commune,
            accepts=commune.Command,
        ),
        Commands(
            at="/v1/programmes",
            noun="Programme",
            aggregate=aggregates.programme,
            accepts=programme.Command,
        ),
        Commands(
            at="/v1/country-programmes",
            noun="CountryProgramme",
            aggregate=aggregates.country_programme,
            accepts=country_programme.Command,
        ),
        Commands(
            at="/v1/partnerships",
            noun="Partnership",
            aggregate=aggregates.partnership,
            accepts=partnership.Command,
        ),
        Commands(
            at="/v1/protocols",
            noun="Protocol",
            aggregate=aggregates.protocol,
            accepts=protocol.Command,
        ),
        Commands(
            at="/v1/conventions",
            noun="Convention",
            aggregate=aggregates.convention,
            accepts=convention.Command,
        ),
        Commands(
            at="/v1/commitments",
            noun="Commitment",
            aggregate=aggregates.commitment,
            accepts=commitment.Command,
        ),
        Commands(
            at="/v1/calendar-feeds",
            noun="CalendarFeed",
            aggregate=aggregates.calendar_feed,
            accepts=calendar_feed.Command,
        ),
        Commands(
            at="/v1/templates",
            noun="Template",
            aggregate=aggregates.template,
            accepts=template.Command,
        ),
        # What is deposited is a file; `documents_routes` takes it.
        Commands(
            at="/v1/documents",
            noun="Document",
            aggregate=aggregates.document,
            accepts=DescribeDocument,
        ),
        Commands(
            at="/v1/territorial-actors",
            noun="TerritorialActor",
            aggregate=aggregates.territorial_actor,
            accepts=territorial_actor.Command,
        ),
        Commands(
            at="/v1/regional-groups",
            noun="RegionalGroup",
            aggregate=aggregates.regional_group,
            accepts=regional_group.Command,
        ),
        Commands(
            at="/v1/deliberations",
            noun="Deliberation",
            aggregate=aggregates.deliberation,
            accepts=deliberation.Command,
        ),
        Commands(
            at="/v1/role-holdings",
            noun="RoleHolding",
            aggregate=aggregates.role_holding,
            accepts=role_holding.Command,
        ),
    )
