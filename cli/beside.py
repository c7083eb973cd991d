"""The platform that runs on this machine, and programs run beside it, told what it is told."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cli.failure import fail
from deploy.local import databases
from deploy.local import state as states
from deploy.local.deployables import Deployable, services_of
from deploy.local.issuer import ISSUER, open_issuer
from deploy.local.layout import Layout, data_folder, is_held
from deploy.local.state import State


class Running(NamedTuple):
    """A platform whose servers are there, with their addresses."""

    layout: Layout
    state: State
    postgres: str
    kafka: str

    def services(
        self, units: Sequence[str] | None, services: Sequence[str]
    ) -> Iterator[Deployable]:
        """Return services of the units, of all that run where none is named.

        Ends the command with a line on standard error where one does not run.
        """
        here = sorted({process.unit for process in self.state.processes.values() if process.unit})
        if missing := [unit for unit in units or () if unit not in here]:
            fail(f"no unit {', '.join(missing)} runs; there are {', '.join(here)}")
        return services_of(units or here, services)

    def run(self, module: str, asked: Sequence[str], beside: Deployable) -> int:
        """Run a module with the settings of a deployable; return its exit status."""
        told = os.environ | self._settings(beside)
        command = [sys.executable, "-m", module, *asked]
        return subprocess.run(command, env=told, check=False).returncode  # noqa: S603 - ourselves

    def run_beside_each(
        self, module: str, asked: Sequence[str], services: Iterator[Deployable]
    ) -> int:
        """Run a module for one service after the other; return the worst exit status."""
        worst = 0
        for deployable in services:
            print(f"{deployable.name}:", flush=True)
            worst = max(worst, abs(self.run(module, asked, deployable)))
        return worst

    def _settings(self, of: Deployable) -> Mapping[str, str]:
        told = {
            "CIC_DATABASE_URL": databases.url_of(self.postgres, of.database),
            "CIC_KAFKA_BOOTSTRAP": self.kafka,
            "CIC_JWKS": str(open_issuer(self.layout.keys).key_set),
            "CIC_ISSUER": ISSUER,
            "CIC_LOG_LEVEL": "WARNING",
        }
        if of.unit and of.service:
            told |= {"CIC_UNIT": of.unit, "CIC_DEPLOYABLE": f"services/{of.service}"}
        return told


def running() -> Running:
    """Return what runs; ends the command with a line on standard error where nothing does."""
    layout = data_folder()
    state = states.read(layout.state) if is_held(layout) else None
    if state is None or state.postgres is None or state.kafka is None:
        fail("nothing runs: ./cic up")
    return Running(layout, state, state.postgres, state.kafka)
