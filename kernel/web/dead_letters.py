"""Dead letters over HTTP, for administrators: look, replay in order, edit, discard, read on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, Literal, TypeAlias

import msgspec
from asyncpg import Pool
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from kernel.identity import Principal
from kernel.kafka import inspecting, replaying, settling
from kernel.kafka.consumer import Consumer
from kernel.kafka.inspecting import OPEN, Shown, Wanted, readable
from kernel.kafka.settling import (
    Act,
    EditUnreadable,
    LetterClosed,
    NoSuchLetter,
    NotAnEvent,
    NotHalted,
    ReadElsewhere,
)
from kernel.kafka.topics import Source
from kernel.refusals import NotAllowed, Refusal
from kernel.web.auth import Caller
from kernel.web.catalogue import OF_QUERIES, responses
from kernel.web.paging import Paging

ADMINISTRATOR: Final = "unit-administrator"
"""The role that may do this, with the sources of the units that its token opens."""

MOST_ACTS: Final = 1000
"""Shown of one letter."""

Status: TypeAlias = Literal["open", "parked", "blocked", "quarantined", "replayed", "discarded"]


class ForAdministrators(NotAllowed):
    """Dead letters are looked after by the unit's administrators."""

    in_other_languages: ClassVar = {
        "fr": "Les messages en souffrance sont l'affaire des administrateurs de l'unité."
    }


REFUSALS: Final[tuple[type[Refusal], ...]] = (
    ForAdministrators,
    NoSuchLetter,
    LetterClosed,
    NotAnEvent,
    EditUnreadable,
    ReadElsewhere,
    NotHalted,
)


@dataclass(frozen=True, slots=True)
class Office:
    """Where a process keeps its dead letters, and the consumers that put them aside."""

    pool: Pool
    consumers: Sequence[Consumer]

    def reader_of(self, letter: Shown) -> Consumer:
        """Return who would apply it; raises `NotAnEvent`, `ReadElsewhere`."""
        if letter.stream is None:
            raise NotAnEvent
        for consumer in self.consumers:
            if consumer.reader == letter.reader:
                return consumer
        raise ReadElsewhere(reader=letter.reader.name, version=letter.reader.version)


def halted(consumers: Iterable[Consumer]) -> Mapping[str, str]:
    """Return why sources are halted."""
    return {
        f"consumer {consumer.name} of {name}": f"halted: {state.halted}"
        for consumer in consumers
        for name, state in consumer.health().sources.items()
        if state.halted
    }


async def office(request: Request, caller: Caller) -> Office:
    """Return what an administrator works with; raises `ForAdministrators`."""
    if not caller.has(ADMINISTRATOR):
        raise ForAdministrators(role=ADMINISTRATOR)
    opened: Office = request.app.state.office
    return opened


Administering = Annotated[Office, Depends(office)]


def _without_nul(text: str) -> str:
    # PostgreSQL has no text with this character.
    if "\0" in text:
        raise PydanticCustomError("nul", "holds the character NUL")
    return text


Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
    AfterValidator(_without_nul),
]


