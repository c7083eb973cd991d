"""What comes between "all answer" and "ready": the data, and a look from the far end."""

import asyncio
import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path

from cli.arrival import wait_until_seen
from cli.welcome import where_to_go
from deploy.local.layout import CHECKOUT
from deploy.local.platform import Platform

# The real programme, then what is made up and says so.
PACKS = ("programmes/cic", "programmes/cic-demonstration")


async def settle(platform: Platform, *, empty: bool) -> None:
    """Load the programme into units that lack some of it; wait until the gateway has seen all.

    Raises `StartFailed` when it does not see it in time. `empty` leaves the programme out.
    """
    if not empty:
        await _load_what_is_missing(platform)
    with platform.progress.step("gateway", "has seen every unit"):
        await wait_until_seen(platform)
    platform.progress.say("cic", f"ready in {platform.progress.elapsed:.1f} s")
    print(where_to_go(platform.state), flush=True)


async def _load_what_is_missing(platform: Platform) -> None:
    """Load each pack once into each unit, and once more when the pack has changed."""
    services = {
        (process.unit, process.service)
        for process in platform.state.processes.values()
        if process.unit and process.service
    }
    note = platform.layout.loaded
    loaded: dict[str, list[str]] = json.loads(note.read_text()) if note.exists() else {}
    for name in PACKS:
        of_pack = edition(CHECKOUT / name)
        # A unit that has got another service since takes the pack again, and keeps what it has.
        missing = {unit for unit, of in services if f"{unit}.{of}" not in loaded.get(of_pack, ())}
        if missing:
            complete = await _load(platform, CHECKOUT / name, missing)
            # What an edition adds and a rule refuses beside older data is refused for ever.
            if not complete and not missing <= units_with_another(loaded, of_pack):
                break  # the next pack rests on this one
            there = {f"{unit}.{of}" for unit, of in services if unit in missing}
            loaded[of_pack] = sorted({*loaded.get(of_pack, ()), *there})
            note.write_text(json.dumps(loaded))


def edition(pack: Path) -> str:
    """Return the name of a pack and a word that is another one once any of its files is."""
    content = hashlib.sha256()
    for file in sorted(path for path in pack.rglob("*") if path.is_file()):
        name = file.relative_to(pack).as_posix()
        content.update(f"{name} {file.stat().st_size}\n".encode() + file.read_bytes())
    return f"{pack.name} {content.hexdigest()[:16]}"


def units_with_another(loaded: Mapping[str, Collection[str]], edition: str) -> set[str]:
    """Return the units into which another edition of the same pack has been loaded."""
    name = edition.partition(" ")[0]
    others = [
        services
        for each, services in loaded.items()
        if each != edition and Path(each.partition(" ")[0]).name == name
    ]
    return {service.partition(".")[0] for services in others for service in services}


async def _load(platform: Platform, pack: Path, units: Collection[str]) -> bool:
    """Load one pack as an operator would; return whether all of it went in."""
    # Only a first start needs it, and it would be a third of the supervisor's memory.
    from cli.load import addresses, bar, send_all, told  # noqa: PLC0415
    from programmes.pack import read  # noqa: PLC0415

    platform.progress.say("programme", f"loading {pack.relative_to(CHECKOUT)}")
    content = await asyncio.to_thread(read, pack)
    urls = {unit: of for unit, of in addresses(platform.state).items() if unit in units}
    with bar(content, urls) as report:
        summary = await send_all(
            content, urls, lambda unit, role: platform.issuer.issue(role, [unit]), report
        )
    platform.progress.say("programme", str(summary))
    for line in told(summary.differs):
        platform.progress.say("programme", line)
    if not summary.complete:
        again = f"./cic load {pack.relative_to(CHECKOUT)}"
        platform.progress.say("programme", f"not complete; see what was refused with {again}")
    return summary.complete
