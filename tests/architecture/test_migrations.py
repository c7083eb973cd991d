"""Two branches may each add the next migration: which comes first must not be left to chance."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(
    {
        file.parent
        for part in ("kernel", "services", "gateway")
        for file in (ROOT / part).rglob("[0-9]*.sql")
    }
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_migrations_are_numbered_one_by_one(folder: Path) -> None:
    numbers = [int(file.name.partition("_")[0]) for file in sorted(folder.glob("*.sql"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_kernel_the_services_and_the_gateway_have_migrations() -> None:
    assert len(FOLDERS) == 5
