"""What happened in a run, as each party tells it: clients, stores, topics, views.

Every effect of a command leaves a mark of its own, so whatever shows a mark says whose effect it
is. Times are seconds of one monotonic clock, the one of the process that holds the ledger.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import msgspec

OK = 200
CLIENT_ERRORS = range(400, 500)
IN_FLIGHT, TOO_MANY = "InFlight", 429


class Attempt(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """One request: a command may take several, under one key.

    `marks` are what it leaves when it is accepted, in order; `status` 0 is no answer at all.
    """

    key: str
    command: str
    service: str
    stream: str
    marks: tuple[str, ...]
    expected: int | None = None
    began: float
    ended: float
    status: int
    answer: str = ""

    @property
    def accepted(self) -> bool:
        return self.status == OK

    @property
    def refused(self) -> bool:
        """Whether the answer says for certain that this request did nothing."""
        in_flight = IN_FLIGHT in self.answer
        return self.status in CLIENT_ERRORS and self.status != TOO_MANY and not in_flight


class Answer(msgspec.Struct, frozen=True):
    """What a service says of an accepted command."""

    id: str
    version: int
    position: int


class Read(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """What a client saw of one stream; `token` is the position that it asked to see at least.

    `amounts`, where the stream has some, are moved about by commands and never change in sum.
    """

    session: str
    view: str
    service: str
    stream: str
    began: float
    ended: float
    marks: tuple[str, ...]
    token: int = 0
    amounts: tuple[int, ...] = ()


class Stored(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """An event in the final store; of a public one topics and views tell.

    Others may do so too, or not: it takes more than its own text to know.
    """

    service: str
    position: int
    stream: str
    version: int
    id: str
    command: str
    mark: str
    public: bool = True


class Heard(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """A record in the final topic, read from the first offset by a witness with no marks."""

    service: str
    offset: int
    position: int
    previous: int
    id: str
    stream: str
    mark: str = ""


class Shown(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """A stream in the final view, `events` as the view itself counts them."""

    view: str
    service: str
    stream: str
    marks: tuple[str, ...]
    events: int | None = None
    amounts: tuple[int, ...] = ()


class Caused(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """What a service has said that another has to act on; `hop` is from one to the other."""

    hop: str
    cause: str
    what: str = ""


class Followed(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """What the other service has made of a cause."""

    hop: str
    cause: str
    what: str = ""


class Happened(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """What was done to the platform, and when."""

    at: float
    fault: str
    target: str = ""


Line: TypeAlias = Attempt | Read | Stored | Heard | Shown | Caused | Followed | Happened


class Ledger:
    """All lines of one run, by kind. `sum` is what amounts come to, in every stream with some."""

    def __init__(self, lines: Iterable[Line] = (), *, total: int = 0) -> None:
        self.attempts: list[Attempt] = []
        self.reads: list[Read] = []
        self.stored: list[Stored] = []
        self.heard: list[Heard] = []
        self.shown: list[Shown] = []
        self.caused: list[Caused] = []
        self.followed: list[Followed] = []
        self.faults: list[Happened] = []
        self.total = total
        for line in lines:
            self.add(line)

    def add(self, line: Line) -> None:
        match line:
            case Attempt():
                self.attempts.append(line)
            case Read():
                self.reads.append(line)
            case Stored():
                self.stored.append(line)
            case Heard():
                self.heard.append(line)
            case Shown():
                self.shown.append(line)
            case Caused():
                self.caused.append(line)
            case Followed():
                self.followed.append(line)
            case Happened():
                self.faults.append(line)

    def __iter__(self) -> Iterator[Line]:
        yield from self.faults
        yield from self.attempts
        yield from self.reads
        yield from self.stored
        yield from self.heard
        yield from self.shown
        yield from self.caused
        yield from self.followed

    def keep(self, file: Path) -> None:
        """Write it as lines of JSON, to be checked again at any time."""
        file.parent.mkdir(parents=True, exist_ok=True)
        encoder = msgspec.json.Encoder()
        with file.open("wb") as out:
            out.writelines(encoder.encode(line) + b"\n" for line in self)


def kept(file: Path, *, total: int = 0) -> Ledger:
    """Read a ledger that was kept."""
    decoder = msgspec.json.Decoder(Line)
    with file.open("rb") as lines:
        return Ledger((decoder.decode(line) for line in lines), total=total)
