"""What views show, at the end and while it was going on, against what stores hold."""

from collections import Counter, defaultdict

from tests.faults.books import Books, Finding, Findings
from tests.faults.ledger import Read, Shown


def shown(books: Books) -> Findings:
    """G1-G4: the final view shows every stored effect once, in order, and nothing else."""
    acknowledged = set(books.accepted)
    for view in books.ledger.shown:
        stored = books.streams.get((view.service, view.stream), [])
        marks = [event.mark for event in stored]
        times = Counter(view.marks)
        for event in stored:
            if event.mark not in times:
                kind = "lost-in-view" if event.command in acknowledged else "missing-in-view"
                yield Finding(kind, f"{view.view} {view.stream}", f"{event.mark} is not shown")
        for mark, shown_times in times.items():
            if mark not in set(marks):
                yield Finding("phantom-in-view", f"{view.view} {view.stream}", f"{mark} is shown")
            elif shown_times > 1:
                found = f"{mark} is shown {shown_times} times"
                yield Finding("duplicate-in-view", f"{view.view} {view.stream}", found)
        if set(view.marks) == set(marks) and list(dict.fromkeys(view.marks)) != marks:
            yield Finding("order-in-view", f"{view.view} {view.stream}", f"{view.marks}")


def present(books: Books) -> Findings:
    """G1: a view that shows streams shows every one that is stored."""
    views = {(view.view, view.service) for view in books.ledger.shown}
    there = {(view.view, view.service, view.stream) for view in books.ledger.shown}
    for view, of in sorted(views):
        for (service, stream), events in books.streams.items():
            if service == of and events[0].public and (view, service, stream) not in there:
                yield Finding("lost-in-view", f"{view} {stream}", "the whole stream is not shown")


def counted(books: Books) -> Findings:
    """G2: what a view counts by itself is the number of events."""
    for view in books.ledger.shown:
        stored = len(books.streams.get((view.service, view.stream), []))
        if view.events is not None and view.events != stored:
            found = f"counts {view.events} events of {stored}"
            yield Finding("effect-count", f"{view.view} {view.stream}", found)


def in_sum(books: Books) -> Findings:
    """G2: amounts that are only moved about have the same sum at every look."""
    looks: list[Read | Shown] = [*books.ledger.reads, *books.ledger.shown]
    for look in looks:
        if look.amounts and sum(look.amounts) != books.ledger.total:
            found = f"{look.amounts} come to {sum(look.amounts)}, not {books.ledger.total}"
            yield Finding("money-not-conserved", f"{look.view} {look.stream}", found)


def onwards(books: Books) -> Findings:
    """G7: who has seen something sees it the next time too."""
    sessions: dict[tuple[str, str, str, str], Read] = {}
    for read in sorted(books.ledger.reads, key=lambda each: each.began):
        session = (read.session, read.view, read.service, read.stream)
        before = sessions.get(session)
        if before and before.ended <= read.began and len(read.marks) < len(before.marks):
            found = f"{len(read.marks)} effects after {len(before.marks)}"
            yield Finding("non-monotonic-read", " ".join(session), found)
        sessions[session] = read


def one_of_the_past(books: Books) -> Findings:
    """G3: whatever is shown at any moment is what was once true: the beginning of the stream."""
    for read in books.ledger.reads:
        marks = tuple(e.mark for e in books.streams.get((read.service, read.stream), []))
        if read.marks != marks[: len(read.marks)]:
            yield Finding("order-in-view", f"{read.view} {read.stream}", f"read {read.marks}")


def own_writes(books: Books) -> Findings:
    """G7: a read that asked for a position shows all that its stream had there."""
    positions: dict[tuple[str, str], list[int]] = defaultdict(list)
    for (service, stream), events in books.streams.items():
        positions[service, stream] = [event.position for event in events]
    for read in books.ledger.reads:
        due = sum(1 for p in positions[read.service, read.stream] if p <= read.token)
        if len(read.marks) < due:
            found = f"shows {len(read.marks)} effects, {due} were stored at {read.token}"
            yield Finding("read-your-writes", f"{read.view} {read.stream}", found)


RULES = (shown, present, counted, in_sum, onwards, one_of_the_past, own_writes)
