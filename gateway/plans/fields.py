"""Puts declarations on Strawberry fields; the resolvers they get serve the fallback alone."""

import inspect
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.types.enum import StrawberryEnumDefinition

from gateway.plans.mapping import (
    METADATA,
    Col,
    Const,
    Constant,
    Count,
    Inline,
    Items,
    Mapped,
    Words,
)
from gateway.plans.reading import Row, words_of


def sql(mapping: Mapped) -> dict[Any, Any]:
    """Return the metadata of a field that is read so."""
    return {METADATA: mapping}


def col(name: str, *, text: bool = False, instant: bool = False, **options: Any) -> Any:
    """Declare a leaf that is a column; see `Col`. Options are those of `strawberry.field`."""

    def resolve(root: Any, info: strawberry.Info) -> Any:
        return _leaf(root.columns.get(name), info.return_type, text=text)

    return strawberry.field(resolver=resolve, metadata=sql(Col(name, text, instant)), **options)


def words(name: str, *, otherwise: str = "fr", **options: Any) -> Any:
    """Declare a leaf that is a text in several languages; see `Words`.

    The field takes the argument `language`, a BCP 47 tag.
    """

    def resolve(root: Any, language: str = otherwise) -> Any:
        return words_of(root.columns[name], language, otherwise)

    mapping = Words(name, "language", otherwise)
    return strawberry.field(resolver=resolve, metadata=sql(mapping), **options)


def const(value: Constant, **options: Any) -> Any:
    """Declare a leaf that is the same everywhere; see `Const`."""

    def resolve() -> Any:
        return value

    return strawberry.field(resolver=resolve, metadata=sql(Const(value)), **options)


def inline(present: str | None = None, **options: Any) -> Any:
    """Declare an object made of columns of the same row; see `Inline`."""

    def resolve(root: Any) -> Any:
        missing = present is not None and root.columns[present] is None
        return None if missing else Row(root.columns, root.as_of)

    return strawberry.field(resolver=resolve, metadata=sql(Inline(present)), **options)


def items(name: str, **options: Any) -> Any:
    """Declare objects that are held as JSON in a column; see `Items`."""

    def resolve(root: Any) -> Any:
        value = root.columns[name]
        value = orjson.loads(value) if isinstance(value, str) else value
        if isinstance(value, list):
            return [Row(element, root.as_of) for element in value]
        return None if value is None else Row(value, root.as_of)

    return strawberry.field(resolver=resolve, metadata=sql(Items(name)), **options)


def relation(mapping: Mapped, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Declare a field by the signature of a function without a body.

    Its parameters become the arguments, its return type the field's, its docstring the
    description. For `Rel`, `Paged`, `Nodes` and `Count`.
    """

    def declare(function: Callable[..., Any]) -> Any:
        async def resolve(root: Any, info: strawberry.Info, **arguments: Any) -> Any:
            many = isinstance(_required(info.return_type), StrawberryList)
            return await info.context.load(mapping, root, arguments, many=many)

        signature = inspect.signature(function)
        known = inspect.Parameter(
            "info", inspect.Parameter.KEYWORD_ONLY, annotation=strawberry.Info
        )
        resolve.__signature__ = signature.replace(  # type: ignore[attr-defined]
            parameters=[*signature.parameters.values(), known]
        )
        resolve.__name__, resolve.__module__ = function.__name__, function.__module__
        described = {"description": inspect.getdoc(function), **options}
        return strawberry.field(resolver=resolve, metadata=sql(mapping), **described)

    return declare


def count(mapping: Count, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Declare a leaf that counts rows; see `Count`."""
    return relation(mapping, **options)


@strawberry.interface(description="Anything that can be asked for by its id alone.")
class Node:
    """The interface of `node(id)`: its `id` is the column `gid`, unique across all types."""

    id: strawberry.ID = col("gid", description="Opaque, stable and unique across all types.")

    @classmethod
    def is_type_of(cls, obj: Any, _info: Any) -> bool:
        # Only `Nodes` yields rows of several types, and it marks them.
        name = cls.__strawberry_definition__.name  # type: ignore[attr-defined]
        return isinstance(obj, Row) and obj.kind in (None, name)


def _required(type_: Any) -> Any:
    return type_.of_type if isinstance(type_, StrawberryOptional) else type_


def _leaf(value: Any, type_: Any, *, text: bool) -> Any:
    """Return what graphql-core can serialise from what asyncpg or JSON gave."""
    type_ = _required(type_)
    leaf: Any
    match value:
        case None:
            leaf = None
        case _ if isinstance(type_, StrawberryList):
            values = orjson.loads(value) if isinstance(value, str) else value
            leaf = [_leaf(one, type_.of_type, text=text) for one in values]
        case _ if isinstance(type_, StrawberryEnumDefinition):
            leaf = type_.wrapped_cls[value]
        case UUID():
            leaf = str(value)
        case Decimal() if text:
            leaf = format(value, "f")  # str() may choose an exponent, numeric::text never does
        case str() if type_ is date:
            leaf = date.fromisoformat(value)
        case _:
            leaf = value
    return leaf
