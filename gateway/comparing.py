"""Now and then have the read model compared with what lies in the topics, beside what serves.

The work is a program of its own (`python -m gateway.rebuild --compare --give-way`): the memory that
it needs is gone with it, and where there is too little the system ends it before what serves.
"""

import asyncio
import os
import random
import sys
from datetime import timedelta
from typing import Final

import asyncpg
import structlog

from kernel.cancelling import pause
from kernel.postgres.faults import TRANSIENT
from kernel.postgres.view_checks import LOOK_SECONDS, is_due
from kernel.settings import Settings

FIRST_SECONDS: Final = (3_600.0, 7_200.0)
"""After a start, between these: whoever has just started it may want to make it anew."""
AGAIN_SECONDS: Final = 3600.0
"""After a comparison that came to no end: it is much work to have done in vain."""
_log = structlog.get_logger(__name__)


class Comparing:
    """Has the read model compared every so often; of several gateways one does.

    What differs is in the log, in `store.view_checks` and under `degraded` of `/readyz` until it is
    compared again, or made anew.
    """

    def __init__(self, reader: asyncpg.Pool, settings: Settings) -> None:
        self._reader = reader
        self._settings = settings
        self._every = timedelta(hours=settings.verify_every_hours)

    async def run(self) -> None:
        """Compare whenever it is time, until cancelled."""
        await asyncio.sleep(random.uniform(*FIRST_SECONDS))  # noqa: S311 - no secret
        while True:
            try:
                ended = await self.turn()
            except TRANSIENT as error:
                _log.warning("the read model is compared later", error=type(error).__name__)
                ended = True
            look = min(LOOK_SECONDS, self._every.total_seconds())
            await pause(look if ended else AGAIN_SECONDS)

    async def turn(self) -> bool:
        """Compare if it is time; return False if that came to no end. Others are not waited for."""
        if not await is_due(self._reader, self._every):
            return True
        settings = self._settings
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "gateway.rebuild", "--compare", "--give-way", "--workers=1"),
            env={
                **os.environ,
                "CIC_DATABASE_URL": settings.database_url,
                "CIC_KAFKA_BOOTSTRAP": settings.kafka_bootstrap,
                "CIC_JWKS": settings.jwks,
                "CIC_ISSUER": settings.issuer,
                "CIC_LOG_LEVEL": settings.log_level,
            },
        )
        try:
            status = await program.wait()
        finally:
            if program.returncode is None:
                program.terminate()
        if compared := not await is_due(self._reader, self._every):
            return compared
        _log.warning("the read model was not compared", status=status)
        return False
