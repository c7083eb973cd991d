"""Answers "as of" a moment only once everything recorded until then is known.

So an answer for a moment, once given, never changes. A question about one country waits for
that country; one across countries is answered as soon as any of them is known so far, for a unit
that is down must not silence the others: each country's `knownUntil` says which are not.
"""

import asyncio
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import asyncpg
import orjson
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
)
from graphql.execution.values import get_argument_values

from gateway.plans.documents import RequestRefused
from gateway.plans.engine import Answer, Engine, Request
from gateway.plans.errors import Code, coded
from gateway.plans.failures import OUT_OF_REACH, OUT_OF_TIME
from gateway.plans.moments import write
from gateway.plans.reading import Scope

ARGUMENT: Final = "asOf"
PATIENCE: Final = 0.5
"""Seconds that a question waits for what is on its way."""
PAUSE: Final = 0.05


class Asked(NamedTuple):
    """A root field asks about a moment, of one country or of all that the caller sees."""

    moment: datetime
    country: str | None


class TooEarly(NamedTuple):
    moment: datetime
    known_until: datetime | None


class DatedEngine(Engine):
    """An engine whose answers about the past stay as they were first given."""

    async def execute(self, request: Request, scope: Scope) -> Answer:
        """Answer, or refuse with `AS_OF_NOT_YET_KNOWN` and the moment until which it could."""
        if ARGUMENT in request.query:
            try:
                early = await self._wait(self._asked(request), scope)
            except (RequestRefused, *OUT_OF_REACH, *OUT_OF_TIME):
                early = None  # what is wrong with the request or the database is said below
            if early:
                return _refusal(early)
        return await super().execute(request, scope)

    def _asked(self, request: Request) -> list[Asked]:
        document = self._documents.get(request.query)
        operation = document.operation(request.operation_name)
        variables = self._variables(document, request)
        root = self._core.query_type
        found = []
        for node in _fields(operation.selection_set, document.fragments):
            field = root.fields.get(node.name.value) if root else None
            if field is None or ARGUMENT not in field.args:
                continue
            try:
                values = get_argument_values(field, node, variables)
            except GraphQLError:
                continue  # execution words it
            if (moment := values.get(ARGUMENT)) is not None:
                found.append(Asked(moment, _country(values)))
        return found

    async def _wait(self, asked: Iterable[Asked], scope: Scope) -> TooEarly | None:
        """Return what is still not known when patience ends, None if all is."""
        asked = list(asked)
        patience = PATIENCE
        while early := _earliest(asked, await _horizons(self._pool, scope)) if asked else None:
            if patience <= 0:
                return early
            await asyncio.sleep(PAUSE)
            patience -= PAUSE
        return None


def _fields(
    selected: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[FieldNode]:
    """Yield the fields of the root, those that are skipped too: they cost no answer."""
    for node in selected.selections:
        if isinstance(node, FieldNode):
            yield node
        else:
            yield from _fields(_inside(node, fragments), fragments)


def _inside(
    node: SelectionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> SelectionSetNode:
    if isinstance(node, FragmentSpreadNode):
        return fragments[node.name.value].selection_set
    assert isinstance(node, InlineFragmentNode)  # noqa: S101 - the third and last kind
    return node.selection_set


def _country(values: Mapping[str, Any]) -> str | None:
    """Return the one country that a field is about, None for any."""
    if code := values.get("code"):
        return str(code)
    try:
        _, country, _ = b64decode(values.get("id", ""), validate=True).decode().split(":", 2)
    except (NotBase64, ValueError):
        return None
    return country


async def _horizons(pool: asyncpg.Pool, scope: Scope) -> dict[str, datetime | None]:
    rows = await pool.fetch("SELECT code, known_until FROM rm.country")
    return {
        row["code"]: row["known_until"] for row in rows if scope is None or row["code"] in scope
    }


def _earliest(asked: Iterable[Asked], horizons: Mapping[str, datetime | None]) -> TooEarly | None:
    for moment, country in asked:
        concerned = [country] if country else list(horizons)
        known = [horizons[code] for code in concerned if code in horizons]
        # Of a country that was never heard, or that the caller does not see, there is nothing.
        until = max((one for one in known if one is not None), default=None)
        if known and (until is None or moment > until):
            return TooEarly(moment, until)
    return None


def _refusal(early: TooEarly) -> Answer:
    until = write(early.known_until) if early.known_until else None
    known = f"it is until {until}" if until else "nothing is yet"
    message = f"What was known at {write(early.moment)} is not complete here; {known}."
    code = Code.AS_OF_NOT_YET_KNOWN
    body = orjson.dumps({"errors": [coded(message, code, knownUntil=until)]})
    return Answer(body, "refused", code.value, code)
