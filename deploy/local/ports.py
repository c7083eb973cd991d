"""Choose TCP ports on this machine."""

import random
import socket
from collections.abc import Collection

# Below the range from which Linux and macOS take the ports of outgoing connections.
_FREE_RANGE = range(20000, 32000)


def is_free(port: int) -> bool:
    """Say whether a server could listen on 127.0.0.1:`port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(preferred: int | None = None, given: Collection[int] = ()) -> int:
    """Return `preferred` if it is free and not `given` to another, else some free port."""
    if preferred is not None and preferred not in given and is_free(preferred):
        return preferred
    for port in random.sample(_FREE_RANGE, k=500):
        if port not in given and is_free(port):
            return port
    raise OSError("no free TCP port found on 127.0.0.1")
