"""Verify the store and the views of one service, where it runs: `python -m kernel.verifying`.

It is told by the environment what the service is told. Checkpoints are read from standard input if
that is no terminal, as the log of the service has them. Ends with status 1 when it finds a fault.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kernel import checkpoints
from kernel.postgres.replayed import compare_views
from kernel.postgres.verifying import verify_store
from kernel.seals import Block, Keys, keys
from kernel.serving import application
from kernel.settings import ServiceSettings
from kernel.web.service import Parts


async def verify(
    settings: ServiceSettings, parts: Parts, known: Keys, kept: Sequence[Block]
) -> list[str]:
    """Say what was looked at, and return every fault. Raises what the database raises."""
    stored = await verify_store(settings.database_url, known, kept)
    shown = await compare_views(settings.database_url, parts.projections, parts.codecs)
    _say(f"{stored.events} events in {stored.blocks} blocks, not sealed yet: {stored.unsealed}")
    _say(f"{len(parts.projections)} views, {len(kept)} checkpoints")
    return [*stored.faults, *shown.faults]


def main() -> None:
    """Verify the deployable that `CIC_DEPLOYABLE` names."""
    settings = ServiceSettings.read()
    if settings.sealing_key is None:
        sys.exit("without CIC_SEALING_KEY the store is not sealed")
    known = keys(Path(settings.sealing_key).read_text(encoding="utf-8"))
    parts: Parts = application(os.environ["CIC_DEPLOYABLE"]).state.parts
    kept = [] if sys.stdin.isatty() else checkpoints.told(sys.stdin, settings.unit, parts.name)
    faults = asyncio.run(verify(settings, parts, known, kept))
    for fault in faults:
        _say(f"  {fault}")
    _say(f"{len(faults)} faults" if faults else "all well")
    sys.exit(bool(faults))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
