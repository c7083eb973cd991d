"""Share sources between the consumers of one reader: a source's events and status go together."""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar

from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.coordinator.protocol import (
    ConsumerProtocolMemberAssignment,
    ConsumerProtocolMemberMetadata,
)
from aiokafka.errors import KafkaError

from kernel.kafka import topics

_Said = TypeVar("_Said", ConsumerProtocolMemberMetadata, ConsumerProtocolMemberAssignment)


class Misdealt(KafkaError):  # type: ignore[misc]  # the library has no types
    """What a member asked for, or was given, is not what was sent.

    It would be nobody's, or another's, until the group is dealt again: that is as long as nothing
    happens to any member.
    """


class BySource(RoundRobinPartitionAssignor):  # type: ignore[misc]  # the library has no types
    """Deal out (source, partition) in turn.

    Dealing out topics in turn would give one of two consumers all events and the other all
    heartbeats, because a source's two topics stand side by side in the alphabet.
    """

    name = "by-source"

    @classmethod
    def metadata(cls, topics: Iterable[str]) -> ConsumerProtocolMemberMetadata:
        return _sealed(ConsumerProtocolMemberMetadata, sorted(topics))

    @classmethod
    def on_assignment(cls, assignment: ConsumerProtocolMemberAssignment) -> None:
        """Take what the leader has dealt. Raises `Misdealt`."""
        _check(assignment, assignment.assignment)

    @classmethod
    def assign(
        cls, cluster: ClusterMetadata, members: Mapping[str, ConsumerProtocolMemberMetadata]
    ) -> dict[str, ConsumerProtocolMemberAssignment]:
        """Deal out what the members asked for. Raises `Misdealt`."""
        for asked in members.values():
            _check(asked, asked.subscription)
        subscribed = {member: set(data.subscription) for member, data in members.items()}
        order = sorted(members)
        given: dict[str, dict[str, list[int]]] = {member: defaultdict(list) for member in order}
        for turn, (_, group) in enumerate(groupby(_places(cluster, subscribed), key=_source)):
            for topic, partition in group:
                takers = [m for m in order[turn % len(order) :] + order if topic in subscribed[m]]
                given[takers[0]][topic].append(partition)
        return {
            member: _sealed(ConsumerProtocolMemberAssignment, sorted(mine.items()))
            for member, mine in given.items()
        }


def _sealed(kind: type[_Said], said: Sequence[Any]) -> _Said:
    """Add a checksum: what the broker passes on between members has none of its own."""
    return kind(BySource.version, said, _checksum(kind, BySource.version, said))


def _check(one: _Said, said: Sequence[Any]) -> None:
    if one.user_data != _checksum(type(one), one.version, said):
        raise Misdealt(repr(said))


def _checksum(kind: type[_Said], version: int, said: Sequence[Any]) -> bytes:
    return zlib.crc32(kind(version, said, b"").encode()).to_bytes(4)


def _places(cluster: ClusterMetadata, subscribed: Mapping[str, set[str]]) -> list[tuple[str, int]]:
    wanted = set().union(*subscribed.values())
    found = [(topic, p) for topic in wanted for p in cluster.partitions_for_topic(topic) or ()]
    return sorted(found, key=lambda place: (*_source(place), place[0]))


def _source(place: tuple[str, int]) -> tuple[str, int]:
    """Return what is dealt out as one: the source's name and the partition."""
    name, partition = place
    topic = topics.parse(name)
    return str(topic.source) if topic else name, partition
