"""A terminated and settled partnership is closed with all that belongs to it, and still answers."""

from datetime import UTC, timedelta
from pathlib import Path

import pytest

from kernel.clock import system_clock
from kernel.postgres.archiving import Archived, Ended, archive, open_again, would_archive
from kernel.postgres.rebuilding import Views, rebuild
from services.partnerships import main as partnerships
from tests.partnerships.cases import BELFAA, JETTE, PARTNERSHIP, PROTOCOL
from tests.partnerships.commitments import COMMITMENT, MAKE
from tests.partnerships.conventions import CONVENTION
from tests.partnerships.test_convention_api import DRAFT
from tests.partnerships.test_convention_service import concluded
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import Unit, plain

pytestmark = pytest.mark.postgres

RELEASE = {"party": str(BELFAA), "on": "2022-03-01", "reason": "fin du partenariat"}
SHOWN = (
    f"/v1/partnerships/{PARTNERSHIP}",
    f"/v1/protocols/{PROTOCOL}",
    f"/v1/protocols/{PROTOCOL}/history",
    f"/v1/conventions/{CONVENTION}",
    f"/v1/commitments/{COMMITMENT}",
)


async def tomorrow(database: str, unit: Unit, position: int, *, dry: bool = False) -> Archived:
    """Close what has not been touched since the day after this one."""
    await shown(unit, "/v1/partnerships", position)
    parts = unit.app.state.parts
    ended = Ended(query=parts.ended, projections=parts.projections)
    before = system_clock().astimezone(UTC) + timedelta(days=1)
    if dry:
        return await would_archive(database, ended, before)
    return await archive(database, ended, before, "account-1", "dix ans")


async def test_a_partnership_is_closed_once_it_has_ended_and_nothing_is_left_to_settle(
    database: str, tmp_path: Path
) -> None:
    async with running(app(database, tmp_path, partnerships.create)) as unit:
        await concluded(unit, DRAFT)
        await unit.accepted(f"/v1/commitments/{COMMITMENT}/make", plain(MAKE), by=BELFAA)
        steps = (
            (f"/v1/partnerships/{PARTNERSHIP}/terminate", {"on": "2021-12-31", "reason": "fin"}),
            (f"/v1/protocols/{PROTOCOL}/expire", {"on": "2021-12-31"}),
        )
        for path, body in steps:
            done = await unit.accepted(path, body)
            assert (await tomorrow(database, unit, done["position"], dry=True)).files == []
        closing = {"party": str(JETTE), "on": "2022-01-10"}
        done = await unit.accepted(f"/v1/conventions/{CONVENTION}/close", closing, by=JETTE)
        before = [await shown(unit, path, done["position"]) for path in SHOWN]

        archived = await tomorrow(database, unit, done["position"])
        assert [file.id for file in archived.files] == [PARTNERSHIP]
        assert archived.by_category == {
            "commitment": 1, "convention": 1, "partnership": 1, "protocol": 1
        }  # fmt: skip
        assert archived.closed == 4
        refused = await unit.send(
            f"/v1/commitments/{COMMITMENT}/release", RELEASE, by=BELFAA,
            headers={"accept-language": "fr"},
        )  # fmt: skip
        assert (refused.status_code, refused.json()["code"]) == (409, "Archived")
        assert refused.json()["title"].startswith("Ce dossier est clos")
        parts = unit.app.state.parts
        await rebuild(Views(database, parts.projections, parts.codecs))
        assert [await shown(unit, path) for path in SHOWN] == before

        assert await open_again(database, PARTNERSHIP, "account-1", "libération oubliée") == 4
        await unit.accepted(f"/v1/commitments/{COMMITMENT}/release", RELEASE, by=BELFAA)
