"""`cic load`: check a programme's pack as a whole, then enter it through the public interface."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.failure import fail
from cli.sending import (
    Addresses,
    Refused,
    Report,
    Service,
    Tally,
    TokenFor,
    UnitLoader,
    http_client,
)
from deploy.local import state as states
from deploy.local.issuer import open_issuer
from deploy.local.layout import data_folder
from programmes.faults import BadPack
from programmes.pack import Pack, read
from programmes.sends import KEPT_BY, PARTNERSHIPS, Send

SERVICES = tuple(dict.fromkeys(KEPT_BY.values()))

MOST_SHOWN = 20
"""Refusals printed in full; beyond this many, more would hide the first."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a pack: how many commands were new, already there, refused, not sent.

    It is complete when it has gone in as far as it can: what differs stays as it was recorded.
    """

    pack: str
    fingerprint: str
    tallies: Sequence[Tally]
    seconds: float

    @property
    def sent(self) -> int:
        return sum(tally.sent for tally in self.tallies)

    @property
    def already(self) -> int:
        return sum(tally.already for tally in self.tallies)

    @property
    def refused(self) -> Sequence[Refused]:
        return [refused for tally in self.tallies for refused in tally.refused]

    @property
    def differs(self) -> Sequence[Refused]:
        return [differing for tally in self.tallies for differing in tally.differs]

    @property
    def not_sent(self) -> int:
        return sum(tally.total - tally.done for tally in self.tallies)

    @property
    def complete(self) -> bool:
        return not self.refused and not self.not_sent

    def __str__(self) -> str:
        said = f"{self.pack}: {self.sent} sent, {self.already} already there"
        if self.differs:
            said += f", {len(self.differs)} recorded otherwise before"
        if not self.complete:
            said += f", {len(self.refused)} refused, {self.not_sent} not sent"
        return f"{said}, in {self.seconds:.1f} s"


class NoAddress(LookupError):
    """Nobody has said where services are that the pack needs; nothing was sent."""


async def load(pack: Path, urls: Addresses, token_for: TokenFor, report: Report) -> Summary:
    """Load a pack into the units named in `urls`; the pack's other units are left out.

    Loading again sends the same commands under the same keys, and changes nothing; another edition
    of the pack adds what is new in it, and what it says otherwise is told. `report` is called after
    each command. Raises `BadPack` or `NoAddress` before anything is sent.
    """
    return await send_all(await asyncio.to_thread(read, pack), urls, token_for, report)


async def send_all(pack: Pack, urls: Addresses, token_for: TokenFor, report: Report) -> Summary:
    """Send a pack that has been read, all units at once. Raises `NoAddress`."""
    began = time.monotonic()
    tallies: list[Tally] = []
    chosen = _chosen(pack, urls)
    async with AsyncExitStack() as clients, asyncio.TaskGroup() as group:
        for unit, sends in chosen.items():
            tallies.append(Tally(unit, len(sends)))
            services = {
                name: Service(
                    f"{unit}.{name}", await clients.enter_async_context(http_client(url)), url
                )
                for name, url in urls[unit].items()
            }
            loader = UnitLoader(services, partial(token_for, unit), tallies[-1], report)
            group.create_task(loader.run(sends))
    return Summary(pack.name, pack.fingerprint, tallies, time.monotonic() - began)


def _chosen(pack: Pack, urls: Addresses) -> dict[str, Sequence[Send]]:
    """Return the commands for each unit that has addresses."""
    chosen: dict[str, Sequence[Send]] = {}
    missing: list[str] = []
    for unit in (unit for unit in pack.units if unit in urls):
        chosen[unit] = sends = [send for send in pack.sends if send.unit == unit]
        needed = dict.fromkeys(send.service for send in sends)
        missing += [f"{unit}.{name}" for name in needed if name not in urls[unit]]
    if missing:
        raise NoAddress(f"{pack.name} needs the address of {', '.join(missing)}")
    return chosen


def load_command(
    packs: Annotated[list[Path], typer.Argument(help="Folders such as programmes/cic, in order.")],
    unit: Annotated[
        list[str] | None, typer.Option(help="Only this unit, as ma; may be repeated.")
    ] = None,
    url: Annotated[
        list[str] | None,
        typer.Option(
            help="Where a unit's service is, as ma.planning=https://…; ma=… is ma.partnerships=…."
        ),
    ] = None,
    token: Annotated[
        str | None, typer.Option(envvar="CIC_TOKEN", help="Instead of a token of this machine.")
    ] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Only check the packs.")] = False,
) -> None:
    """Check a programme's pack and enter it in the units' registers; again changes nothing."""
    errors = Console(stderr=True)
    found = [_read(folder, errors) for folder in packs]
    if any(pack is None for pack in found):
        raise typer.Exit(1)
    read_packs = [pack for pack in found if pack is not None]
    if check:
        for pack in read_packs:
            print(f"{pack.name}: {len(pack.sends)} commands for {', '.join(pack.units)}; no fault")
        return
    urls = _urls(url or [], unit or [])
    token_for = _tokens(token)
    for pack in read_packs:
        try:
            with bar(pack, urls) as report:
                summary = asyncio.run(send_all(pack, urls, token_for, report))
        except NoAddress as reason:
            fail(f"{reason}: add it with --url")
        print(summary)
        for line in told(summary.differs):
            _say(errors, line)
        if not summary.complete:
            _explain(summary, errors)
            raise typer.Exit(1)


def _read(folder: Path, errors: Console) -> Pack | None:
    try:
        return read(folder)
    except BadPack as bad:
        for fault in bad.faults:
            _say(errors, f"{folder}/{fault}")
        count = len(bad.faults)
        _say(errors, f"{folder}: {count} to put right; nothing was sent.")
        return None


def _urls(given: Sequence[str], only: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the address of each unit's services: as given, else on this machine."""
    urls: dict[str, dict[str, str]] = {}
    for each in given:
        place, _, url = each.partition("=")
        unit, dot, service = place.partition(".")
        if not unit or not url or (dot and service not in SERVICES):
            fail(f"--url {each}: write a service and its address, as ma.planning=https://…")
        urls.setdefault(unit, {})[service or PARTNERSHIPS] = url
    urls = urls or _services_here()
    if not urls:
        fail("nothing runs here: start it with ./cic up, or name services with --url")
    if unknown := [unit for unit in only if unit not in urls]:
        fail(f"no address of {', '.join(unknown)}; known are {', '.join(sorted(urls))}")
    return {unit: services for unit, services in urls.items() if not only or unit in only}


