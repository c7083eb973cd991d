"""UmaDB: a store of its own, written in Rust, with its client for Python.

The version of a stream is checked as its users do: by a condition on the stream's tag.
"""

import time
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

from umadb import AppendCondition, Client, Event, Query, QueryItem

from tests.bench.peers.worker import Answers, New, Payload, append_in_threads, follow, timed

PAGE = 1000


def event(new: New, tag: str) -> Event:
    # It keeps metadata as texts by name; one text is what our others keep too.
    return Event(new.type, new.data.encode(), [tag], uuid4(), {"meta": new.meta})


def expecting(tag: str, position: int | None) -> AppendCondition:
    """Refuse the append if the stream has an event after the position."""
    return AppendCondition(Query([QueryItem(tags=[tag])]), position)


def prepare(address: str, _payload: Payload) -> Answers:
    Client(address).head()
    yield {}


def append(address: str, payload: Payload, *, clients: int, seconds: float) -> Answers:
    def caller(number: int) -> Callable[[], None]:
        client, feed = Client(address), payload.of(number)
        last: dict[UUID, int] = {}

        def step() -> None:
            new = next(feed)
            tag = f"file-{new.stream}"
            before = last.get(new.stream)
            last.clear()
            last[new.stream] = client.append([event(new, tag)], expecting(tag, before))

        return step

    yield append_in_threads(clients, seconds, caller)


def positions(client: Client, after: int, limit: int) -> Iterator[int]:
    response = client.read(start=after + 1, limit=limit)
    while batch := response.next_batch():
        for each in batch:
            yield each.position


def tail(address: str, _payload: Payload) -> Answers:
    """Follow from here on: it has no way to empty its log."""
    client = Client(address)
    head = client.head() or 0
    yield from follow(lambda last: positions(client, max(last, head), PAGE))


def fill(address: str, payload: Payload, *, events: int) -> Answers:
    client = Client(address)
    for file in payload.files(events):
        tag = f"file-{file[0].stream}"
        client.append([event(new, tag) for new in file], expecting(tag, None))
    yield {}


def read(address: str, _payload: Payload, *, events: int) -> Answers:
    """Read the last so many."""
    client = Client(address, batch_size=PAGE)
    first = (client.head() or 0) - events
    began = time.perf_counter()
    yield timed(sum(1 for _ in positions(client, first, events)), began)


COMMANDS = {"prepare": prepare, "append": append, "tail": tail, "fill": fill, "read": read}
