"""What the service hears from others: nothing so far, it is where the others begin."""

from collections.abc import Sequence

from kernel.kafka.consumer import Consumer
from kernel.web.service import Running


def consumers(_running: Running) -> Sequence[Consumer]:
    return ()
