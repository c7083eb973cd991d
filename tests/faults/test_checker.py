"""The checker finds each kind of broken promise, seeded into a run that kept them all."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import msgspec
import pytest

from tests.faults.checker import check
from tests.faults.ledger import (
    Attempt,
    Caused,
    Followed,
    Happened,
    Heard,
    Ledger,
    Line,
    Read,
    Shown,
    Stored,
    kept,
)

SERVICE, VIEW, HOP = "ma-partnerships", "gateway", "here>there"
STREAMS = ("a", "b")
TOTAL = 100
Break: TypeAlias = Callable[[Ledger], None]


def sound() -> Ledger:
    """Return what eight commands on two streams leave when every promise is kept.

    Commands 1 to 8 alternate between the streams; each leaves two marks, but for 3, which was asked
    twice, and 4, which nobody answered.
    """
    ledger = Ledger(total=TOTAL)
    position = 0
    for number in range(1, 9):
        stream = STREAMS[number % 2]
        marks = (f"{number}x", f"{number}y")
        version = sum(1 for each in ledger.stored if each.stream == stream)
        for mark in marks:
            position, version = position + 1, version + 1
            ledger.add(stored(position, stream, version, f"c{number}", mark))
            ledger.add(heard(position, stream, mark))
        answer = f'{{"id":"{stream}","version":{version},"position":{position}}}'
        status, said = (0, "") if number == 4 else (200, answer)
        for again in range(2 if number == 3 else 1):
            began = number + again / 10
            ledger.add(attempt(number, stream, marks, version - 2, began, status, said))
    for stream in STREAMS:
        left = tuple(each.mark for each in ledger.stored if each.stream == stream)
        for count in (2, 4, 8):
            ledger.add(read(stream, left[:count], began=20.0 + count))
        ledger.add(
            Shown(
                view=VIEW,
                service=SERVICE,
                stream=stream,
                marks=left,
                events=len(left),
                amounts=(60, 40),
            )
        )
        ledger.add(Caused(hop=HOP, cause=stream, what="2022-04-28"))
        ledger.add(Followed(hop=HOP, cause=stream, what="2022-04-28"))
    return ledger


def attempt(  # noqa: PLR0917
    number: int,
    stream: str,
    marks: tuple[str, ...],
    expected: int,
    began: float,
    status: int,
    answer: str,
) -> Attempt:
    return Attempt(
        key=f"k{number}",
        command=f"c{number}",
        service=SERVICE,
        stream=stream,
        marks=marks,
        expected=expected,
        began=began,
        ended=began + 0.05,
        status=status,
        answer=answer,
    )


def stored(position: int, stream: str, version: int, command: str, mark: str) -> Stored:
    return Stored(
        service=SERVICE,
        position=position,
        stream=stream,
        version=version,
        id=f"e{position}",
        command=command,
        mark=mark,
    )


def heard(position: int, stream: str, mark: str) -> Heard:
    return Heard(
        service=SERVICE,
        offset=position - 1,
        position=position,
        previous=position - 1,
        id=f"e{position}",
        stream=stream,
        mark=mark,
    )


def read(stream: str, marks: tuple[str, ...], began: float) -> Read:
    return Read(
        session="s",
        view=VIEW,
        service=SERVICE,
        stream=stream,
        began=began,
        ended=began + 0.01,
        marks=marks,
        amounts=(30, 70),
    )


def changed(line: object, **to: object) -> Callable[[Ledger], None]:
    """Put a changed line in the place of the one given."""

    def change(ledger: Ledger) -> None:
        for lines in vars(ledger).values():
            if isinstance(lines, list) and line in lines:
                lines[lines.index(line)] = msgspec.structs.replace(line, **to)  # type: ignore[type-var]
                return
        raise AssertionError(line)

    return change


SOUND = sound()
EVENT = SOUND.stored[2]
"""The first of command 2, which is the first on stream a; it stands at 3."""
SECOND = SOUND.attempts[1]
THIRD_AGAIN = SOUND.attempts[3]
FOURTH = SOUND.attempts[4]
LOOK = SOUND.reads[2]
"""The last look at stream a, with all eight effects."""
VIEW_OF_A = SOUND.shown[0]
ACT = SOUND.followed[0]


def without(what: str, line: object) -> Break:
    def remove(ledger: Ledger) -> None:
        getattr(ledger, what).remove(line)

    return remove


def with_too(line: Line) -> Break:
    return lambda ledger: ledger.add(line)


def emptied(ledger: Ledger) -> None:
    """Take command 8 out of the store, the topic and the views, as if it had never been."""
    ledger.stored = ledger.stored[:-2]
    ledger.heard = ledger.heard[:-2]
    marks = SOUND.attempts[-1].marks
    ledger.shown = [_without_marks(view, marks) for view in ledger.shown]
    ledger.reads = [r for r in ledger.reads if not set(marks) & set(r.marks)]


def swapped(ledger: Ledger) -> None:
    """Let the two events of command 2 change places, not versions."""
    ledger.stored[2:4] = [
        msgspec.structs.replace(each, position=7 - each.position) for each in ledger.stored[2:4]
    ]


def _without_marks(view: Shown, marks: tuple[str, ...]) -> Shown:
    left = tuple(mark for mark in view.marks if mark not in marks)
    return msgspec.structs.replace(view, marks=left, events=len(left))


SEEDED: dict[str, tuple[str, Break]] = {
    "an accepted command is not in the store": ("lost-in-store", emptied),
    "it stands elsewhere than the answer said": (
        "moved",
        changed(SECOND, answer='{"id":"a","version":2,"position":3}'),
    ),
    "one of its two events is missing": ("torn-command", without("stored", EVENT)),
    "an event is stored again under its id": (
        "duplicate-in-store",
        with_too(msgspec.structs.replace(EVENT, position=17, version=9)),
    ),
    "a command did its work twice": (
        "idempotency-key-two-effects",
        with_too(msgspec.structs.replace(EVENT, position=17, version=9, id="e17")),
    ),
    "a key was accepted with another body": (
        "idempotency-key-two-effects",
        with_too(msgspec.structs.replace(SECOND, marks=("other",))),
    ),
    "an event is there that nobody asked for": (
        "phantom-unknown",
        with_too(stored(17, "a", 9, "nobody", "n")),
    ),
    "a command that was refused is stored": (
        "phantom-rejected",
        changed(FOURTH, status=409, answer="{}"),
    ),
    "a position was skipped": ("hole-in-store", without("stored", SOUND.stored[4])),
    "a later version stands before an earlier one": ("order-in-store", swapped),
    "a repeated command is answered otherwise": (
        "idempotency-changed-answer",
        changed(THIRD_AGAIN, answer='{"id":"b","version":4,"position":7}'),
    ),
    "two commands were accepted on one version": (
        "lost-update",
        changed(SOUND.attempts[5], expected=0),
    ),
    "two commands were told of one version": (
        "lost-update",
        changed(SOUND.attempts[5], answer='{"id":"b","version":2,"position":10}'),
    ),
    "what was asked later stands before": (
        "real-time-order",
        changed(SECOND, began=9.0, ended=9.1),
    ),
    "an event was never published": ("lost-in-topic", without("heard", SOUND.heard[-1])),
    "an event was published too late": (
        "order-in-topic",
        changed(SOUND.heard[2], offset=99),
    ),
    "a record names another before it": ("chain-in-topic", changed(SOUND.heard[5], previous=2)),
    "a record was never stored": ("phantom-in-topic", changed(SOUND.heard[5], id="forged")),
    "an accepted effect is not shown": (
        "lost-in-view",
        changed(VIEW_OF_A, marks=tuple(m for m in VIEW_OF_A.marks if m != "2x")),
    ),
    "a stream is not shown at all": ("lost-in-view", without("shown", VIEW_OF_A)),
    "an effect of unknown outcome is stored, not shown": (
        "missing-in-view",
        changed(VIEW_OF_A, marks=tuple(m for m in VIEW_OF_A.marks if m != "4x")),
    ),
    "an effect is shown twice": (
        "duplicate-in-view",
        changed(VIEW_OF_A, marks=(*VIEW_OF_A.marks, "2x")),
    ),
    "something is shown that is not stored": (
        "phantom-in-view",
        changed(VIEW_OF_A, marks=(*VIEW_OF_A.marks, "rumour")),
    ),
    "effects are shown in another order": (
        "order-in-view",
        changed(VIEW_OF_A, marks=VIEW_OF_A.marks[::-1]),
    ),
    "a look in between shows what never was": (
        "order-in-view",
        changed(LOOK, marks=LOOK.marks[::-1]),
    ),
    "a view counts an event twice": ("effect-count", changed(VIEW_OF_A, events=9)),
    "money appears in a look": ("money-not-conserved", changed(LOOK, amounts=(30, 71))),
    "money is missing at the end": ("money-not-conserved", changed(VIEW_OF_A, amounts=(60, 39))),
    "who saw eight effects then sees two": (
        "non-monotonic-read",
        with_too(read("a", LOOK.marks[:2], began=40.0)),
    ),
    "a read with a token shows less": (
        "read-your-writes",
        changed(LOOK, marks=LOOK.marks[:2], began=19.0, token=16),
    ),
    "another service has not acted": ("lost-downstream", without("followed", ACT)),
    "another service has acted twice": ("twice-downstream", with_too(ACT)),
    "another service has acted upon something else": (
        "phantom-downstream",
        changed(ACT, what="2022-04-29"),
    ),
}


def test_a_run_that_kept_every_promise_has_no_findings() -> None:
    assert check(sound()) == []


@pytest.mark.parametrize("case", SEEDED)
def test_each_broken_promise_is_found(case: str) -> None:
    kind, breaks = SEEDED[case]
    ledger = sound()
    breaks(ledger)
    assert kind in {finding.kind for finding in check(ledger)}


def test_every_kind_that_the_checker_knows_is_seeded() -> None:
    here = Path(__file__).parent
    text = "".join(path.read_text() for path in sorted(here.glob("found_in_*.py")))
    known = {word.strip('",()') for word in text.split() if word.startswith('Finding("')}
    known = {word.removeprefix('Finding("') for word in known}
    assert known <= {kind for kind, _ in SEEDED.values()}
    assert len(known) > 15


def test_records_that_come_again_are_no_finding() -> None:
    ledger = sound()
    ledger.heard += [
        msgspec.structs.replace(record, offset=record.offset + 100) for record in SOUND.heard
    ]
    assert check(ledger) == []


def test_what_is_not_public_need_not_be_in_topics_or_views() -> None:
    ledger = sound()
    private = stored(17, "c", 1, "c9", "quiet")
    ledger.add(attempt(9, "c", (), 0, 9.0, 200, '{"id":"c","version":1,"position":17}'))
    ledger.add(private)
    assert "lost-in-topic" in {finding.kind for finding in check(ledger)}
    ledger.stored[-1] = msgspec.structs.replace(private, public=False)
    assert check(ledger) == []


def test_what_was_on_its_way_when_the_broker_lost_some_comes_again_in_its_place() -> None:
    ledger = sound()
    lost, later = 4, len(SOUND.heard)
    ledger.heard = [
        *SOUND.heard[:lost],
        *SOUND.heard[-2:],
        *(msgspec.structs.replace(each, offset=each.offset + later) for each in SOUND.heard[lost:]),
    ]
    assert "order-in-topic" in {finding.kind for finding in check(ledger)}
    ledger.add(Happened(at=0.0, fault="broker lost a suffix"))
    assert check(ledger) == []


def test_what_never_comes_again_in_its_place_is_lost_whatever_the_broker_lost() -> None:
    ledger = sound()
    ledger.add(Happened(at=0.0, fault="broker lost a suffix"))
    ledger.heard.remove(SOUND.heard[4])
    assert {finding.kind for finding in check(ledger)} == {"lost-in-topic"}


def test_a_kept_ledger_is_read_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "1" / "ledger.jsonl"
    sound().keep(file)
    assert list(kept(file, total=TOTAL)) == list(sound())
