"""The names of topics, who publishes there, and how topics are made."""

import re
from collections.abc import Mapping
from typing import NamedTuple, Self

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from kernel.kafka.closing import closed

MAX_RECORD_BYTES = 2 << 20
"""Of one record with key and headers; a broker refuses larger ones, and so do we."""

MAX_COPY_BYTES = MAX_RECORD_BYTES + (1 << 16)
"""Of a record that is put aside, with why."""

_NAME = re.compile(
    r"(?P<unit>[a-z][a-z0-9-]{0,30})\.(?P<service>[a-z][a-z0-9-]{0,60})"
    r"\.(?P<kind>events|status)\.v(?P<major>[1-9][0-9]{0,3})"
)

EVENTS = r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*\.events\.v1$"
STATUS = r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*\.status\.v1$"
EVERYTHING = r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*\.(events|status)\.v1$"
"""Patterns of all units' topics, new units' included."""

_EVENTS_FOR_EVER = {
    "cleanup.policy": "delete",
    "retention.ms": "-1",
    "retention.bytes": "-1",
    "max.message.bytes": str(MAX_RECORD_BYTES),
    "message.timestamp.type": "CreateTime",
    "unclean.leader.election.enable": "false",
}
# A heartbeat every few seconds: short segments, or compaction would find nothing to do for days.
_LATEST_STATUS = {
    "cleanup.policy": "compact",
    "segment.ms": "3600000",
    "min.cleanable.dirty.ratio": "0.1",
    "delete.retention.ms": "3600000",
}


# What was put aside was decided upon within a month, or never; a flood of it fills no disk.
_COPIES_FOR_A_WHILE = {
    "cleanup.policy": "delete",
    "retention.ms": str(30 * 86_400_000),
    "retention.bytes": str(64 << 20),
    "segment.bytes": str(16 << 20),
    "max.message.bytes": str(MAX_COPY_BYTES),
}


class Source(NamedTuple):
    """Who publishes: one service of one unit. A topic of its own, and one chain of positions."""

    unit: str
    service: str

    def __str__(self) -> str:
        return f"{self.unit}.{self.service}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `<unit>.<service>` back. Raises `ValueError`."""
        unit, service = text.split(".")
        return cls(unit, service)

    @property
    def path(self) -> str:
        """The CloudEvents `source`."""
        return f"/units/{self.unit}/{self.service}"

    @property
    def events(self) -> str:
        return f"{self}.events.v1"

    @property
    def status(self) -> str:
        return f"{self}.status.v1"


class Topic(NamedTuple):
    source: Source
    kind: str

    @property
    def is_status(self) -> bool:
        return self.kind == "status"


def parse(name: str) -> Topic | None:
    """Return whose topic it is, None if it is none of ours."""
    found = _NAME.fullmatch(name)
    return found and Topic(Source(found["unit"], found["service"]), found["kind"])


async def create(
    bootstrap: str, source: Source, *, partitions: int = 1, replicas: int = -1
) -> None:
    """Make the source's two topics unless they exist; -1 replicas: what the broker does by default.

    Raises `KafkaError` when the broker refuses or cannot be reached.
    """
    safe = {"min.insync.replicas": str(replicas - 1)} if replicas > 2 else {}  # noqa: PLR2004 - of three, two
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=10_000)
    async with closed(admin.close):
        await admin.start()
        for name, count, configuration in (
            (source.events, partitions, _EVENTS_FOR_EVER),
            (source.status, 1, _LATEST_STATUS),
        ):
            await _create(admin, name, count, replicas, {**configuration, **safe})


def copies_of(topic: str) -> str:
    """Return where records of a topic that are no events are copied to."""
    return f"{topic}.dlq"


async def create_copies(bootstrap: str, topic: str) -> None:
    """Make the topic of copies unless it exists. Raises `KafkaError`."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=10_000)
    async with closed(admin.close):
        await admin.start()
        await _create(admin, copies_of(topic), 1, -1, _COPIES_FOR_A_WHILE)


async def _create(
    admin: AIOKafkaAdminClient, name: str, partitions: int, replicas: int, more: Mapping[str, str]
) -> None:
    # The client lets -1 pass only beside an assignment of replicas; an empty one says nothing.
    assigned: dict[int, list[int]] | None = {} if replicas < 0 else None
    topic = NewTopic(name, partitions, replicas, assigned, topic_configs=dict(more))
    answer = await admin.create_topics([topic])
    for _name, code, *message in answer.topic_errors:
        error: type[KafkaError] = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            raise error(f"{name}: {message}")
