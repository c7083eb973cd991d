"""A supervisor of a few toys, as a program that tests attack.

`python -m tests.deploy.toy_platform DATA FACTORY [POSTGRES_URL KAFKA_BOOTSTRAP]`
"""

import asyncio
import os
import sys
from pathlib import Path

from deploy.local import platform
from deploy.local.deployables import Deployable
from deploy.local.layout import AlreadyRunning, Layout
from deploy.local.platform import Plan, Platform
from deploy.local.ports import free_port
from deploy.local.processes import StartFailed
from deploy.local.progress import Progress


def deployable(name: str, factory: str = "create") -> Deployable:
    unit, _, service = name.partition("-")
    return Deployable(
        name=name,
        factory=f"tests.deploy.toy:{factory}",
        settings="kernel.settings:Settings",
        port=free_port(),
        database=f"toy_{os.getpid()}_{name.replace('-', '_')}",
        unit=unit if service else None,
        service=service or None,
    )


async def settle(reached: Platform) -> None:
    reached.progress.say("toy", "settled")


def main(data: str, factory: str, postgres: str | None = None, kafka: str | None = None) -> None:
    plan = Plan(
        services=[deployable("xa-one"), deployable("xa-two"), deployable("xb-one", factory)],
        gateway=deployable("gateway"),
        preload=("tests.deploy.toy",),
        postgres_url=postgres,
        kafka_bootstrap=kafka,
        kafka_port=free_port(),
    )
    try:
        asyncio.run(platform.run(Layout(Path(data)), plan, settle, Progress()))
    except (AlreadyRunning, StartFailed) as reason:
        sys.exit(f"error: {reason}")


if __name__ == "__main__":
    main(*sys.argv[1:])
