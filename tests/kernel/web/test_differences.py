"""What differs between two documents."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.web.differences import differences

pytestmark = pytest.mark.thorough

documents = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.text("ab", max_size=2),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inside, max_size=3)
    ),
    max_leaves=12,
)


def found(before: Any, after: Any) -> list[tuple[str, Any, Any]]:
    return [tuple(each) for each in differences(before, after)]


def test_what_is_the_same_is_not_told() -> None:
    assert found({"state": "signed", "days": [1, 2]}, {"state": "signed", "days": [1, 2]}) == []


def test_a_member_is_named_by_its_path() -> None:
    before = {"text": {"hash": "a"}, "state": "draft"}
    after = {"text": {"hash": "b"}, "state": "draft"}
    assert found(before, after) == [("text.hash", "a", "b")]


def test_what_came_and_what_went_is_told() -> None:
    assert found({"left": 1}, {"come": 2}) == [("left", 1, None), ("come", None, 2)]


def test_entries_are_compared_by_what_tells_them_apart_wherever_they_stand() -> None:
    jette, belfaa = {"party": "jette", "vote": None}, {"party": "belfaa", "vote": None}
    voted = {"party": "jette", "vote": "ratified"}
    assert found([jette, belfaa], [belfaa, voted]) == [("[party=jette].vote", None, "ratified")]
    assert found({"steps": [jette]}, {"steps": [jette, belfaa]}) == [
        ("steps[party=belfaa]", None, belfaa)
    ]


def test_words_added_to_a_list_are_told_one_by_one() -> None:
    assert found({"phases": ["a", "b"]}, {"phases": ["b", "c"]}) == [
        ("phases[]", "a", None),
        ("phases[]", None, "c"),
    ]


def test_another_order_alone_is_told_as_a_whole() -> None:
    assert found(["a", "b"], ["b", "a"]) == [("", ["a", "b"], ["b", "a"])]


def test_entries_that_nothing_tells_apart_are_told_as_a_whole() -> None:
    alike = {"line": 1}
    assert found([alike, alike], [alike]) == [("", [alike, alike], [alike])]


@given(documents)
def test_nothing_differs_from_itself(document: Any) -> None:
    assert found(document, document) == []


@given(documents, documents)
def test_what_differs_one_way_differs_the_other_way_with_before_and_after_exchanged(
    one: Any, other: Any
) -> None:
    there = {(at, repr(before), repr(after)) for at, before, after in found(one, other)}
    back = {(at, repr(after), repr(before)) for at, before, after in found(other, one)}
    assert there == back


@given(documents, documents)
def test_other_documents_differ_somewhere(one: Any, other: Any) -> None:
    assert (one == other) == (not found(one, other)) or _only_empty(one, other)


def _only_empty(one: Any, other: Any) -> bool:
    """Whether a member that is null in one is missing in the other: both say nothing."""
    return bool(_without_null(one) == _without_null(other))


def _without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_null(each) for name, each in value.items() if each is not None}
    return [_without_null(each) for each in value] if isinstance(value, list) else value
