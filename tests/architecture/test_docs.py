"""Documents name files; a file that moves takes its mention with it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MENTION = re.compile(
    r"`((?:kernel|vocabulary|contracts|services|gateway|deploy|cli|programmes|tests|docs"
    r"|requirements)/[\w./-]*)`"
)
LINK = re.compile(r"\]\((?!http)([\w./-]+)(?:#[\w-]+)?\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    missing = [name for name in MENTION.findall(text) if not (ROOT / name).exists()]
    missing += [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    assert missing == []


def test_the_index_lists_every_decision_by_its_title() -> None:
    folder = ROOT / "docs" / "decisions"
    titles = {path.name: path.read_text().splitlines()[0] for path in folder.glob("0*.md")}
    expected = [
        re.sub(r"^# (\d+)\. (.*)$", rf"\1. [\2]({name})", title)
        for name, title in sorted(titles.items())
    ]
    listed = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in listed if line[:1].isdigit()] == expected
