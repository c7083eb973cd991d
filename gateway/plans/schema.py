"""Builds the Strawberry schema that the engine serves."""

from collections.abc import Iterable
from datetime import datetime

import strawberry
from strawberry.schema.config import StrawberryConfig

from gateway.plans.moments import DATE_TIME


def build(
    query: type, *, types: Iterable[type] = (), mutation: type | None = None
) -> strawberry.Schema:
    """Return the schema; `types` are those that only an interface leads to."""
    config = StrawberryConfig(scalar_map={datetime: DATE_TIME})
    return strawberry.Schema(query, mutation=mutation, types=list(types), config=config)
