"""Hold what clients were told against what stores, topics and views hold.

Pure: a ledger goes in, findings come out, none if every promise was kept. The kinds are those of a
bank that is audited: lost, twice, invented, torn, moved, in another order, told differently.
"""

from tests.faults import found_in_neighbours, found_in_stores, found_in_topics, found_in_views
from tests.faults.books import Books, Finding
from tests.faults.ledger import Ledger

RULES = (
    *found_in_stores.RULES,
    *found_in_topics.RULES,
    *found_in_views.RULES,
    *found_in_neighbours.RULES,
)


def check(ledger: Ledger) -> list[Finding]:
    """Return every finding; the order is that of the hops from the client to the view."""
    books = Books(ledger)
    return [finding for find in RULES for finding in find(books)]
