"""What comes between "all answer" and "ready": the data, and a look from the far end."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from deploy.local import loopback
from deploy.local.layout import CHECKOUT
from deploy.local.platform import Platform
from deploy.local.processes import StartFailed
from vocabulary import roles

# The real programme, then what is made up and says so.
PACKS = ("programmes/cic", "programmes/cic-demonstration")
SEEN_WITHIN = 60.0
_POLL = 0.05


async def settle(platform: Platform, *, empty: bool) -> None:
    """Load the programme into units that have never had it; wait until the gateway has seen all.

    Raises `StartFailed` when it does not see it in time. `empty` leaves the programme out.
    """
    if not empty:
        await _load_once(platform)
    with platform.progress.step("gateway", "has seen every unit"):
        await _seen(platform)
    platform.progress.say("cic", f"ready in {platform.progress.elapsed:.1f} s")
    print(_where_to_go(platform), flush=True)


async def _load_once(platform: Platform) -> None:
    urls = platform.state.services("partnerships")
    loaded = _read(platform.layout.loaded)
    for name in PACKS:
        missing = {unit: url for unit, url in urls.items() if unit not in loaded.get(name, ())}
        if missing and await _load(platform, CHECKOUT / name, missing):
            loaded[name] = sorted({*loaded.get(name, ()), *missing})
            platform.layout.loaded.write_text(json.dumps(loaded))


async def _load(platform: Platform, pack: Path, urls: Mapping[str, str]) -> bool:
    """Load one pack as an operator would; return whether all of it went in."""
    # Only a first start needs it, and it would be a third of the supervisor's memory.
    from cli.load import bar, send_all  # noqa: PLC0415
    from programmes.pack import read  # noqa: PLC0415

    platform.progress.say("programme", f"loading {pack.relative_to(CHECKOUT)}")
    content = await asyncio.to_thread(read, pack)
    with bar(content, urls) as report:
        summary = await send_all(
            content, urls, lambda unit: platform.issuer.issue(roles.COUNTRY_UNIT, [unit]), report
        )
    platform.progress.say("programme", str(summary))
    if not summary.complete:
        again = f"./cic load {pack.relative_to(CHECKOUT)}"
        platform.progress.say("programme", f"not complete; see what was refused with {again}")
    return summary.complete


async def _seen(platform: Platform) -> None:
    """Wait until the gateway stands, for each unit, where the unit stood when we asked."""
    heads = {
        unit: (await _status(url))["head"]
        for unit, url in platform.state.services("partnerships").items()
    }
    end = asyncio.get_running_loop().time() + SEEN_WITHIN
    while behind := await _behind(platform, heads):
        if asyncio.get_running_loop().time() > end:
            raise StartFailed(
                f"the gateway has not seen {', '.join(behind)} within {SEEN_WITHIN:.0f} s;"
                " ./cic logs gateway and ./cic logs kafka may say why"
            )
        await asyncio.sleep(_POLL)


async def _behind(platform: Platform, heads: Mapping[str, int]) -> Sequence[str]:
    gateway = platform.state.gateway
    seen = (await _status(gateway))["seen"] if gateway else {}
    return [unit for unit, head in heads.items() if seen.get(unit, -1) < head]


async def _status(url: str) -> Any:
    answer = await loopback.get(f"{url}/status")
    if answer is None or answer.status != 200:  # noqa: PLR2004 - it is called OK
        raise StartFailed(f"{url}/status does not answer")
    return json.loads(answer.body)


def _where_to_go(platform: Platform) -> str:
    return ""


def _read(path: Path) -> dict[str, list[str]]:
    return json.loads(path.read_text()) if path.exists() else {}
