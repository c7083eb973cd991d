"""What the benchmarks share: a server that really writes to its disk, and honest summaries."""

import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles

import asyncpg

from deploy.local.postgres import Postgres


@asynccontextmanager
async def durable_postgres() -> AsyncIterator[str]:
    """Yield the DSN of an empty server of our own, fsync and synchronous_commit on."""
    with tempfile.TemporaryDirectory(prefix="cic-bench-") as folder:
        server = Postgres(Path(folder, "postgres"), Path(folder, "postgres.log"))
        await server.start()
        try:
            connection = await asyncpg.connect(server.url())
            settings = [
                f"{name} {await connection.fetchval(f'SHOW {name}')}"
                for name in ("server_version", "fsync", "synchronous_commit")
            ]
            await connection.close()
            say(f"PostgreSQL: {', '.join(settings)}")
            yield server.url()
        finally:
            await server.stop()


def say(text: str) -> None:
    """Tell whoever runs the benchmark, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def rate(rates: Sequence[float]) -> str:
    """Write the median of some rates, and how far they lie apart."""
    return f"{median(rates):9,.0f} /s  (min {min(rates):,.0f}, max {max(rates):,.0f})"


def latency(seconds: Sequence[float]) -> str:
    percentiles = quantiles(seconds, n=100)
    return f"p50 {percentiles[49] * 1e3:.2f} ms, p99 {percentiles[98] * 1e3:.2f} ms"
