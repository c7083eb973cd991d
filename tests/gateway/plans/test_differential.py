"""A plan answers what graphql-core answers, byte for byte."""

import os
import random
from collections.abc import Sequence
from datetime import timedelta

import asyncpg
import pytest

from gateway.plans.engine import Engine
from tests.gateway.differential import WIDE, Differential
from tests.gateway.plans import garden, weather
from tests.gateway.replay import Change, Replay

pytestmark = pytest.mark.postgres

EXECUTIONS = 300


def instants(log: Sequence[Change]) -> list[str]:
    known = [change.at for change in log]
    return [
        at.isoformat()
        for at in (known[0] - timedelta(days=1), *known[::7], known[-1] + timedelta(days=1))
    ]


async def test_a_plan_answers_what_graphql_core_answers_over_tables_and_over_the_change_log(
    wide: Engine, pool: asyncpg.Pool, log: Sequence[Change]
) -> None:
    seed = int(os.environ.get("SEED") or random.randrange(10**6))  # noqa: S311
    print("SEED", seed)  # noqa: T201 - pytest shows it when the test fails
    differential = Differential(
        garden.SCHEMA,
        wide,
        values={
            "DateTime": instants(log),
            "Date": ["2024-01-05", "2024-01-20", "2024-02-05"],
            "code": [*weather.REGIONS, "ZZ"],
            "language": ["fr", "nl", "de", "ar"],
            "title": ["e", "É", "%", "_", "'", "\\"],
            "remark": ["e", "tri", ""],
            "Int": [0, 2, 5],
            "Boolean": [True, False],
            "id": ["G:g01", "G:g02", "P:p1", "nobody"],
        },
        scopes=[None, ("BR",), ("FL", "WA"), ("BR", "FL", "WA", "XX"), ()],
        oracle=Engine(garden.SCHEMA, pool, source=Replay(log), limits=WIDE),
        unplanned=frozenset({"Garden.label has no mapping"}),
    )
    seen = await differential.run(EXECUTIONS, seed)
    print(dict(seen))  # noqa: T201
    for feature in (
        *("fragment", "alias", "directive", "variable", "merged", "connection", "interface"),
        *("asOf", "after", "language"),
    ):
        assert seen[feature] >= 10, (feature, seen)
