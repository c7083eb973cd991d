"""What stores hold against what clients were told."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from tests.faults.books import Books, Finding, Findings
from tests.faults.ledger import Stored


def lost(books: Books) -> Findings:
    """G1: a command answered with 200 is in the store."""
    for command, (attempt, answer) in books.accepted.items():
        if command not in books.effects:
            yield Finding("lost-in-store", attempt.key, f"accepted at {answer.position}, not there")


def moved(books: Books) -> Findings:
    """G1: it is where the answer said."""
    for command, (attempt, answer) in books.accepted.items():
        if stored := books.effects.get(command):
            told = (attempt.stream, answer.version, answer.position)
            last = (stored[-1].stream, stored[-1].version, stored[-1].position)
            if told != last:
                yield Finding("moved", attempt.key, f"told {told}, stored {last}")


def torn(books: Books) -> Findings:
    """G4: all effects of a command, or none."""
    for command, stored in books.effects.items():
        if tries := books.tries.get(command):
            missing = set(tries[0].marks) - {each.mark for each in stored}
            if missing:
                yield Finding("torn-command", tries[0].key, f"without {sorted(missing)}")


def twice(books: Books) -> Findings:
    """G2: an event is in the store once, and a command has its effect once."""
    ids: dict[tuple[str, str], int] = {}
    marks: dict[tuple[str, str], Stored] = {}
    for stored in books.in_order:
        if (first := ids.setdefault((stored.service, stored.id), stored.position)) != (
            stored.position
        ):
            found = f"{stored.id} at {first} and {stored.position}"
            yield Finding("duplicate-in-store", stored.stream, found)
            continue
        other = marks.setdefault((stored.service, stored.mark), stored)
        if other is not stored:
            found = f"{stored.mark} at {other.position} and {stored.position}"
            same = other.command == stored.command
            kind = "idempotency-key-two-effects" if same else "duplicate-in-store"
            yield Finding(kind, stored.stream, found)


def invented(books: Books) -> Findings:
    """G4: nothing is stored that nobody asked for, or that was refused every time."""
    for command, stored in books.effects.items():
        tries = books.tries.get(command)
        if tries is None:
            yield Finding("phantom-unknown", command, f"stored at {stored[0].position}")
        elif all(each.refused for each in tries):
            statuses = sorted({each.status for each in tries})
            yield Finding("phantom-rejected", tries[0].key, f"answered {statuses}, yet stored")


def dense(books: Books) -> Findings:
    """G3: positions have no holes, and neither have the versions of a stream."""
    positions: dict[str, list[int]] = defaultdict(list)
    for stored in books.in_order:
        positions[stored.service].append(stored.position)
    for service, found in positions.items():
        if found != list(range(1, len(found) + 1)):
            yield Finding("hole-in-store", service, f"{len(found)} events up to {found[-1]}")
    for (_, stream), events in books.streams.items():
        versions = [event.version for event in events]
        if versions != list(range(1, len(versions) + 1)):
            yield Finding("hole-in-store", stream, f"versions {versions}")
        if any(a.position > b.position for a, b in pairwise(events)):
            yield Finding("order-in-store", stream, "positions do not follow versions")


def told_differently(books: Books) -> Findings:
    """G5: the same key and body get the same bytes, another body nothing."""
    for tries in books.tries.values():
        by_key: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for attempt in tries:
            if attempt.accepted:
                by_key[attempt.marks].add(attempt.answer)
        for answers in by_key.values():
            if len(answers) > 1:
                yield Finding("idempotency-changed-answer", tries[0].key, f"{sorted(answers)}")
        if len(by_key) > 1:
            found = f"accepted for {sorted(by_key)}"
            yield Finding("idempotency-key-two-effects", tries[0].key, found)


def two_winners(books: Books) -> Findings:
    """G6: of those that expected one version of a stream, one was accepted; a version has one."""
    expecting: dict[tuple[str, str, int], str] = {}
    reached: dict[tuple[str, str, int], str] = {}
    for attempt, answer in books.accepted.values():
        where = (attempt.service, attempt.stream)
        winner = reached.setdefault((*where, answer.version), attempt.command)
        if winner != attempt.command:
            found = f"two commands were told that they made version {answer.version}"
            yield Finding("lost-update", attempt.stream, found)
        elif attempt.expected is not None:
            first = expecting.setdefault((*where, attempt.expected), attempt.command)
            if first != attempt.command:
                found = f"two commands were accepted on version {attempt.expected}"
                yield Finding("lost-update", attempt.stream, found)


def real_time(books: Books) -> Findings:
    """G3: what was acknowledged before another command was first asked stands before it."""
    by_service: dict[str, list[tuple[float, float, int, str]]] = defaultdict(list)
    for command, (attempt, answer) in books.accepted.items():
        began = min(each.began for each in books.tries[command])
        by_service[attempt.service].append((began, attempt.ended, answer.position, attempt.key))
    for commands in by_service.values():
        yield from _out_of_time(commands)


def _out_of_time(commands: list[tuple[float, float, int, str]]) -> Iterator[Finding]:
    ended = sorted(commands, key=lambda each: each[1])
    highest, done = 0, 0
    for began, _, position, key in sorted(commands):
        while done < len(ended) and ended[done][1] < began:
            highest = max(highest, ended[done][2])
            done += 1
        if position < highest:
            found = f"at {position}, though {highest} was acknowledged before it was asked"
            yield Finding("real-time-order", key, found)


RULES = (lost, moved, torn, twice, invented, dense, told_differently, two_winners, real_time)
