"""Make views of one service anew, where it runs: `python -m kernel.rebuilding [NAME …] [--back]`.

It is told by the environment what the service is told, and goes on beside it: what serves, serves
until the new one takes its place, at once. `--back` puts what was replaced in its place again,
told what has been recorded since. `--copies` makes anew what is kept here of other services.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence

import asyncpg
import uvloop
from aiokafka.errors import KafkaError

from kernel import telemetry
from kernel.kafka.recopying import CannotCopy, recopy
from kernel.postgres.folding import CannotApply
from kernel.postgres.projections import Projection
from kernel.postgres.rebuilding import Views, back, rebuild
from kernel.postgres.twins import AnotherRebuilds, NoSuchTwin
from kernel.serving import application
from kernel.settings import ServiceSettings
from kernel.web.service import Parts


def main() -> None:
    """Make views of the deployable that `CIC_DEPLOYABLE` names anew."""
    arguments = argparse.ArgumentParser(prog="kernel.rebuilding", description=__doc__)
    arguments.add_argument("names", nargs="*", metavar="NAME", help="as in /status; all without")
    arguments.add_argument("--back", action="store_true", help="let what was replaced serve again")
    arguments.add_argument("--copies", action="store_true", help="what is kept of other services")
    given = arguments.parse_args()
    settings = ServiceSettings.read()
    telemetry.configure_logs(settings.log_level, unit=settings.unit, service="rebuild")
    parts: Parts = application(os.environ["CIC_DEPLOYABLE"]).state.parts
    views = Views(settings.database_url, _named(parts.projections, given.names), parts.codecs)
    gc.disable()  # what is made here goes by itself
    try:
        said = uvloop.run(_recopy(settings, parts) if given.copies else _views(views, given.back))
    except AnotherRebuilds:
        sys.exit("another rebuild is under way")
    except NoSuchTwin as reason:
        sys.exit(f"nothing has changed: {reason}")
    except CannotApply as reason:
        sys.exit(f"what serves goes on serving; an event cannot be applied: {reason}")
    except CannotCopy as reason:
        sys.exit(f"what serves goes on serving: {reason}")
    except TimeoutError:
        sys.exit("what serves goes on serving: its readers left no moment to replace it")
    except (asyncpg.PostgresError, KafkaError, OSError) as reason:
        sys.exit(f"what serves goes on serving: {reason!r}")
    sys.stdout.write(f"{said}\n")


def _named(projections: Sequence[Projection], names: Sequence[str]) -> Sequence[Projection]:
    known = {projection.name: projection for projection in projections}
    if unknown := [name for name in names if name not in known]:
        sys.exit(f"no view {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    return [known[name] for name in dict.fromkeys(names)] if names else projections


async def _recopy(settings: ServiceSettings, parts: Parts) -> str:
    if parts.keeping is None:
        return f"{parts.name} keeps nothing of others."
    keeping = parts.keeping(settings.unit)
    done = await recopy(settings.database_url, settings.kafka_bootstrap, keeping)
    return (
        f"{len(keeping.tables)} copies are made anew from {done.events:,} events;"
        f" {done.left_out} are left out, they wait as dead letters."
    )


async def _views(views: Views, back: bool) -> str:  # noqa: FBT001 - as it was asked for
    return await (_back(views) if back else _rebuild(views))


async def _rebuild(views: Views) -> str:
    done = await rebuild(views)
    return (
        f"{len(done.positions)} views are made anew from {done.events:,} events: filled in"
        f" {done.filling:.1f} s, indexed in {done.completing:.1f} s, switched in"
        f" {done.switching:.1f} s, at {max(done.positions.values(), default=0)}."
    )


async def _back(views: Views) -> str:
    positions = await back(views)
    return f"{len(positions)} views are what was replaced, at {max(positions.values(), default=0)}."


if __name__ == "__main__":
    main()
