"""Choose TCP ports on this machine."""

import random
import socket
from collections.abc import Collection, Mapping

# Below the range from which Linux and macOS take the ports of outgoing connections.
_FREE_RANGE = range(20000, 32000)


def is_free(port: int) -> bool:
    """Say whether a server could listen on 127.0.0.1:`port` now."""
    with socket.socket() as caller:
        # On macOS one may bind beside a server that listens on all addresses.
        if caller.connect_ex(("127.0.0.1", port)) == 0:
            return False
    with socket.socket() as probe:
        # As uvicorn does: a port whose last connections are fading away is free.
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


def listen(port: int) -> socket.socket:
    """Take a port before its server runs: callers wait for it, and nobody else can take the port.

    Raises `OSError` where somebody has.
    """
    return socket.create_server(("127.0.0.1", port))


def allot(wanted: Mapping[str, int]) -> dict[str, int]:
    """Give each name the port it wants, or a free one where that is taken."""
    given: dict[str, int] = {}
    for name, port in wanted.items():
        others = {*given.values(), *wanted.values()} - {port}
        given[name] = free_port(port, others)
    return given
