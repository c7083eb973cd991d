"""Imported by the parent of all children before it forks: what they share in memory."""

import gc
import importlib

from deploy.local.deployables import SERVICES

# uvicorn imports these only when a server runs; without them every child would, again.
_SERVER = (
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
)
MODULES = (
    *_SERVER,
    "deploy.local.serving",
    *(f"services.{service}.main" for service in SERVICES),
    "gateway.main",
)

for _module in MODULES:
    importlib.import_module(_module)
# The collector would otherwise write into every shared page, and so copy it.
gc.collect()
gc.freeze()
