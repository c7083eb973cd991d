"""`cic contracts`: write what is said of the contracts, from the contracts."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.contract_documents import asyncapi, page, readers, samples, schemas
from cli.contract_documents.catalogue import published
from cli.contract_documents.compatibility import broken, promises
from cli.failure import fail
from deploy.local.layout import CHECKOUT

CONTRACTS = CHECKOUT / "contracts"
RELEASED = CONTRACTS / "released.json"
READ = CONTRACTS / "readers.json"


def contracts(
    *,
    release: Annotated[
        bool, typer.Option(help="Promise every event of today, for ever, to all readers.")
    ] = False,
) -> None:
    """Write contracts/schemas, asyncapi.json and readers.json there, and docs/events.md anew.

    Writes nothing where a released event would break its readers, or a released sample was edited.
    """
    if faults := breaches(released(), made_schemas()):
        fail("a released event may only gain optional fields:\n  " + "\n  ".join(faults))
    there = samples.digests(samples.samples())
    if faults := samples.edited(samples.locked(), there):
        fail("a released sample stays as it is, another goes beside it:\n  " + "\n  ".join(faults))
    made = documents()
    for path in CONTRACTS.glob("schemas/*"):
        if path not in made:
            path.unlink()
    for path, text in made.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if release:
        promised = {wire_type: promises(schema) for wire_type, schema in made_schemas().items()}
        RELEASED.write_text(_json(promised), encoding="utf-8")
        samples.LOCK.write_text(samples.text(there), encoding="utf-8")
    print(f"wrote {len(made)} files; {len(released())} events are released")


def documents() -> dict[Path, str]:
    """Return every file that is made from the contracts and their readers, by its path."""
    events = published()
    return {
        **{
            CONTRACTS / "schemas" / f"{wire_type}.schema.json": _json(schema)
            for wire_type, schema in made_schemas().items()
        },
        CONTRACTS / "asyncapi.json": _json(asyncapi.document(events)),
        READ: _json(readers.reads(events)),
        CHECKOUT / "docs" / "events.md": page.page(events),
    }


def made_schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of each event's class as it is now, by wire type."""
    return {each.wire_type: schemas.schema_of(each) for each in published()}


def released() -> dict[str, dict[str, str]]:
    """Return what has been promised of each released event, by wire type."""
    promised: dict[str, dict[str, str]] = json.loads(RELEASED.read_text(encoding="utf-8"))
    return promised


def breaches(
    promised: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """Return each promise that is no longer kept; a released event that is gone keeps none."""
    gone = [f"{wire_type} is gone" for wire_type in promised if wire_type not in now]
    return gone + [
        f"{wire_type}: {fault}"
        for wire_type, promise in promised.items()
        if wire_type in now
        for fault in broken(promise, now[wire_type])
    ]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
