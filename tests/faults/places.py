"""Where processes of ours run in a run, and by which names the ledger knows them."""

from typing import Final, NamedTuple


class Place(NamedTuple):
    """A process that serves a deployable: two may share a database, and compete."""

    name: str
    factory: tuple[str, str]
    database: str
    unit: str = ""


PARTNERSHIPS: Final = ("services.partnerships.main:create", "kernel.settings:ServiceSettings")
GATEWAY: Final = ("gateway.main:create", "kernel.settings:GatewaySettings")
PLACES: Final = (
    Place("ma-1", PARTNERSHIPS, "ma_partnerships", "ma"),
    Place("ma-2", PARTNERSHIPS, "ma_partnerships", "ma"),
    Place("bj-1", PARTNERSHIPS, "bj_partnerships", "bj"),
    Place("gateway-1", GATEWAY, "gateway"),
    Place("gateway-2", GATEWAY, "gateway"),
)
SERVICES: Final = {"ma-partnerships": ("ma-1", "ma-2"), "bj-partnerships": ("bj-1",)}
"""Each service by its name in the ledger, and where it is served."""
GATEWAYS: Final = ("gateway-1", "gateway-2")


def database(service: str) -> str:
    return service.replace("-", "_")


def topic(service: str) -> str:
    return f"{service.replace('-', '.')}.events.v1"
