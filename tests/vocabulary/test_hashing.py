"""What is hashed is canonical: everyone who has the same content has the same hash."""

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.hashing import LARGEST_INTEGER, canonical, content_hash

pytestmark = pytest.mark.thorough

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-LARGEST_INTEGER, LARGEST_INTEGER), TEXTS)
PLAIN = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner), st.dictionaries(TEXTS, inner)), max_leaves=20
)


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    zeta: date
    alpha: tuple[UUID, ...]
    colour: Colour
    note: str | None = None


@given(PLAIN)
def test_plain_values_are_written_as_rfc_8785_has_them(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


def test_names_are_ordered_as_utf_16_even_beyond_the_basic_plane() -> None:
    value = {"\U0001f600": 1, "ﬁ": 2, "a": 3}

    assert canonical(value) == rfc8785.dumps(value)


def test_dataclasses_are_hashed_as_the_json_that_people_read() -> None:
    id_ = UUID(int=7)
    thing = Thing(zeta=date(2022, 1, 31), alpha=(id_,), colour=Colour.RED)

    written = b'{"alpha":["%s"],"colour":"red","note":null,"zeta":"2022-01-31"}' % str(id_).encode()

    assert canonical(thing) == written
    assert content_hash(thing) == "sha256:" + hashlib.sha256(written).hexdigest()


@pytest.mark.parametrize("value", [1.5, LARGEST_INTEGER + 1, {1}, b"bytes"])
def test_what_readers_would_disagree_on_has_no_hash(value: Any) -> None:
    with pytest.raises(TypeError):
        content_hash(value)
