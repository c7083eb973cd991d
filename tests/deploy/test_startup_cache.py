"""The start-up cache of Kafka's JVM: made once, shared, and nothing of it piles up."""

import os
import time
from pathlib import Path

import pytest

from deploy.local.startup_cache import StartupCache


def _cache(folder: Path, class_path: str = "a.jar", *jvm: str) -> StartupCache:
    return StartupCache(folder, jvm=jvm, class_path=class_path)


def _made_by_a_jvm(flags: list[str]) -> Path:
    """Write what a JVM with these flags writes as it ends."""
    (flag,) = flags
    name, _, file = flag.partition("=")
    assert name == "-XX:AOTCacheOutput"
    Path(file).write_text("classes")
    return Path(file)


def _after_a_clean_end(cache: StartupCache) -> None:
    _made_by_a_jvm(cache.use_or_make())
    cache.keep(clean=True)


def test_what_a_clean_end_leaves_is_used_by_every_later_start(tmp_path: Path) -> None:
    _after_a_clean_end(_cache(tmp_path))
    (kept,) = tmp_path.iterdir()
    later = _cache(tmp_path)
    assert later.use_or_make() == later.use() == [f"-XX:AOTCache={kept}"]


def test_another_class_path_and_other_settings_get_one_of_their_own(tmp_path: Path) -> None:
    _after_a_clean_end(_cache(tmp_path))
    assert _cache(tmp_path, "b.jar").use() == []
    assert _cache(tmp_path, "a.jar", "-Xmx1g").use() == []


def test_what_a_killed_jvm_leaves_is_not_used(tmp_path: Path) -> None:
    killed = _cache(tmp_path)
    half = _made_by_a_jvm(killed.use_or_make())
    half.with_name(f"{half.name}.config").write_text("noted")
    killed.keep(clean=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["kafka-0.aot", "kafka-0.1.new", "kafka-0.1.new.config"])
def test_a_new_one_drops_what_is_a_day_old_and_nothing_younger(tmp_path: Path, name: str) -> None:
    old, young = tmp_path / name, tmp_path / name.replace("0", "9")
    jars = tmp_path / "kafka-4.3.1"
    jars.mkdir()
    for each in (old, young):
        each.touch()
    two_days_ago = time.time() - 2 * 86_400
    for each in (old, jars):
        os.utime(each, (two_days_ago, two_days_ago))
    _after_a_clean_end(_cache(tmp_path))
    assert not old.exists()
    assert young.exists()
    assert jars.exists()
