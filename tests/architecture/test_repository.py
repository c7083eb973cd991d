"""What must not be in the repository: addresses of registries, paths of one machine, caches."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Written in two halves, so that this file does not find itself.
FORBIDDEN = tuple(
    "".join(halves)
    for halves in (
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("registry.", "npmjs"),
        ("repo1.", "maven"),
        ("repo.", "maven.apache"),
        ("proxy.", "golang"),
        ("deb.", "debian.org"),
        ("cdn.", "jsdelivr"),
        ("un", "pkg.com"),
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("../sh", "ared"),
    )
)


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


@pytest.mark.thorough
def test_nothing_names_a_registry_a_machine_or_a_place_outside() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked()
        for word in FORBIDDEN
        if word in path.read_text(encoding="utf-8", errors="ignore")
    ]
    assert found == []


def test_no_generated_cache_is_kept() -> None:
    caches = {"__pycache__", ".venv", ".cic", ".mypy_cache", ".ruff_cache", "node_modules"}
    assert [p for p in tracked() if caches & set(p.relative_to(ROOT).parts)] == []


def test_the_readme_stays_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120
