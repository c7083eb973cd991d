"""Choose TCP ports on this machine."""

import random
import socket
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress

# Below the range from which Linux and macOS take the ports of outgoing connections.
_FREE_RANGE = range(20000, 32000)


def is_free(port: int) -> bool:
    """Say whether a server could listen on 127.0.0.1:`port` now, and no platform has claimed it."""
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
    try:
        _claim(port).close()
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


@contextmanager
def allotted(wanted: Mapping[str, int]) -> Iterator[Mapping[str, int]]:
    """Give each name the port it wants, or a free one where that is taken.

    Until the end, or that of this process, no other platform is given any of them, though its
    server should not listen yet, or be starting again.
    """
    with ExitStack() as claims:
        given: dict[str, int] = {}
        for name, preferred in wanted.items():
            others = {*given.values(), *wanted.values()} - {preferred}
            while name not in given:
                port = free_port(preferred, others)
                with suppress(OSError):  # another platform has been quicker
                    claims.enter_context(_claim(port))
                    given[name] = port
        yield given


def _claim(port: int) -> socket.socket:
    """Take the port of UDP with the same number: servers use that of TCP, which stays free."""
    claim = socket.socket(type=socket.SOCK_DGRAM)
    try:
        claim.bind(("127.0.0.1", port))
    except OSError:
        claim.close()
        raise
    return claim
