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
)

Event: TypeAlias = (
    communes.Event
    | programmes.Event
    | country_programmes.Event
    | partners.Event
    | protocols.Event
    | conventions.Event
    | commitments.Event
)
