"""What topics hold against what stores hold: the witness says at which hop something was lost."""

from collections import defaultdict
from typing import Final

from tests.faults.books import Books, Finding, Findings
from tests.faults.ledger import Heard

LOSSES: Final = "broker lost"
"""How the names of the faults begin in which a broker loses what it has acknowledged."""


def published(books: Books) -> Findings:
    """G2, G3: read by its chain, a topic is every event of its store, in order.

    Records may come again: readers drop them by their positions. After a broker's loss, what was
    on its way may come before what was lost: it hangs on nothing yet, and comes again behind that.
    """
    heard: dict[str, list[Heard]] = defaultdict(list)
    for record in sorted(books.ledger.heard, key=lambda each: (each.service, each.offset)):
        heard[record.service].append(record)
    stored: dict[str, dict[int, str]] = defaultdict(dict)
    for event in books.in_order:
        stored[event.service][event.position] = event.id
    loss = any(each.fault.startswith(LOSSES) for each in books.ledger.faults)
    told = {(event.service, event.position) for event in books.in_order if event.public}
    for service, events in stored.items():
        due = [position for position in events if (service, position) in told]
        yield from _one(service, events, due, heard.get(service, []), loss=loss)


def _one(
    service: str, stored: dict[int, str], due: list[int], heard: list[Heard], *, loss: bool
) -> Findings:
    mark, read = 0, set()
    for record in heard:
        where = f"{service}@{record.offset}"
        found = f"{record.position} follows {record.previous}, but {mark} was the last"
        if stored.get(record.position) != record.id:
            yield Finding("phantom-in-topic", where, f"{record.id} is not at {record.position}")
        elif record.position <= mark:
            continue
        elif record.previous > mark:
            if not loss:
                yield Finding("order-in-topic", where, found)
            continue
        elif record.previous < mark:
            yield Finding("chain-in-topic", where, found)
        mark = record.position
        read.add(mark)
    for position in due:
        if position not in read:
            yield Finding("lost-in-topic", f"{service}@{position}", "stored, never in its place")


RULES = (published,)
