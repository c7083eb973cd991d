"""What topics hold against what stores hold: the witness says at which hop something was lost."""

from collections import defaultdict

from tests.faults.books import Books, Finding, Findings
from tests.faults.ledger import Heard


def published(books: Books) -> Findings:
    """G2, G3: first occurrences are every event of the store, in order; each names the one before.

    Records may come again: readers drop them by their positions.
    """
    heard: dict[str, list[Heard]] = defaultdict(list)
    for record in sorted(books.ledger.heard, key=lambda each: (each.service, each.offset)):
        heard[record.service].append(record)
    stored: dict[str, dict[int, str]] = defaultdict(dict)
    for event in books.in_order:
        stored[event.service][event.position] = event.id
    for service, events in stored.items():
        yield from _one(service, events, heard.get(service, []))


def _one(service: str, stored: dict[int, str], heard: list[Heard]) -> Findings:
    mark, seen = 0, set()
    for record in heard:
        where = f"{service}@{record.offset}"
        if stored.get(record.position) != record.id:
            yield Finding("phantom-in-topic", where, f"{record.id} is not at {record.position}")
        elif record.position > mark:
            if record.previous != mark:
                found = f"{record.position} follows {record.previous}, but {mark} was the last"
                yield Finding("chain-in-topic", where, found)
            mark = record.position
        elif record.position not in seen:
            yield Finding("order-in-topic", where, f"{record.position} comes after {mark}")
        seen.add(record.position)
    for position in stored:
        if position not in seen:
            yield Finding("lost-in-topic", f"{service}@{position}", "stored, never published")


RULES = (published,)
