"""How often Python looks for garbage that holds on to itself."""

import gc
from typing import Final

SELDOM: Final = (100_000, 50, 100)
"""Events become many objects that go by themselves; to look after each few hundred of them cost a
third of the time of a rebuild. What forgotten questions leave goes only when it is looked for: some
12 MB by then."""
HARDLY_EVER: Final = (1_000_000, 10, 10)
"""The objects of some large batches are fewer than that. To look in between took 84 ms each time,
and a sixth of the projector's."""
MANY: Final = 20
"""Events of a batch, while there is something to be caught up with: people make fewer at once."""


def settle() -> None:
    """Look seldom, and never again at what stands now: modules and the schema stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def expect(events: int) -> None:
    """Look as often as befits who applies a batch of so many."""
    gc.set_threshold(*(HARDLY_EVER if events >= MANY else SELDOM))
