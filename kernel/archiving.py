"""Close what is over in one service, where it runs: `python -m kernel.archiving --before DATE …`.

    --before 2020-01-01 --reason "kept for ten years" [--by NAME] [--dry-run]
    --open-again FILE --reason "…" [--by NAME]
    --acts

It is told by the environment what the service is told, and goes on beside it.
"""

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from uuid import UUID

import asyncpg

from kernel import telemetry
from kernel.postgres.archiving import (
    Act,
    Archived,
    Ended,
    ViewsBehind,
    acts,
    archive,
    open_again,
    would_archive,
)
from kernel.serving import application
from kernel.settings import ServiceSettings
from kernel.web.service import Parts


def main() -> None:
    """Close, or open again, what is over in the deployable that `CIC_DEPLOYABLE` names."""
    given = _arguments().parse_args()
    settings = ServiceSettings.read()
    telemetry.configure_logs(settings.log_level, unit=settings.unit, service="archive")
    try:
        sys.stdout.write(asyncio.run(_done(given, settings)))
    except ViewsBehind as views:
        sys.exit(f"nothing is closed: these views are behind: {views}")
    except (asyncpg.PostgresError, OSError) as reason:
        sys.exit(f"the database does not answer: {reason!r}")


def _arguments() -> argparse.ArgumentParser:
    arguments = argparse.ArgumentParser(prog="kernel.archiving", description=__doc__)
    asked = arguments.add_mutually_exclusive_group(required=True)
    asked.add_argument("--before", type=date.fromisoformat, help="nothing of it changed since")
    asked.add_argument("--open-again", type=UUID, metavar="FILE", help="as --acts names it")
    asked.add_argument("--acts", action="store_true", help="who closed what, when and why")
    arguments.add_argument("--reason", help="kept with the act")
    arguments.add_argument("--by", default=getpass.getuser(), help="who does it; an account")
    arguments.add_argument("--dry-run", action="store_true", help="only say what would be closed")
    return arguments


async def _done(given: argparse.Namespace, settings: ServiceSettings) -> str:
    url = settings.database_url
    if given.acts:
        return "".join(f"{_line(act)}\n" for act in await acts(url)) or "nothing was ever closed\n"
    if not given.reason and not given.dry_run:
        sys.exit("say --reason: it is kept with the act")
    if given.open_again:
        opened = await open_again(url, given.open_again, given.by, given.reason)
        return f"{opened} streams are open again\n"
    ended = _ended()
    before = datetime.combine(given.before, time(), UTC)
    if given.dry_run:
        found = await would_archive(url, ended, before)
        return f"{_files(found)}would be closed: {_count(found)}\n"
    found = await archive(url, ended, before, given.by, given.reason)
    return f"{_files(found)}closed: {found.closed} streams of {_count(found)}\n"


def _ended() -> Ended:
    parts: Parts = application(os.environ["CIC_DEPLOYABLE"]).state.parts
    if parts.ended is None:
        sys.exit(f"nothing of {parts.name} ever ends")
    return Ended(query=parts.ended, projections=parts.projections)


def _files(found: Archived) -> str:
    return "".join(
        f"  {file.id}: {_kinds([each.category for each in file.streams])}\n" for file in found.files
    )


def _kinds(categories: Sequence[str]) -> str:
    return ", ".join(f"{categories.count(each)} {each}" for each in dict.fromkeys(categories))


def _count(found: Archived) -> str:
    kinds = ", ".join(f"{number} {category}" for category, number in found.by_category.items())
    return f"{len(found.files)} files" + (f" ({kinds})" if kinds else "")


def _line(act: Act) -> str:
    when = act.done_at.astimezone(UTC).isoformat(timespec="seconds")
    what = f"{act.act} {act.file}: {act.streams} {act.category}"
    return f"{when}  {act.done_by}  {what}  {act.reason}"


if __name__ == "__main__":
    main()
