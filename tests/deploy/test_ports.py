"""A taken port is never given out, and nobody gets another's."""

import socket
from collections.abc import Iterator

import pytest

from deploy.local.ports import allotted, free_port, is_free, listen


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", free_port()))
        server.listen()
        yield server.getsockname()[1]


def test_the_wanted_port_is_given_when_it_is_free() -> None:
    port = free_port()
    with allotted({"gateway": port}) as given:
        assert given == {"gateway": port}


def test_a_taken_port_is_replaced_by_a_free_one(taken: int) -> None:
    with allotted({"gateway": taken}) as given:
        assert given["gateway"] != taken
    assert is_free(given["gateway"])


def test_a_replacement_is_never_a_port_that_another_wants(taken: int) -> None:
    wanted = {"gateway": taken, "kafka": free_port(), "service": free_port()}
    with allotted(wanted) as given:
        assert len(set(given.values())) == 3
        assert given["kafka"] == wanted["kafka"]
        assert given["service"] == wanted["service"]


def test_a_port_is_taken_from_the_moment_it_is_chosen() -> None:
    with listen(free_port()) as held:
        wanted = held.getsockname()[1]
        with allotted({"gateway": wanted}) as given:
            assert given["gateway"] != wanted
        with pytest.raises(OSError, match="in use"):
            listen(wanted)


def test_a_port_whose_server_does_not_listen_yet_is_given_to_no_other_platform() -> None:
    with allotted({"kafka": free_port()}) as first:
        with allotted(first) as second:
            assert second["kafka"] != first["kafka"]
        with listen(first["kafka"]):
            pass  # its own server can take it
    with allotted(first) as after_it_ended:
        assert after_it_ended == first
