"""The keys of one machine that seal stores: one for each unit, made at its first start."""

import json
from pathlib import Path

from joserfc.jwk import OKPKey

from deploy.local.issuer import new_key, publish_once


def sealing_key(folder: Path, unit: str) -> Path:
    """Return where the unit's private key stands, and its public half beside it for auditors."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    private, public = folder / f"seals-{unit}.json", folder / f"seals-{unit}.public.json"
    if not private.exists():
        publish_once(private, new_key())
    if not public.exists():
        key = OKPKey.import_key(json.loads(private.read_text()))
        publish_once(public, json.dumps({"keys": [key.as_dict(private=False)]}))
    return private
