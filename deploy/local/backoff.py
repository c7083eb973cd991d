"""How long to wait before a process that ended is started again."""

FIRST = 0.5
LONGEST = 30.0
# A process that has lived this long starts with a clean record.
CALM = 60.0


class BackOff:
    """Half a second, doubled at each end in a row, at most thirty seconds."""

    def __init__(self) -> None:
        self._delay = FIRST

    def after(self, lived: float) -> float:
        """Return the seconds to wait after a life of `lived` seconds."""
        if lived >= CALM:
            self._delay = FIRST
        delay = self._delay
        self._delay = min(delay * 2, LONGEST)
        return delay
