"""The environment of the peers, apart from ours: made when it is needed, under `.cic/peers/`.

`requirements/peers.lock` for Python, `package-lock.json` beside this file for Node.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.local.layout import CHECKOUT

HERE = Path(__file__).parent
FOLDER = CHECKOUT / ".cic" / "peers"
PYTHON = FOLDER / "python" / "bin" / "python"
NODE = FOLDER / "node"
LOCK = CHECKOUT / "requirements" / "peers.lock"


def make_python() -> Path:
    """Return the folder of the programs of the peers' Python environment.

    Raises `subprocess.CalledProcessError` when it cannot be made.
    """
    stamp = FOLDER / "python" / "installed"
    if not _is_as(stamp, LOCK):
        _run(_uv(), "venv", "--quiet", "--clear", "--python", sys.executable, PYTHON.parents[1])
        _run(
            *(_uv(), "pip", "install", "--quiet", "--compile-bytecode"),
            *("--python", PYTHON, "--require-hashes", "-r", LOCK),
        )
        stamp.write_text(_digest(LOCK))
    return PYTHON.parent


def make_node() -> Path | None:
    """Return the folder in which emmett is installed, None on a machine without Node."""
    if not all(map(shutil.which, ("node", "npm"))):
        return None
    lock, stamp = HERE / "package-lock.json", NODE / "installed"
    if not _is_as(stamp, lock):
        NODE.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, NODE)
        _run("npm", "ci", "--silent", "--no-audit", "--no-fund", at=NODE)
        stamp.write_text(_digest(lock))
    shutil.copy(HERE / "in_emmett.mjs", NODE)  # it finds the packages beside it
    return NODE


def _uv() -> str:
    return shutil.which("uv") or str(Path(sys.executable).parent / "uv")


def _run(*command: str | Path, at: Path = CHECKOUT) -> None:
    subprocess.run(command, cwd=at, check=True, stdout=sys.stderr)


def _is_as(stamp: Path, lock: Path) -> bool:
    return stamp.is_file() and stamp.read_text() == _digest(lock)


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def versions(names: Sequence[str]) -> dict[str, str]:
    """Return which versions of these packages the peers' Python environment has."""
    program = (
        "import sys\nfrom importlib.metadata import version\n"
        "print('\\n'.join(map(version, sys.argv[1:])))"
    )
    said = subprocess.run(
        [PYTHON, "-c", program, *names], check=True, capture_output=True, text=True
    ).stdout
    return dict(zip(names, said.split(), strict=True))
