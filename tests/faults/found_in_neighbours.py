"""What one service has made of what another has said: each thing once, and nothing else."""

from collections import Counter
from typing import Final

from tests.faults.books import Books, Finding, Findings


def acted_upon(books: Books) -> Findings:
    """G2: what is heard has its effect in the service that heard it, once and as it was said."""
    caused = Counter((each.hop, each.cause, each.what) for each in books.ledger.caused)
    followed = Counter((each.hop, each.cause, each.what) for each in books.ledger.followed)
    for (hop, cause, what), times in caused.items():
        found = followed[hop, cause, what]
        if found < times:
            yield Finding("lost-downstream", f"{hop} {cause}", f"{what or 'it'} had no effect")
        elif found > times:
            yield Finding("twice-downstream", f"{hop} {cause}", f"{what or 'it'} {found} times")
    for hop, cause, what in followed.keys() - caused.keys():
        yield Finding("phantom-downstream", f"{hop} {cause}", f"{what or 'it'} was never said")


RULES: Final = (acted_upon,)
