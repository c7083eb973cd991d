"""Only the jars of the lock are ever put in place."""

import hashlib
import http.server
import os
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from deploy.local.jar_lock import FetchFailed, Jar, Lock, read_lock
from deploy.local.jars import fetch

CONTENT = b"a jar" * 1000


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[str]:
    """Yield the address of a repository that holds `org/one-1.jar`."""
    (tmp_path / "repository/org").mkdir(parents=True)
    (tmp_path / "repository/org/one-1.jar").write_bytes(CONTENT)
    handler = partial(_Silent, directory=str(tmp_path / "repository"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def _lock(path: str = "org/one-1.jar", digest: str | None = None) -> Lock:
    sha256 = digest or hashlib.sha256(CONTENT).hexdigest()
    return Lock("9", (Jar(path, len(CONTENT), sha256),))


async def test_a_missing_jar_is_fetched_once(tmp_path: Path, repository: str) -> None:
    said: list[str] = []
    for _ in range(2):
        (jar,) = await fetch(_lock(), tmp_path / "cache", said.append, repository)
        assert jar.read_bytes() == CONTENT
    assert len(said) == 1


async def test_a_truncated_jar_is_fetched_again(tmp_path: Path, repository: str) -> None:
    (jar,) = await fetch(_lock(), tmp_path / "cache", print, repository)
    jar.write_bytes(CONTENT[:10])
    (jar,) = await fetch(_lock(), tmp_path / "cache", print, repository)
    assert jar.read_bytes() == CONTENT


async def test_a_jar_with_another_checksum_is_never_put_in_place(
    tmp_path: Path, repository: str
) -> None:
    with pytest.raises(FetchFailed, match="SHA-256"):
        await fetch(_lock(digest="0" * 64), tmp_path / "cache", print, repository)
    assert os.listdir(tmp_path / "cache" / "kafka-9") == []  # noqa: PTH208


async def test_the_message_says_what_to_do_without_network(tmp_path: Path, repository: str) -> None:
    with pytest.raises(FetchFailed, match="CIC_MAVEN_URL") as failure:
        await fetch(_lock("org/none.jar"), tmp_path / "cache", print, repository)
    assert "org/none.jar: 404" in str(failure.value)
    assert str(tmp_path / "cache" / "kafka-9") in str(failure.value)


def test_the_committed_lock_pins_every_jar_by_sha256() -> None:
    lock = read_lock()
    assert len(lock.jars) > 40
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in lock.jars)
    assert len({jar.name for jar in lock.jars}) == len(lock.jars)
