"""The group in which the consumers of one reader share partitions, when it has come to a halt."""

from typing import Final

from aiokafka.client import AIOKafkaClient, ConnectionGroup, CoordinationType
from aiokafka.errors import for_code
from aiokafka.protocol.admin import DescribeGroupsRequest
from aiokafka.protocol.group import LeaveGroupRequest

from kernel.kafka.closing import closed
from kernel.kafka.garbled import answered

WITHIN_SECONDS: Final = 10.0


class Undealt(Exception):
    """The group has not dealt out its partitions in time."""


async def dissolve(bootstrap: str, group: str) -> None:
    """Take all members out of a group; those that are alive join again at once.

    The broker waits for each member as long as that one said when it joined. One that has gone, and
    whose number of milliseconds had a bit flipped on its way, keeps all others waiting for days,
    and so does each of them that gave up meanwhile.

    Raises `KafkaError`, and `TimeoutError` where there is no answer.
    """
    async with answered(WITHIN_SECONDS):
        client = AIOKafkaClient(bootstrap_servers=bootstrap)
        async with closed(client.close):
            await client.bootstrap()
            node = await client.coordinator_lookup(CoordinationType.GROUP, group)
            for member in await _members(client, node, group):
                request = LeaveGroupRequest(group, member)
                await client.send(node, request, group=ConnectionGroup.COORDINATION)


async def _members(client: AIOKafkaClient, node: int, group: str) -> list[str]:
    request = DescribeGroupsRequest([group])
    answer = await client.send(node, request, group=ConnectionGroup.COORDINATION)
    (described,) = answer.groups
    code, _name, _state, _protocol_type, _protocol, members, *_ = described
    if code:
        raise for_code(code)(group)
    return [member_id for member_id, *_ in members]
