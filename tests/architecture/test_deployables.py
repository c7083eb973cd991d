"""Each deployable starts with its own folder, the kernel, the vocabulary and the contracts only."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[2]
SHARED = ("kernel", "vocabulary", "contracts")

START = """
import sys
sys.path.insert(0, ".")
from kernel.settings import {settings}
from {module}.main import create
create({settings}({unit}database_url="postgresql://nowhere/none", kafka_bootstrap="nowhere:1",
       jwks="keys.json", issuer="test"))
"""


@pytest.mark.parametrize(
    "folder", ["services/partnerships", "services/planning", "services/reporting", "gateway"]
)
def test_it_can_be_put_together_alone(folder: str, tmp_path: Path) -> None:
    for part in (*SHARED, folder):
        shutil.copytree(ROOT / part, tmp_path / part)
    service = folder.startswith("services")
    program = START.format(
        settings="ServiceSettings" if service else "GatewaySettings",
        module=folder.replace("/", "."),
        unit='unit="ma", ' if service else "",
    )
    subprocess.run([sys.executable, "-I", "-c", program], cwd=tmp_path, check=True)
