"""Identifiers that the gateway gives: opaque to clients, unique over all types and units."""

from base64 import b64encode


def gid(type_: str, *key: str) -> str:
    """Return the global id of an object, from its GraphQL type and what identifies it."""
    return b64encode(":".join((type_, *key)).encode()).decode()
