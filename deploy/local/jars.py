"""Fetch the jars of Apache Kafka that `kafka.lock.json` pins."""

import os
from collections.abc import Callable
from pathlib import Path

from deploy.local.jar_lock import FetchFailed, Jar, Lock

Report = Callable[[str], None]


def cache_folder() -> Path:
    """Return where downloads are kept: `CIC_CACHE`, or `cic` in the user's cache folder."""
    if chosen := os.environ.get("CIC_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cic"


async def fetch(lock: Lock, cache: Path, report: Report, source: str | None = None) -> list[Path]:
    """Return the paths of all jars, downloading from `source` those that are not in `cache`.

    A jar whose SHA-256 differs from the lock is never put in place. Raises `FetchFailed`.
    """
    folder = cache / f"kafka-{lock.version}"
    folder.mkdir(parents=True, exist_ok=True)
    missing = [jar for jar in lock.jars if not _present(folder / jar.name, jar)]
    if missing:
        # Only a first start needs it, and it takes a tenth of a second to import.
        from deploy.local.downloading import download, repository  # noqa: PLC0415

        megabytes = sum(jar.size for jar in missing) / 1e6
        report(f"downloading {len(missing)} jars of Kafka {lock.version}, {megabytes:.0f} MB")
        try:
            await download(missing, folder, source or repository())
        except FetchFailed as reason:
            raise FetchFailed(
                f"cannot fetch Kafka {lock.version}: {reason}\n"
                f"  Needed once: {megabytes:.0f} MB from Maven Central. Without network, copy the"
                f" folder {folder} from a machine that has it, or set CIC_MAVEN_URL to a mirror."
            ) from reason
    return [folder / jar.name for jar in lock.jars]


def _present(path: Path, jar: Jar) -> bool:
    return path.exists() and path.stat().st_size == jar.size
