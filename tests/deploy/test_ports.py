"""A taken port is never given out, and nobody gets another's."""

import socket
from collections.abc import Iterator

import pytest

from deploy.local.ports import allot, free_port, is_free, listen


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", free_port()))
        server.listen()
        yield server.getsockname()[1]


def test_the_wanted_port_is_given_when_it_is_free() -> None:
    port = free_port()
    assert allot({"gateway": port}) == {"gateway": port}


def test_a_taken_port_is_replaced_by_a_free_one(taken: int) -> None:
    given = allot({"gateway": taken})["gateway"]
    assert given != taken
    assert is_free(given)


def test_a_replacement_is_never_a_port_that_another_wants(taken: int) -> None:
    wanted = {"gateway": taken, "kafka": free_port(), "service": free_port()}
    given = allot(wanted)
    assert len(set(given.values())) == 3
    assert given["kafka"] == wanted["kafka"]
    assert given["service"] == wanted["service"]


def test_a_port_is_taken_from_the_moment_it_is_chosen() -> None:
    with listen(free_port()) as held:
        wanted = held.getsockname()[1]
        assert allot({"gateway": wanted})["gateway"] != wanted
        with pytest.raises(OSError, match="in use"):
            listen(wanted)
