"""Share sources between the consumers of one reader: a source's events and status go together."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby

from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.coordinator.protocol import (
    ConsumerProtocolMemberAssignment,
    ConsumerProtocolMemberMetadata,
)

from kernel.kafka import topics


class BySource(RoundRobinPartitionAssignor):  # type: ignore[misc]  # the library has no types
    """Deal out (source, partition) in turn.

    Dealing out topics in turn would give one of two consumers all events and the other all
    heartbeats, because a source's two topics stand side by side in the alphabet.
    """

    name = "by-source"

    @classmethod
    def assign(
        cls, cluster: ClusterMetadata, members: Mapping[str, ConsumerProtocolMemberMetadata]
    ) -> dict[str, ConsumerProtocolMemberAssignment]:
        subscribed = {member: set(data.subscription) for member, data in members.items()}
        order = sorted(members)
        given: dict[str, dict[str, list[int]]] = {member: defaultdict(list) for member in order}
        for turn, (_, group) in enumerate(groupby(_places(cluster, subscribed), key=_source)):
            for topic, partition in group:
                takers = [m for m in order[turn % len(order) :] + order if topic in subscribed[m]]
                given[takers[0]][topic].append(partition)
        return {
            member: ConsumerProtocolMemberAssignment(cls.version, sorted(mine.items()), b"")
            for member, mine in given.items()
        }


def _places(cluster: ClusterMetadata, subscribed: Mapping[str, set[str]]) -> list[tuple[str, int]]:
    wanted = set().union(*subscribed.values())
    found = [(topic, p) for topic in wanted for p in cluster.partitions_for_topic(topic) or ()]
    return sorted(found, key=lambda place: (*_source(place), place[0]))


def _source(place: tuple[str, int]) -> tuple[str, int]:
    """Return what is dealt out as one: the source's name and the partition."""
    name, partition = place
    topic = topics.parse(name)
    return str(topic.source) if topic else name, partition
