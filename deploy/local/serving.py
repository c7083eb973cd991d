"""What a forked child does: serve one deployable with uvicorn until it is asked to end."""

import gc
import importlib
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Collection
from multiprocessing import connection
from pathlib import Path
from typing import Any

from deploy.local.orders import STOP_PATIENCE, Order
from kernel.serving import server

LOG_LIMIT = 10_000_000  # bytes, after which a log is put aside at the next start
_made: dict[str, Any] = {}


def make_ahead(order: Order) -> None:
    """Make the app that a child will serve, in the process that it will be forked from."""
    before = dict(os.environ)
    try:
        _made[order.deployable.name] = _app(order)
    finally:
        os.environ.clear()
        os.environ.update(before)


def serve(order: Order, port: socket.socket) -> None:
    """Be the child: answer on a port that listens already."""
    os.setsid()  # Ctrl-C in the terminal reaches only the supervisor
    _write_to(order.log)
    _end_with_supervisor()
    app = _made.pop(order.deployable.name, None) or _app(order)
    os.environ.update({**order.deployable.environment, **order.environment})
    gc.freeze()
    server(app, "127.0.0.1", order.port).run([port])


def _app(order: Order) -> Any:
    os.environ.update({**order.deployable.environment, **order.environment})
    create, settings = _named(order.deployable.factory), _named(order.deployable.settings)
    return create(settings.read())


def made() -> Collection[str]:
    """Return the names of those whose apps are made."""
    return _made.keys()


def _named(reference: str) -> Any:
    module, _, name = reference.partition(":")
    return getattr(importlib.import_module(module), name)


def _write_to(log: Path) -> None:
    """Send everything that is printed to the log, put aside first if it has grown long."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(target, stream.fileno())
    os.close(target)


def _end_with_supervisor() -> None:
    supervisor = multiprocessing.parent_process()
    if supervisor is None:
        return
    sentinel = supervisor.sentinel

    def watch() -> None:
        connection.wait([sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_PATIENCE)
        os._exit(1)

    threading.Thread(target=watch, name="supervisor-watch", daemon=True).start()
