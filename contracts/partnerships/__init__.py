"""Events the partnerships service publishes: every formal act of its aggregates."""

from typing import TypeAlias

from contracts.partnerships import (
    commitments,
    communes,
    conventions,
    country_programmes,
    partners,
    programmes,
    protocols,
    regional_groups,
    territorial_actors,
)

Event: TypeAlias = (
    communes.Event
    | programmes.Event
    | country_programmes.Event
    | partners.Event
    | protocols.Event
    | conventions.Event
    | territorial_actors.Event
    | regional_groups.Event
    | commitments.Event
)
