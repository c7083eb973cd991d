"""The data folder has a version, one holder, and a way to be removed."""

from pathlib import Path

import pytest

from deploy.local.layout import (
    MIGRATIONS,
    AlreadyRunning,
    Layout,
    TooNew,
    held,
    is_held,
    migrate,
    wipe,
)


def test_a_new_folder_gets_the_present_version_and_only_its_owner_may_read_it(
    tmp_path: Path,
) -> None:
    layout = Layout(tmp_path / ".cic")
    assert migrate(layout) == (0, len(MIGRATIONS))
    assert layout.keys.stat().st_mode & 0o077 == 0
    assert migrate(layout) == (len(MIGRATIONS), len(MIGRATIONS))


def test_an_older_folder_is_brought_up_step_by_step_and_keeps_its_data(tmp_path: Path) -> None:
    layout = Layout(tmp_path / ".cic")
    migrate(layout)
    (layout.root / "run.json").write_text("old")

    def rename(root: Path) -> None:
        (root / "run.json").rename(root / "renamed.json")

    def add(root: Path) -> None:
        (root / "added").mkdir()

    assert migrate(layout, (*MIGRATIONS, rename, add)) == (1, 3)
    assert (layout.root / "renamed.json").read_text() == "old"
    assert (layout.root / "added").is_dir()


def test_a_migration_that_breaks_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    layout = Layout(tmp_path / ".cic")
    done: list[str] = []

    def first(_: Path) -> None:
        done.append("first")

    def second(_: Path) -> None:
        done.append("second")
        if done.count("second") == 1:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        migrate(layout, (*MIGRATIONS, first, second))
    assert migrate(layout, (*MIGRATIONS, first, second)) == (2, 3)
    assert done == ["first", "second", "second"]


def test_a_folder_of_a_later_version_is_refused_untouched(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.version.write_text("99\n")
    with pytest.raises(TooNew, match="layout 99"):
        migrate(layout)
    assert [path.name for path in tmp_path.iterdir()] == ["version"]


def test_the_folder_has_one_holder_at_a_time(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert not is_held(layout)
    with held(layout):
        assert is_held(layout)
        with pytest.raises(AlreadyRunning, match="already running"), held(layout):
            pass
        with pytest.raises(AlreadyRunning):
            wipe(layout)
    assert not is_held(layout)


def test_wiping_leaves_nothing(tmp_path: Path) -> None:
    layout = Layout(tmp_path / ".cic")
    migrate(layout)
    wipe(layout)
    assert list(tmp_path.iterdir()) == []
