"""`eventsourcing` on PostgreSQL with psycopg's binary driver, as its users run it.

Events arrive encoded, so that what it does to make JSON is not in its figures; ours are encoded
within the measurement.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import singledispatchmethod
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import DomainEvent
from eventsourcing.persistence import InfrastructureFactory, StoredEvent, Tracking
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.utils import Environment, get_topic
from psycopg.types.json import Json

from tests.bench.peers.worker import (
    Answers,
    New,
    Payload,
    append_in_threads,
    follow,
    timed,
)

PAGE = 1000
PATIENCE = 60.0


class Event(DomainEvent):
    """An event of the register, with the attributes of its JSON."""


class Opened(Event): ...


class Joined(Event): ...


class Renamed(Event): ...


class Closed(Event): ...


TOPICS = {cls.__name__: get_topic(cls) for cls in (Opened, Joined, Renamed, Closed)}


def environment(address: str, connections: int, *, functions: bool = False) -> dict[str, str]:
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path.removeprefix("/"),
        "POSTGRES_HOST": asked["host"][0],
        "POSTGRES_PORT": asked["port"][0],
        "POSTGRES_USER": parts.username or "",
        "POSTGRES_PASSWORD": "none",
        "POSTGRES_POOL_SIZE": str(connections),
        "POSTGRES_MAX_OVERFLOW": "0",
        "POSTGRES_ENABLE_DB_FUNCTIONS": "yes" if functions else "no",
    }


@contextmanager
def recording(
    address: str, connections: int, *, functions: bool = False
) -> Iterator[PostgresApplicationRecorder]:
    settings = Environment("register", environment(address, connections, functions=functions))
    factory: Any = InfrastructureFactory.construct(settings)
    try:
        yield factory.application_recorder()
    finally:
        factory.close()


def stored(new: New) -> StoredEvent:
    state = f'{new.data[:-1]},"meta":{new.meta}}}'.encode()
    return StoredEvent(new.stream, new.version, TOPICS[new.type], state)


def prepare(address: str, _payload: Payload) -> Answers:
    with recording(address, 1, functions=True):
        yield {}


def append(
    address: str, payload: Payload, *, clients: int, seconds: float, functions: bool = False
) -> Answers:
    with recording(address, clients, functions=functions) as recorder:

        def caller(number: int) -> Callable[[], None]:
            feed = payload.of(number)
            return lambda: recorder.insert_events([stored(next(feed))]) and None

        yield append_in_threads(clients, seconds, caller)


def tail(address: str, _payload: Payload) -> Answers:
    with recording(address, 1) as recorder:
        yield from follow(
            lambda last: [
                each.id
                for each in recorder.select_notifications(last, PAGE, inclusive_of_start=False)
            ]
        )


def fill(address: str, payload: Payload, *, events: int) -> Answers:
    with recording(address, 1) as recorder:
        for file in payload.files(events):
            recorder.insert_events([stored(new) for new in file])
    yield {}


def read(address: str, _payload: Payload) -> Answers:
    with recording(address, 1) as recorder:
        began = time.perf_counter()
        yield timed(sum(len(page) for page in _pages(recorder)), began)


def _pages(recorder: PostgresApplicationRecorder) -> Iterator[list[Any]]:
    last = 0
    while page := list(recorder.select_notifications(last, PAGE, inclusive_of_start=False)):
        yield page
        last = page[-1].id


def decode(address: str, _payload: Payload) -> Answers:
    application: Application[UUID] = Register(environment(address, 1))
    notifications = [each for page in _pages(application.recorder) for each in page]
    began = time.perf_counter()
    for each in notifications:
        application.mapper.to_domain_event(each)
    yield timed(len(notifications), began)
    application.close()


class Register(Application[UUID]):
    """The application whose events are projected."""


class Files(PostgresTrackingRecorder):
    """The register's table, each change in one transaction with how far it has come."""

    def __init__(self, datastore: Any, **others: Any) -> None:
        super().__init__(datastore, **others)
        self.lock = Lock()

    def change(self, tracking: Tracking, statement: str, *values: Any) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(statement, values, prepare=True)
            self._insert_tracking(cursor, tracking)


class Register1(Projection[Files]):
    """The register: one row of 13 columns per file."""

    name = "register1"

    @singledispatchmethod
    def process_event(self, event: Any, tracking: Tracking) -> None:
        raise NotImplementedError

    @process_event.register
    def _(self, event: Opened, tracking: Tracking) -> None:
        about: Any = event
        self.view.change(
            tracking,
            "INSERT INTO register.files VALUES"
            " (%s, %s, %s, %s, %s, %s, %s, %s, 1, 'open', NULL, %s, %s)",
            about.originator_id,
            about.reference,
            Json(about.title),
            about.owner,
            about.country,
            about.opened_on,
            about.amount,
            about.currency,
            about.meta["demonstration"],
            about.originator_version,
        )

    @process_event.register
    def _(self, event: Joined, tracking: Tracking) -> None:
        self.view.change(
            tracking,
            "UPDATE register.files SET parties = parties + 1, version = %s WHERE id = %s",
            event.originator_version,
            event.originator_id,
        )

    @process_event.register
    def _(self, event: Renamed, tracking: Tracking) -> None:
        about: Any = event
        self.view.change(
            tracking,
            "UPDATE register.files SET title = %s, version = %s WHERE id = %s",
            Json(about.title),
            event.originator_version,
            event.originator_id,
        )

    @process_event.register
    def _(self, event: Closed, tracking: Tracking) -> None:
        about: Any = event
        self.view.change(
            tracking,
            "UPDATE register.files SET state = 'closed', closed_on = %s, version = %s"
            " WHERE id = %s",
            about.closed_on,
            event.originator_version,
            event.originator_id,
        )


def project(address: str, _payload: Payload, *, events: int) -> Answers:
    with psycopg.connect(address) as connection:
        connection.execute("DROP TABLE IF EXISTS register1_tracking")
    began = time.perf_counter()
    with ProjectionRunner(
        application_class=Register,
        projection_class=Register1,
        view_class=Files,
        env=environment(address, 2),
    ) as runner:
        runner.wait(events, timeout=PATIENCE)
        done = timed(events, began)
    yield done


def append_by_functions(address: str, payload: Payload, **asked: Any) -> Answers:
    return append(address, payload, functions=True, **asked)


COMMANDS = {
    "prepare": prepare,
    "append": append,
    "append_by_functions": append_by_functions,
    "tail": tail,
    "fill": fill,
    "read": read,
    "decode": decode,
    "project": project,
}
