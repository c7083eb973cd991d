"""How sources are shared out, and that nobody acts upon what the line has made of it."""

from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from aiokafka.coordinator.protocol import (
    ConsumerProtocolMemberAssignment,
    ConsumerProtocolMemberMetadata,
)

from kernel.kafka.assignor import BySource, Misdealt

ASKED = {"bj.toy.events.v1", "bj.toy.status.v1", "ma.toy.events.v1", "ma.toy.status.v1"}


class Cluster:
    """Each topic that anybody asks for has one partition."""

    def partitions_for_topic(self, _topic: str) -> set[int]:
        return {0}


def dealt(*asked: bytes) -> dict[str, bytes]:
    """Return what each member is given, as it is sent, for what it asked for."""
    members = {
        f"member-{number}": ConsumerProtocolMemberMetadata.decode(each)
        for number, each in enumerate(asked)
    }
    given = BySource.assign(cast("Any", Cluster()), members)
    return {member: each.encode() for member, each in given.items()}


def taken(given: bytes) -> set[str]:
    """Return the topics that a member takes for its own."""
    assignment = ConsumerProtocolMemberAssignment.decode(given)
    BySource.on_assignment(assignment)
    return {place.topic for place in assignment.partitions()}


def asking(topics: set[str]) -> bytes:
    sent: bytes = BySource.metadata(topics).encode()
    return sent


def test_all_that_was_asked_for_is_given_and_a_source_goes_to_one() -> None:
    one, other = (taken(each) for each in dealt(asking(ASKED), asking(ASKED)).values())
    assert one | other == ASKED
    assert not one & other
    assert {topic[:2] for topic in one} != {topic[:2] for topic in other}


def test_who_asks_for_less_is_given_no_more() -> None:
    less = {"bj.toy.events.v1"}
    one, other = (taken(each) for each in dealt(asking(ASKED), asking(less)).values())
    assert other <= less
    assert one | other == ASKED


@pytest.mark.parametrize(
    ("sent", "act"),
    [(asking(ASKED), dealt), (dealt(asking(ASKED))["member-0"], taken)],
    ids=["what a member asks for", "what a member is given"],
)
def test_a_bit_that_flips_on_the_way_is_noticed(sent: bytes, act: Callable[[bytes], Any]) -> None:
    act(sent)
    for flipped in _flipped(sent):
        with pytest.raises((Misdealt, ValueError)):
            act(flipped)


def _flipped(sent: bytes) -> Iterator[bytes]:
    for place in range(len(sent)):
        for bit in range(8):
            damaged = bytearray(sent)
            damaged[place] ^= 1 << bit
            yield bytes(damaged)
