"""Where processes of ours run in a run, and by which names the ledger knows them."""

from typing import Final, NamedTuple


class Place(NamedTuple):
    """A process that serves a deployable: two may share a database, and compete."""

    name: str
    factory: tuple[str, str]
    database: str
    unit: str = ""


_SETTINGS: Final = "kernel.settings:ServiceSettings"
PARTNERSHIPS: Final = ("services.partnerships.main:create", _SETTINGS)
GATEWAY: Final = ("gateway.main:create", "kernel.settings:GatewaySettings")
PLACES: Final = (
    Place("ma-1", PARTNERSHIPS, "ma_partnerships", "ma"),
    Place("ma-2", PARTNERSHIPS, "ma_partnerships", "ma"),
    Place("bj-1", PARTNERSHIPS, "bj_partnerships", "bj"),
    Place("bj-planning", ("services.planning.main:create", _SETTINGS), "bj_planning", "bj"),
    Place("bj-reporting", ("services.reporting.main:create", _SETTINGS), "bj_reporting", "bj"),
    Place("gateway-1", GATEWAY, "gateway"),
    Place("gateway-2", GATEWAY, "gateway"),
)
SERVICES: Final = {"ma-partnerships": ("ma-1", "ma-2"), "bj-partnerships": ("bj-1",)}
"""Each service that keeps communes by its name in the ledger, and where it is served."""
PLANNING, REPORTING = "bj-planning", "bj-reporting"
ROADS: Final = {
    "bj-partnerships": SERVICES["bj-partnerships"],
    PLANNING: (PLANNING,),
    REPORTING: (REPORTING,),
}
"""The services of the unit in which one makes things happen in the other."""
ALL: Final = SERVICES | ROADS
HEARD: Final = {
    PLANNING: ("bj-partnerships",),
    REPORTING: ("bj-partnerships", PLANNING),
    "gateway": tuple(ALL),
}
"""Who reads whose topics."""
GATEWAYS: Final = ("gateway-1", "gateway-2")


def database(service: str) -> str:
    return service.replace("-", "_")


def topic(service: str) -> str:
    return f"{service.replace('-', '.')}.events.v1"
