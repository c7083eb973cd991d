"""Imported by the parent of all children before it forks: what they share in memory."""

import gc
import importlib

from deploy.local.deployables import SERVICES
from kernel.settings import ServiceSettings

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
# What an app needs that is the same for every unit (readers, decoders, problems) is made with the
# first of its kind: here, for a unit that is not there.
_NOWHERE = ServiceSettings(
    unit="xx", database_url="none", kafka_bootstrap="none", jwks="none", issuer="none"
)
for _service in SERVICES:
    importlib.import_module(f"services.{_service}.main").create(_NOWHERE)

# The collector would otherwise write into every shared page, and so copy it.
gc.collect()
gc.freeze()
