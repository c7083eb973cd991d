"""Serve one deployable until it is asked to end: `python -m kernel.serving services/NAME`.

A deployable is a folder whose `main.py` has a factory `create(settings)`; the settings come from
the environment.
"""

import argparse
import asyncio
import importlib
import os
from contextlib import suppress
from types import FrameType
from typing import Any, Final, get_type_hints

import uvicorn

from kernel.settings import Settings

GRACE_SECONDS: Final = 5
"""How long requests that are under way may take to finish once the process is asked to end."""


class QuietServer(uvicorn.Server):
    """Looks around once a second; ten times, as uvicorn does, is most of what being idle costs.

    A signal is heard at once all the same.
    """

    async def main_loop(self) -> None:
        self._loop, self._asked = asyncio.get_running_loop(), asyncio.Event()
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 10  # uvicorn counts tenths of a second
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._asked.wait()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if hasattr(self, "_asked"):  # it may be asked to end before it has begun
            self._loop.call_soon_threadsafe(self._asked.set)


def server(app: Any, host: str, port: int) -> uvicorn.Server:
    """Return the server of an app whose logs are its own; its lifespan runs with it."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return QuietServer(config)


def application(folder: str) -> Any:
    """Return the app of the deployable in `folder`, with the settings of the environment.

    The annotation of its factory says which settings it wants. Raises `ModuleNotFoundError` and
    `pydantic.ValidationError`.
    """
    module = importlib.import_module(f"{folder.strip('/').replace('/', '.')}.main")
    wanted: type[Settings] = get_type_hints(module.create)["settings"]
    return module.create(wanted.read())


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="kernel.serving", description=__doc__)
    parser.add_argument(
        "folder",
        nargs="?",
        default=os.environ.get("CIC_DEPLOYABLE"),
        help="as services/NAME; CIC_DEPLOYABLE where it is left out",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args()
    if not asked.folder:
        parser.error("which deployable?")
    server(application(asked.folder), asked.host, asked.port).run()


if __name__ == "__main__":
    main()
