"""Imported by the parent of all children before it forks: what they share in memory.

Whatever a child touches it copies, page by page: a count of references is enough. So the apps of
all of them are made here, by the one process that has to touch everything.
"""

import gc
import importlib
from contextlib import suppress

from deploy.local import serving
from deploy.local.deployables import SERVICES
from deploy.local.orders import heard_ahead
from kernel.settings import ServiceSettings

# These are imported only when a server runs; without them every child would, again.
_SERVER = (
    "encodings.idna",
    "fastapi.telemetry._runtime",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
)
MODULES = (
    *_SERVER,
    *(f"services.{service}.main" for service in SERVICES),
    "gateway.main",
)

for _module in MODULES:
    importlib.import_module(_module)
_orders = heard_ahead()
for _order in _orders:
    # What cannot be made here cannot be made by the child either, and its log says why.
    with suppress(Exception):
        serving.make_ahead(_order)
if not _orders:
    # What an app needs that is the same for every unit (readers, decoders, problems) is made with
    # the first of its kind: here, for a unit that is not there.
    _nowhere = ServiceSettings(
        unit="xx", database_url="none", kafka_bootstrap="none", jwks="none", issuer="none"
    )
    for _service in SERVICES:
        importlib.import_module(f"services.{_service}.main").create(_nowhere)

# The collector would otherwise write into every shared page, and so copy it.
gc.collect()
gc.freeze()
