"""All that goes wrong in a run, each kind with its weight."""

from typing import Final

from tests.faults import upon_processes, upon_servers, upon_traffic, upon_views
from tests.faults.breaker import Faults

FAULTS: Final[Faults] = {
    **upon_processes.FAULTS,
    **upon_servers.FAULTS,
    **upon_traffic.FAULTS,
    **upon_views.FAULTS,
}
