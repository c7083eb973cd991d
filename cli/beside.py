"""Programs of a deployable, run beside it on this machine with what it is told itself."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from deploy.local import databases
from deploy.local.deployables import Deployable
from deploy.local.issuer import ISSUER, open_issuer
from deploy.local.layout import data_folder
from deploy.local.state import State


def told(state: State, deployable: Deployable) -> Mapping[str, str]:
    """Return the settings of a deployable of this machine."""
    assert state.postgres is not None  # noqa: S101 - it was looked at
    assert state.kafka is not None  # noqa: S101 - likewise
    told = {
        "CIC_DATABASE_URL": databases.url_of(state.postgres, deployable.database),
        "CIC_KAFKA_BOOTSTRAP": state.kafka,
        "CIC_JWKS": str(open_issuer(data_folder().keys).key_set),
        "CIC_ISSUER": ISSUER,
        "CIC_LOG_LEVEL": "WARNING",
    }
    if deployable.unit and deployable.service:
        told |= {"CIC_UNIT": deployable.unit, "CIC_DEPLOYABLE": f"services/{deployable.service}"}
    return told


def run(module: str, asked: Sequence[str], told: Mapping[str, str]) -> int:
    command = [sys.executable, "-m", module, *asked]
    return subprocess.run(command, env=os.environ | told, check=False).returncode  # noqa: S603 - ourselves
