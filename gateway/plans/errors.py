"""Errors as clients see them: a GraphQL error with a stable `extensions.code`.

Codes are contract: documented, tested, never reused for something else.
"""

from enum import StrEnum
from typing import Any

from graphql import GraphQLError


class Code(StrEnum):
    BAD_REQUEST = "BAD_REQUEST"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    AS_OF_NOT_YET_KNOWN = "AS_OF_NOT_YET_KNOWN"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    TIMEOUT = "TIMEOUT"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


class BadInput(GraphQLError):
    """An argument's value cannot be used; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": Code.BAD_USER_INPUT.value})


def coded(message: str, code: Code, **more: Any) -> dict[str, Any]:
    """Return an error in its serialised form, without a place in the document."""
    return {"message": message, "extensions": {"code": code.value, **more}}


def formatted(error: GraphQLError, code: Code) -> dict[str, Any]:
    """Return an error of graphql-core in its serialised form, with the code where it has none."""
    out: dict[str, Any] = dict(error.formatted)
    out["extensions"] = {"code": code.value, **out.get("extensions", {})}
    return out
