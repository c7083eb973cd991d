"""What a child is told when it is forked."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.deployables import Deployable

# Seconds between being asked to end and being killed.
STOP_PATIENCE = 8.0


@dataclass(frozen=True)
class Order:
    """Plain values, because they cross a process boundary."""

    deployable: Deployable
    port: int
    environment: Mapping[str, str]
    log: Path
