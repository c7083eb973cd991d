"""Words that would mean a boundary has leaked, and names that hide what a module is for."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOPS = (
    "kernel",
    "vocabulary",
    "contracts",
    "services",
    "gateway",
    "cli",
    "deploy",
    "programmes",
    "tests",
)
SOURCES = sorted(p.relative_to(ROOT) for top in TOPS for p in (ROOT / top).rglob("*.py"))
KERNEL = sorted(
    p.relative_to(ROOT) for p in (ROOT / "kernel").rglob("*") if p.suffix in {".py", ".sql"}
)
DOMAIN_WORDS = (
    "commune",
    "municipal",
    "council",
    "ratif",
    "deliberation",
    "partnership",
    "cooperation",
    "planning",
    "evaluation",
    "brulocalis",
)
EMPTY_NAMES = {"utils", "util", "helpers", "common", "misc", "base", "core", "manager", "shared"}


@pytest.mark.parametrize("source", KERNEL, ids=str)
def test_the_kernel_knows_no_word_of_cooperation(source: Path) -> None:
    text = (ROOT / source).read_text(encoding="utf-8").lower()
    assert [word for word in DOMAIN_WORDS if word in text] == []


def test_every_module_name_says_what_it_is_for() -> None:
    assert [p for p in SOURCES if p.stem in EMPTY_NAMES] == []


def test_no_source_file_has_outgrown_one_idea() -> None:
    """400 lines is the house's limit; data tables and generated files live elsewhere."""
    sizes = {p: len((ROOT / p).read_text(encoding="utf-8").splitlines()) for p in SOURCES}
    assert {
        p: lines for p, lines in sizes.items() if lines > 400 and "contracts" not in p.parts
    } == {}