class Because(BaseModel):
    """Why it is done; kept with the act, and with who did it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Reason


class Edited(Because):
    """`data` is the whole data of the event, as JSON text."""

    data: Annotated[str, StringConstraints(min_length=2, max_length=1_000_000)]


router = APIRouter(
    prefix="/v1/dead-letters",
    tags=["Dead letters"],
    responses=responses([*OF_QUERIES, *REFUSALS]),
)


@router.get("", summary="List what could not be applied")
async def list_dead_letters(  # noqa: PLR0913, PLR0917 - one argument per filter
    here: Administering,
    caller: Caller,
    page: Paging,
    status: Status = "open",
    source: Annotated[str | None, Query(description="As `<unit>.<service>`.")] = None,
    stream: Annotated[str | None, Query(description="The id of one aggregate.")] = None,
) -> Response:
    statuses = OPEN if status == "open" else (status,)
    wanted = Wanted(_units(caller), statuses, source, stream)
    rows = await inspecting.listed(here.pool, wanted, page.after_one(int), page.limit)
    return page.answer(rows, "id")


@router.get("/acts", summary="List what was done with dead letters, by whom and why")
async def list_acts(here: Administering, caller: Caller, page: Paging) -> Response:
    after = page.after_one(int)
    rows = await inspecting.acts(here.pool, _units(caller), None, after, page.limit)
    return page.answer(rows, "id")


@router.get("/{letter}", summary="Show a dead letter whole, and what was done with it")
async def show_dead_letter(here: Administering, caller: Caller, letter: int) -> Response:
    shown = await _letter(here, caller, letter)
    done = await inspecting.acts(here.pool, None, letter, None, MOST_ACTS)
    kept = shown.kept
    whole = {
        **shown.told,
        "topic": kept.topic,
        "partition": kept.partition,
        "offset": kept.offset,
        "key": readable(kept.key),
        "headers": [[name, readable(value)] for name, value in kept.headers],
        "data": readable(kept.value),
        "acts": done,
    }
    return Response(msgspec.json.encode(whole), media_type="application/json")


@router.post("/{letter}/replay", summary="Apply a letter's stream, in order")
async def replay(here: Administering, caller: Caller, letter: int, body: Because) -> Response:
    """Apply every letter of the stream from its first on, up to one that fails again."""
    shown = await _letter(here, caller, letter)
    consumer = here.reader_of(shown)
    act = Act(caller.subject, body.reason)
    done = await replaying.replay(consumer.applier, shown.source, str(shown.stream), act)
    if done.applied == 0 and done.stuck is None:
        raise LetterClosed
    return JSONResponse(done._asdict())


@router.post("/{letter}/edit", summary="Let a letter's event say something else")
async def edit(here: Administering, caller: Caller, letter: int, body: Edited) -> Response:
    """Change the event's data as this reader is to see it; replay it then.

    What was published stays as it is, and a view that is made anew meets it again.
    """
    shown = await _letter(here, caller, letter)
    consumer = here.reader_of(shown)
    act = Act(caller.subject, body.reason)
    await replaying.edit(consumer.applier, shown, body.data.encode(), act)
    return JSONResponse({"edited": letter})


@router.post("/{letter}/discard", summary="Give up on a letter")
async def discard(here: Administering, caller: Caller, letter: int, body: Because) -> Response:
    """Give up on one letter; those behind it stay until they are replayed."""
    await _letter(here, caller, letter)
    act = Act(caller.subject, body.reason)
    async with here.pool.acquire() as connection, connection.transaction():
        await settling.close(connection, [letter], "discarded", act)
    return JSONResponse({"discarded": letter})


@router.post("/of/{source}/resume", summary="Read a halted source on")
async def resume(here: Administering, caller: Caller, source: str, body: Because) -> Response:
    """Read a source on that was halted because too many of its events failed."""
    known = _source(caller, source)
    resumed = [consumer for consumer in here.consumers if consumer.resume(known)]
    if not resumed:
        raise NotHalted(source=source)
    act = Act(caller.subject, body.reason)
    async with here.pool.acquire() as connection, connection.transaction():
        for consumer in resumed:
            await settling.resumed(connection, consumer.reader, known, act)
    return JSONResponse({"resumed": [consumer.name for consumer in resumed]})


async def _letter(here: Office, caller: Principal, letter: int) -> Shown:
    # A number beyond what PostgreSQL counts to is no letter's.
    found = (
        await inspecting.one(here.pool, _units(caller), letter) if 0 < letter < 1 << 63 else None
    )
    if found is None:
        raise NoSuchLetter(letter=letter)
    return found


def _source(caller: Principal, text: str) -> Source:
    try:
        source = Source.parse(text)
    except ValueError:
        raise NotHalted(source=text) from None
    if not caller.opens(source.unit):
        raise NotHalted(source=text)
    return source


def _units(caller: Principal) -> Sequence[str] | None:
    return None if "*" in caller.units else sorted(caller.units)
