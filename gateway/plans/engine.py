"""Executes requests: a known document, a plan per shape of its variables, else the fallback."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import asyncpg
import orjson
import strawberry
import structlog
from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationType, execute
from graphql.execution.values import VariableValues, get_variable_values

from gateway.plans.compiler import compile_operation
from gateway.plans.documents import Document, Documents, RequestRefused, asks_to_write
from gateway.plans.errors import Code, coded, formatted
from gateway.plans.failures import BAD_VALUE, SENTENCES, code_of
from gateway.plans.limits import Limits
from gateway.plans.parameters import Plan, Unsupported, shape_of
from gateway.plans.reading import Reading, Scope, Source
from gateway.plans.source import PostgresSource
from kernel import telemetry

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """One GraphQL request; `operation_name` is needed where the document has several."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A GraphQL response.

    `path` says how it came about: by a plan, by the fallback (`reason` says why), refused before
    anything was executed, or failed. Only the first two have `data`.
    """

    body: bytes
    path: Literal["plan", "fallback", "refused", "failed"]
    reason: str = ""
    code: Code | None = None


class Engine:
    """Answers requests over one schema; `pool` must read with UTC as time zone."""

    def __init__(
        self,
        schema: strawberry.Schema,
        pool: asyncpg.Pool,
        *,
        source: Source | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._pool = pool
        self._core: GraphQLSchema = schema._schema  # noqa: SLF001 - has no public name
        self._source = source or PostgresSource(pool)
        self._limits = limits or Limits()
        self._documents = Documents(self._core, self._limits)
        self.fallbacks: Counter[str] = Counter()
        """How often the fallback ran, by reason."""

    def writes(self, request: Request) -> bool:
        """Say whether the request asks for something else than a query, valid or not."""
        try:
            operation = self._documents.get(request.query).operation(request.operation_name)
        except RequestRefused:
            return asks_to_write(request.query, self._limits)
        return operation.operation is not OperationType.QUERY

    async def execute(self, request: Request, scope: Scope) -> Answer:
        """Answer a request of a caller who sees this scope; never raises for a bad request."""
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._execute(request, scope)
        except RequestRefused as refused:
            body = orjson.dumps({"errors": refused.errors})
            return Answer(body, "refused", refused.code.value, refused.code)
        except Exception as error:  # noqa: BLE001 - the top: unknown errors are masked here
            return _failed(error)

    async def _execute(self, request: Request, scope: Scope) -> Answer:
        document = self._documents.get(request.query)
        try:
            plan, variables = self._plan(document, request, scope)
            values = plan.bind(variables, scope)
            data: str = await self._pool.fetchval(plan.sql, *values)
        except Unsupported as why:
            return await self._fall_back(document, request, scope, str(why))
        except BAD_VALUE:
            return await self._fall_back(document, request, scope, "value refused by PostgreSQL")
        return Answer(b'{"data":' + data.encode() + b"}", "plan")

    def plan(self, request: Request, scope: Scope) -> Plan:
        """Return the plan of a request. Raises `Unsupported` or `RequestRefused`."""
        return self._plan(self._documents.get(request.query), request, scope)[0]

    def _plan(
        self, document: Document, request: Request, scope: Scope
    ) -> tuple[Plan, Mapping[str, Any]]:
        operation = document.operation(request.operation_name)
        variables = self._variables(document, request)
        key = (request.operation_name, shape_of(variables), scope is None)
        plan = document.plans.get(key)
        if plan is None:
            if len(document.plans) >= self._limits.shapes:
                raise Unsupported("too many shapes of variables")
            try:
                plan = compile_operation(
                    self._core, operation, document.fragments, variables, scoped=scope is not None
                )
            except Unsupported as why:
                plan = str(why)
            document.plans[key] = plan
        if isinstance(plan, str):
            raise Unsupported(plan)
        return plan, variables.coerced

    def _variables(self, document: Document, request: Request) -> VariableValues:
        definitions = document.operation(request.operation_name).variable_definitions or ()
        variables = get_variable_values(self._core, definitions, dict(request.variables))
        if isinstance(variables, list):
            code = Code.BAD_USER_INPUT
            raise RequestRefused(code, [formatted(error, code) for error in variables])
        return variables

    async def _fall_back(
        self, document: Document, request: Request, scope: Scope, reason: str
    ) -> Answer:
        self.fallbacks[reason] += 1
        telemetry.count("gql_plan_fallback_total", reason=reason)
        return await self.fall_back(request, scope, reason, document)

    async def fall_back(
        self, request: Request, scope: Scope, reason: str = "", document: Document | None = None
    ) -> Answer:
        """Answer by graphql-core and DataLoaders, whatever the compiler could do."""
        document = document or self._documents.get(request.query)
        self._variables(document, request)
        result = execute(
            self._core,
            document.tree,
            context_value=Reading(self._source, scope),
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
        )
        if not isinstance(result, ExecutionResult):
            result = await result
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer = {"errors": [_coded(error) for error in result.errors], **answer}
        return Answer(orjson.dumps(answer), "fallback", reason)


def _coded(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return formatted(error, Code.BAD_USER_INPUT)
    told = _told(cause)
    return {**error.formatted, **told}


def _failed(error: Exception) -> Answer:
    told = _told(error)
    code = Code(told["extensions"]["code"])
    return Answer(orjson.dumps({"errors": [told]}), "failed", code.value, code)


def _told(error: Exception) -> dict[str, Any]:
    """Return what a client may know of an exception; what is not known is masked and logged."""
    code = code_of(error)
    if code is not Code.INTERNAL:
        return coded(SENTENCES[code], code)
    trace_id = (telemetry.traceparent() or "").split("-")[1:2] or [uuid.uuid4().hex]
    log.error("graphql request failed", trace_id=trace_id[0], exc_info=error)
    return coded(SENTENCES[code], code, traceId=trace_id[0])