def _services_here() -> dict[str, dict[str, str]]:
    running = states.read(data_folder().state)
    return addresses(running) if running else {}


def addresses(running: states.State) -> dict[str, dict[str, str]]:
    """Return the URL of each service of each unit that runs on this machine."""
    urls: dict[str, dict[str, str]] = {}
    for service in SERVICES:
        for unit, url in running.services(service).items():
            urls.setdefault(unit, {})[service] = url
    return urls


def _tokens(token: str | None) -> TokenFor:
    if token is not None:
        return lambda _unit, _role: token
    issuer = open_issuer(data_folder().keys)
    return lambda unit, role: issuer.issue(role, [unit])


@contextmanager
def bar(pack: Pack, urls: Addresses) -> Iterator[Report]:
    """Show how far each unit is; nothing is drawn where the output is no terminal."""
    columns = (
        TextColumn("{task.description:<4}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks = {
            unit: progress.add_task(unit, total=sum(send.unit == unit for send in pack.sends))
            for unit in pack.units
            if unit in urls
        }
        yield lambda tally: progress.update(tasks[tally.unit], completed=tally.done)


def told(differs: Sequence[Refused]) -> Iterator[str]:
    """Yield what a pack says otherwise than what is recorded, one line each."""
    yield from map(str, differs[:MOST_SHOWN])
    if (more := len(differs) - MOST_SHOWN) > 0:
        yield f"and {more} more recorded otherwise before"


def _explain(summary: Summary, errors: Console) -> None:
    """Print each refused command with its line in the pack and what the unit answered."""
    for tally in summary.tallies:
        if tally.unreachable:
            _say(errors, f"{tally.unit}: {tally.unreachable}")
    for refused in summary.refused[:MOST_SHOWN]:
        send, problem = refused.send, refused.problem
        _say(errors, f"{send.origin}: {send.unit} POST {send.path}")
        said = [str(problem[name]) for name in ("code", "title", "detail") if problem.get(name)]
        _say(errors, f"    {refused.status} {' – '.join(said)}")
        for name, value in problem.items():
            if name not in {"type", "title", "status", "code", "detail", "instance"}:
                _say(errors, f"    {name}: {value}")
    if (more := len(summary.refused) - MOST_SHOWN) > 0:
        _say(errors, f"and {more} more refused")


def _say(errors: Console, line: str) -> None:
    errors.print(line, markup=False, highlight=False, soft_wrap=True)
