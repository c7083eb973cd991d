"""The keys of one machine that seal stores: one for each unit, made at its first start."""

from pathlib import Path

from deploy.local.issuer import publish_once
from kernel.seals import new_key, public_keys


def sealing_key(folder: Path, unit: str) -> Path:
    """Return where the unit's private key stands, and its public half beside it for auditors."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    private, public = folder / f"seals-{unit}.json", folder / f"seals-{unit}.public.json"
    if not private.exists():
        publish_once(private, new_key())
    if not public.exists():
        publish_once(public, public_keys(private.read_text(encoding="utf-8")))
    return private
