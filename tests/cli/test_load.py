"""`cic load` against units that are real HTTP servers."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.load import SERVICES, Summary, load, load_command
from cli.sending import Tally
from programmes.faults import BadPack
from programmes.pack import read
from tests.cli.unit import Unit, serving
from vocabulary.roles import ASSOCIATION_REVIEWER, COUNTRY_UNIT

pytestmark = pytest.mark.thorough

PROGRAMMES = Path(__file__).parents[2] / "programmes"
CIC = PROGRAMMES / "cic"
DEMONSTRATION = PROGRAMMES / "cic-demonstration"
UNITS = ("bf", "ma", "sn")


@pytest.fixture
async def units() -> AsyncIterator[dict[str, Unit]]:
    """Serve units whose three services are behind one address."""
    async with AsyncExitStack() as stack:
        served = {name: await stack.enter_async_context(serving(Unit())) for name in UNITS}
        for name, unit in served.items():
            unit.others = {f"{name}.{service}": unit for service in SERVICES}
        yield served


def quiet(_: Tally) -> None:
    pass


async def into(units: dict[str, Unit], pack: Path = CIC) -> Summary:
    return await load(pack, addresses(units), secret, quiet)


def addresses(units: dict[str, Unit]) -> dict[str, dict[str, str]]:
    return {name: dict.fromkeys(SERVICES, unit.url) for name, unit in units.items()}


def secret(_unit: str, _role: str) -> str:
    return "secret"


async def test_a_pack_goes_whole_into_all_its_units(units: dict[str, Unit]) -> None:
    summary = await into(units)
    assert summary.complete
    asked = [send for send in read(CIC).sends if send.unit in units]
    assert (summary.sent, summary.already) == (len(asked), 0)
    assert all(unit.accepted for unit in units.values())


async def test_loading_again_sends_nothing_new(units: dict[str, Unit]) -> None:
    del units["bf"]
    first = await into(units)
    before = {name: dict(unit.accepted) for name, unit in units.items()}
    again = await into(units)
    assert (again.sent, again.already) == (0, first.sent)
    assert {name: unit.accepted for name, unit in units.items()} == before
    assert again.fingerprint == first.fingerprint


async def test_both_packs_are_loaded_one_after_the_other(units: dict[str, Unit]) -> None:
    await into(units)
    summary = await into(units, DEMONSTRATION)
    assert summary.complete
    made_up = {send.key for send in read(DEMONSTRATION).sends if send.unit in units}
    bodies = [b for u in units.values() for key, (_, b, _) in u.accepted.items() if key in made_up]
    assert len(bodies) == summary.sent
    assert all(body["demonstration"] for body in bodies)


async def test_commands_run_side_by_side_but_never_more_than_sixteen(
    units: dict[str, Unit],
) -> None:
    await into(units)
    assert 1 < max(unit.most_in_flight for unit in units.values()) <= 16


async def test_only_the_units_that_have_an_address_are_loaded(units: dict[str, Unit]) -> None:
    summary = await into({"ma": units["ma"]})
    assert summary.complete
    assert [tally.unit for tally in summary.tallies] == ["ma"]


async def test_a_busy_unit_is_asked_again(units: dict[str, Unit]) -> None:
    units["sn"].busy = 3
    summary = await into({"sn": units["sn"]})
    assert summary.complete


async def test_a_refusal_is_reported_with_its_line_and_nothing_is_built_on_it(
    units: dict[str, Unit],
) -> None:
    units["ma"].refuse = {"launch": "PhaseUnknown"}
    summary = await into(units)
    assert len(summary.refused) == 4
    refused = summary.refused[0]
    assert refused.send.origin.startswith("country_programmes.toml:")
    assert (refused.status, refused.problem["code"]) == (409, "PhaseUnknown")
    units["ma"].refuse = {}
    assert not any("admit-commune" in path for path in units["ma"].paths)
    assert summary.not_sent > 0
    # The other units are complete.
    assert all(t.done == t.total for t in summary.tallies if t.unit != "ma")


async def test_what_a_refusal_left_out_is_sent_by_loading_again(units: dict[str, Unit]) -> None:
    units["ma"].refuse = {"launch": "PhaseUnknown"}
    only = {"ma": units["ma"]}
    assert not (await into(only)).complete
    units["ma"].refuse = {}
    assert (await into(only)).complete


def another_edition(folder: Path) -> Path:
    """Return the demonstration with another amount in the budget of a convention."""
    for name in ("cic", "cic-demonstration"):
        shutil.copytree(PROGRAMMES / name, folder / name)
    conventions = folder / "cic-demonstration" / "conventions.toml"
    text = conventions.read_text(encoding="utf-8")
    conventions.write_text(text.replace('{ amount = "', '{ amount = "1', 1), encoding="utf-8")
    return folder / "cic-demonstration"


async def test_another_edition_adds_what_is_new_and_tells_what_differs_in_one_line(
    units: dict[str, Unit], tmp_path: Path
) -> None:
    only, edition = {"ma": units["ma"]}, another_edition(tmp_path)
    await into(only)
    await into(only, DEMONSTRATION)
    units["ma"].forget({"reports"})  # as if the older edition had none
    units["ma"].once = frozenset({"conventions"})
    summary = await into(only, edition)
    assert summary.complete
    of_unit = [send for send in read(edition).sends if send.unit == "ma"]
    assert summary.sent >= len([send for send in of_unit if send.plural == "reports"]) > 0
    (line,) = [str(each) for each in summary.differs if each.send.verb == "draft"]
    assert line.startswith("conventions.toml:")
    assert line.endswith(" draft: AlreadyThere: A rule says no.")
    assert f"{len(summary.differs)} recorded otherwise before" in str(summary)
    assert (await into(only, edition)).sent == 0


async def test_what_is_refused_beside_older_data_is_left_out_alone(
    units: dict[str, Unit],
) -> None:
    only = {"ma": units["ma"]}
    await into(only)
    await into(only, DEMONSTRATION)
    units["ma"].forget({"conventions", "action-plans", "reports"})
    units["ma"].refuse = {"draft": "ProtocolHasConvention"}
    summary = await into(only, DEMONSTRATION)
    assert {each.send.verb for each in summary.refused} == {"draft"}
    plurals = {each.send.plural for each in summary.refused}
    assert plurals == {"conventions", "action-plans", "reports"}
    assert not summary.complete


async def test_a_unit_that_does_not_answer_leaves_the_others_alone(
    units: dict[str, Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.sending.ATTEMPTS", 2)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        urls = addresses(units)
        urls["sn"] = dict.fromkeys(SERVICES, f"http://127.0.0.1:{nobody.getsockname()[1]}")
        summary = await load(CIC, urls, secret, quiet)
    gone = {tally.unit: tally.unreachable for tally in summary.tallies}
    assert gone.pop("sn")
    assert set(gone.values()) == {None}
    assert not summary.complete


@asynccontextmanager
async def two_services(late: int) -> AsyncIterator[tuple[Unit, Unit]]:
    """Serve partnerships and a planning that hears of it later, of Burkina Faso."""
    async with serving(Unit()) as partnerships, serving(Unit()) as planning:
        planning.others, planning.late = {"bf.partnerships": partnerships}, late
        partnerships.others = {"bf.planning": planning}
        yield partnerships, planning


async def test_commands_wait_until_their_service_has_heard_what_they_rest_on() -> None:
    async with two_services(late=5) as (partnerships, planning):
        urls = {"bf": {"partnerships": partnerships.url, "planning": planning.url}}
        summary = await load(CIC, urls, secret, quiet)
    assert summary.complete
    # Five looks at which it lagged, and one before them for the position of its store.
    assert planning.looks > 5
    assert {path.split("/")[2] for path in planning.paths} == {"strategic-plans"}
    assert not any("strategic-plans" in path for path in partnerships.paths)


async def test_a_service_that_does_not_hear_is_named_and_nothing_is_built_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cli.sending.HEARD_WITHIN", 0.2)
    async with two_services(late=1000) as (partnerships, planning):
        urls = {"bf": {"partnerships": partnerships.url, "planning": planning.url}}
        summary = await load(CIC, urls, secret, quiet)
    assert not summary.complete
    (tally,) = summary.tallies
    assert tally.unreachable is not None
    assert tally.unreachable.startswith("bf.planning has not heard of bf.partnerships within")
    assert not planning.accepted


async def test_reviews_are_sent_with_the_token_of_a_reviewer(units: dict[str, Unit]) -> None:
    await into({"ma": units["ma"]})
    roles: dict[str, int] = {}

    def token_for(_unit: str, role: str) -> str:
        roles[role] = roles.get(role, 0) + 1
        return "secret"

    await load(DEMONSTRATION, addresses({"ma": units["ma"]}), token_for, quiet)
    # One token each, however many commands.
    assert roles == {COUNTRY_UNIT: 1, ASSOCIATION_REVIEWER: 1}


async def test_of_a_bad_pack_nothing_is_sent(units: dict[str, Unit], tmp_path: Path) -> None:
    bad = bad_pack(tmp_path)
    with pytest.raises(BadPack):
        await into(units, bad)
    assert not any(unit.accepted for unit in units.values())


def bad_pack(folder: Path) -> Path:
    shutil.copytree(CIC, folder / "cic")
    file = folder / "cic" / "partnerships.csv"
    text = file.read_text(encoding="utf-8").replace(",lead,Belfaa,", ",lead,Belfa,")
    file.write_text(text.replace(",Jérada,", ",Jerada,"), encoding="utf-8")
    return folder / "cic"


@pytest.fixture
def cic() -> typer.Typer:
    app = typer.Typer()
    app.command("load")(load_command)
    return app


def test_the_command_names_every_bad_row_and_says_that_nothing_was_sent(
    cic: typer.Typer, tmp_path: Path
) -> None:
    folder = bad_pack(tmp_path)
    answer = CliRunner().invoke(cic, [str(folder), "--check"])
    assert answer.exit_code == 1
    lines = answer.stderr.splitlines()
    assert [line.split(": ", 1)[1] for line in lines[:2]] == [
        "partner: 'Belfa' is no name_fr of communes.csv",
        "partner: 'Jerada' is no name_fr of communes.csv",
    ]
    assert lines[0].startswith(f"{folder}/partnerships.csv:")
    assert answer.stderr.endswith("2 to put right; nothing was sent.\n")


async def test_the_command_loads_and_sums_up(cic: typer.Typer, units: dict[str, Unit]) -> None:
    urls = [f"--url=ma.{service}={units['ma'].url}" for service in SERVICES]
    run = asyncio.to_thread(
        CliRunner().invoke, cic, [str(CIC), str(DEMONSTRATION), *urls, "--token", "secret"]
    )
    answer = await run
    assert answer.exit_code == 0, answer.output
    first, second = answer.stdout.splitlines()
    real, made_up = (
        len([send for send in read(pack).sends if send.unit == "ma"])
        for pack in (CIC, DEMONSTRATION)
    )
    assert first.startswith(f"cic: {real} sent, 0 already there, in ")
    assert second.startswith(f"cic-demonstration: {made_up} sent, 0 already there, in ")


async def test_the_command_explains_a_refusal(cic: typer.Typer, units: dict[str, Unit]) -> None:
    units["ma"].refuse = {"define": "ProgrammeAlreadyDefined"}
    arguments = [str(CIC), f"--url=ma={units['ma'].url}", "--token", "secret"]
    answer = await asyncio.to_thread(CliRunner().invoke, cic, arguments)
    assert answer.exit_code == 1
    assert "ma POST /v1/programmes/" in answer.stderr
    assert "409 ProgrammeAlreadyDefined – A rule says no." in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--url", "ma"], "--url ma: write a service and its address"),
        (["--url=ma.plans=http://127.0.0.1:1"], "--url ma.plans=http://127.0.0.1:1: write a"),
        (
            ["--url=bf=http://127.0.0.1:1", "--token=secret"],
            "cic needs the address of bf.planning: add it with --url",
        ),
        (["--url=ma=http://127.0.0.1:1", "--unit=sn"], "no address of sn; known are ma"),
        ([], "nothing runs here"),
    ],
)
def test_the_command_says_what_address_it_misses(
    cic: typer.Typer,
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CIC_DATA", str(tmp_path))
    answer = CliRunner().invoke(cic, [str(CIC), *arguments])
    assert answer.exit_code == 1
    assert said in answer.stderr
