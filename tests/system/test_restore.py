"""A platform is put back to before a vote, and goes on as if it had never been recorded."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.system.road import Road
from tests.system.running import Running, eventually

pytestmark = pytest.mark.system


async def test_what_was_recorded_after_the_moment_is_gone_everywhere_and_listed(
    platform: Running, road: Road, tmp_path: Path
) -> None:
    kept = str(tmp_path / "kept")
    await road.to_signed()
    done = platform.cic("backup", "--to", kept)
    assert done.returncode == 0, done.stdout + done.stderr
    await road.ratify(road.jette, "2022-04-20")
    await eventually(road.view, lambda seen: seen and seen["state"] == "PARTLY_RATIFIED")
    await asyncio.sleep(0.2)
    moment = datetime.now(UTC).isoformat()  # noqa: TID251 - a user's clock
    await asyncio.sleep(0.2)
    await road.ratify(road.belfaa, "2022-05-11")
    await eventually(road.view, lambda seen: seen and seen["state"] == "IN_FORCE")

    refused = platform.cic("restore", kept, "--at", moment)
    assert (refused.returncode, refused.stderr) == (1, "error: the platform runs: ./cic down\n")
    platform.down()
    done = platform.cic("restore", kept, "--at", moment)
    assert done.returncode == 0, done.stdout + done.stderr
    platform.up("--units", "ma", "--empty")

    # Another program may have taken the ports meanwhile.
    urls = {"unit_url": platform.url("ma-partnerships"), "gateway_url": platform.url("gateway")}
    again = Road(**{**vars(road), **urls})
    after = await eventually(again.view, lambda seen: seen is not None)
    assert (after["state"], after["inForceSince"]) == ("PARTLY_RATIFIED", None)
    lost = await eventually(lambda: _lost(platform), lambda said: "were lost" in said)
    assert "cic.partnerships.ProtocolRatified.v1" in lost
    assert str(road.protocol) in lost

    # The same vote as before would be the same command, which nobody remembers now.
    await again.ratify(road.belfaa, "2022-06-01")
    both = await eventually(again.view, lambda seen: seen and seen["state"] == "IN_FORCE")
    assert both["inForceSince"] == "2022-06-01"


async def _lost(platform: Running) -> str:
    return (await asyncio.to_thread(platform.cic, "lost")).stdout
