"""How often Python looks for garbage that holds on to itself."""

import gc
from typing import Final

THRESHOLDS: Final = (100_000, 50, 100)
"""A batch of events makes many objects that go by themselves; to look after each few hundred of
them cost a third of the time of a rebuild."""


def settle() -> None:
    """Look seldom, and never again at what stands now: modules and the schema stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
