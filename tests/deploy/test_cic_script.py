"""`./cic` installs once, says in one line what is missing, and works from anywhere."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough

CHECKOUT = Path(__file__).resolve().parents[2]
TOOLS = ("cat", "cksum", "dirname", "ln", "mkdir", "readlink", "rm", "sh", "sleep")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout, in a path with a space, that holds the script and the locks alone."""
    checkout = tmp_path / "a check out"
    checkout.mkdir()
    shutil.copy(CHECKOUT / "cic", checkout)
    shutil.copytree(CHECKOUT / "requirements", checkout / "requirements")
    return checkout


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a folder of programs in which there is neither Python nor uv."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None
        (folder / tool).symlink_to(found)
    return folder


def _program(file: Path, *lines: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(("#!/bin/sh", *lines, "")))
    file.chmod(0o755)


def _installing_uv(folder: Path) -> None:
    """Put a uv there whose venv has a Python that prints how it is called."""
    _program(
        folder / "uv",
        'case "$1 $2" in',
        '    "venv --quiet")',
        '        for last; do :; done; mkdir -p "$last/bin"',
        '        printf "%s\\n" "#!/bin/sh" \'echo "$PYTHONPATH|$*"\' >"$last/bin/python"',
        '        sh -c "chmod +x \\"$last/bin/python\\"" || exit 1 ;;',
        '    "pip install") echo "$*" >>"$UV_CALLS" ;;',
        "esac",
    )
    (folder / "chmod").symlink_to(str(shutil.which("chmod")))


def _cic(
    checkout: Path, path: Path, *arguments: str, cwd: Path = Path("/")
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(checkout / "cic"), *arguments],
        env={"PATH": str(path), "UV_CALLS": str(checkout / "calls")},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def _installed(checkout: Path) -> list[str]:
    """Return the lock files that have been installed, in order."""
    calls = (checkout / "calls").read_text().splitlines()
    assert all("--require-hashes" in call for call in calls)
    return [call.rpartition("/")[2] for call in calls]


def test_what_is_missing_is_said_in_one_line(checkout: Path, path: Path) -> None:
    answer = _cic(checkout, path, "up")
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-1] == (
        "cic: needs python3 >= 3.11 with its venv module (on Debian: python3-venv), or uv;"
        " found no python3"
    )


def test_a_python_that_is_too_old_is_named(checkout: Path, path: Path) -> None:
    _program(path / "python3", '[ "$1" = --version ] && echo "Python 3.9.2" && exit 0', "exit 1")
    assert _cic(checkout, path, "up").stderr.splitlines()[-1].endswith("or uv; found Python 3.9.2")


def test_only_this_checkout_is_imported_from_wherever_it_is_called(
    checkout: Path, path: Path
) -> None:
    _installing_uv(path)
    answer = _cic(checkout, path, "status", "--json", cwd=checkout.parent)
    assert answer.stdout == f"{checkout}|-m cli status --json\n"


def test_the_second_start_installs_nothing(checkout: Path, path: Path) -> None:
    _installing_uv(path)
    for _ in range(2):
        assert _cic(checkout, path, "up").returncode == 0
    assert _installed(checkout) == ["local.lock"]


def test_tests_need_more_and_then_nothing_else_does(checkout: Path, path: Path) -> None:
    _installing_uv(path)
    for command in ("up", "test", "up", "lint", "bench"):
        assert _cic(checkout, path, command).returncode == 0
    assert _installed(checkout) == ["local.lock", "dev.lock"]


@pytest.mark.parametrize("command", ["test", "lint", "bench", "faults"])
def test_what_runs_our_tests_gets_what_they_need(command: str, checkout: Path, path: Path) -> None:
    _installing_uv(path)
    assert _cic(checkout, path, command).returncode == 0
    assert _installed(checkout) == ["dev.lock"]


def test_a_changed_lock_is_installed(checkout: Path, path: Path) -> None:
    _installing_uv(path)
    _cic(checkout, path, "up")
    with (checkout / "requirements" / "local.lock").open("a") as lock:
        lock.write("# changed\n")
    _cic(checkout, path, "up")
    assert _installed(checkout) == ["local.lock", "local.lock"]


def test_what_fails_to_install_is_tried_again(checkout: Path, path: Path) -> None:
    _installing_uv(path)
    uv = (path / "uv").read_text()
    (path / "uv").write_text(uv.replace('"pip install")', '"pip install") exit 2 ;;\n "x")'))
    answer = _cic(checkout, path, "up")
    assert answer.returncode == 1
    assert "could not install requirements/local.lock" in answer.stderr
    (path / "uv").write_text(uv)
    assert _cic(checkout, path, "up").returncode == 0


def test_two_first_starts_at_once_install_once(checkout: Path, path: Path) -> None:
    _installing_uv(path)
    slow = (path / "uv").read_text().replace('"pip install")', '"pip install") sleep 1;')
    (path / "uv").write_text(slow)
    environment = {"PATH": str(path), "UV_CALLS": str(checkout / "calls")}
    both = [
        subprocess.Popen([str(checkout / "cic"), "up"], env=environment, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert [one.wait(30) for one in both] == [0, 0]
    assert _installed(checkout) == ["local.lock"]


def test_the_turn_of_a_killed_installation_is_taken_over(checkout: Path, path: Path) -> None:
    _installing_uv(path)
    with subprocess.Popen([str(path / "sh"), "-c", "exit 0"]) as gone:
        gone.wait()
    (checkout / ".venv").mkdir()
    os.symlink(str(gone.pid), checkout / ".venv" / "installing")  # noqa: PTH211 - no such file
    assert _cic(checkout, path, "up").returncode == 0
    assert not (checkout / ".venv" / "installing").is_symlink()
