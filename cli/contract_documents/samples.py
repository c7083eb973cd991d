"""The samples of every event ever released, private and told: locked, so that none is edited."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from deploy.local.layout import CHECKOUT

LOCK = CHECKOUT / "contracts" / "samples.sha256"
"""As `sha256sum -c` reads it, from the checkout."""


def samples() -> list[Path]:
    """Return every sample: of contract events, and of what each service stores."""
    return sorted((CHECKOUT / "tests").glob("*/samples/*.json"))


def digests(paths: Iterable[Path], root: Path = CHECKOUT) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


def locked() -> dict[str, str]:
    """Return the digest of each sample that was released, by its path in the checkout."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def edited(released: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return each released sample that is not as it was."""
    return [
        f"{path} {'was edited' if path in now else 'is gone'}"
        for path, digest in released.items()
        if now.get(path) != digest
    ]


def text(released: Mapping[str, str]) -> str:
    return "".join(f"{released[path]}  {path}\n" for path in sorted(released))
