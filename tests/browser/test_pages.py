"""The pages that people open, in a real browser without any way out of the machine."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

OFFLINE = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--virtual-time-budget=20000",
)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(Path(tmp_path_factory.mktemp("cic")))
    try:
        running.up("--units", "ma", "--empty")
        yield running
    finally:
        running.down()


def rendered(url: str, profile: Path) -> str:
    """Return the page as the browser has it after its scripts have run."""
    chromium = shutil.which("chromium")
    assert chromium is not None
    shown = subprocess.run(
        [chromium, *OFFLINE, f"--user-data-dir={profile}", "--dump-dom", url],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return shown.stdout


def test_graphiql_opens_with_a_query_and_its_editor(platform: Running, tmp_path: Path) -> None:
    page = rendered(f"{platform.url('gateway')}/graphql", tmp_path)
    assert "graphiql-container" in page
    assert "partnerships" in page


def test_a_service_s_page_lists_its_commands_and_is_signed_in(
    platform: Running, tmp_path: Path
) -> None:
    page = rendered(f"{platform.url('ma-partnerships')}/docs", tmp_path)
    assert "/v1/protocols/{id}/ratify" in page.replace("<wbr>", "").replace("\u200b", "")
    assert "authorization__btn locked" in page, "no token is set"
