"""What dossiers are made of."""

import msgspec


class Noted(msgspec.Struct, frozen=True, gc=False):
    """Something noted in a dossier: never changed, and nothing in it refers back to it.

    So the garbage collector need not look at the many that a projector remembers.
    """
