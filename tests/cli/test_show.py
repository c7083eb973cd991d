"""`cic show` from what a gateway answers."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import typer
from graphql import build_schema, parse, validate
from rich.console import Console
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from typer.testing import CliRunner, Result

from cli.country_view import lines
from cli.show import LISTS, QUERY, query, show_command
from tests.cli.unit import served

CHECKOUT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def view() -> dict[str, Any]:
    recorded = (Path(__file__).parent / "country_ma.json").read_text(encoding="utf-8")
    view: dict[str, Any] = json.loads(recorded)["data"]["country"]
    return view


def shown(view: dict[str, Any], width: int = 80, asked_of: datetime | None = None) -> str:
    console = Console(width=width, file=StringIO())
    for line in lines(view, asked_of=asked_of, now=NOW):
        console.print(line)
    file = console.file
    assert isinstance(file, StringIO)
    return file.getvalue()


def cells(view: dict[str, Any], title: str) -> str:
    """Return the lines of one partnership's row."""
    text = shown(view, width=120)
    start = text.index(title)
    return text[start : start + 600]


def test_the_question_is_one_that_the_gateway_understands() -> None:
    schema = build_schema((CHECKOUT / "gateway" / "schema.graphql").read_text(encoding="utf-8"))
    assert validate(schema, parse(QUERY)) == []
    for name in LISTS:
        assert validate(schema, parse(query(name))) == []


def test_jette_belfaa_is_listed_with_who_still_has_to_vote_and_since_when(
    view: dict[str, Any],
) -> None:
    row = cells(view, "Jette – Belfaa")
    first, second, *_ = row.strip().splitlines()
    assert "partly ratified" in first
    assert first.rstrip().endswith("Belfaa")
    assert "(demonstration)" in second
    assert second.rstrip().endswith("since 2025-01-27")


def test_a_put_off_decision_says_to_which_day(view: dict[str, Any]) -> None:
    row = cells(view, "Saint-Josse-ten-Noode – Tanger")
    assert "put off to 2025-06-30" in row


def test_what_is_not_official_says_so(view: dict[str, Any]) -> None:
    text = shown(view)
    assert "(memory)" in cells(view, "Saint-Gilles – Berkane").splitlines()[1]
    assert "2022-2026: action sociale (inferred)" in text
    assert "PARTIAL list: 3 of 9 partnerships of 2022-2026 are known" in text


def test_a_phase_that_alone_is_inferred_is_marked_beside_it(view: dict[str, Any]) -> None:
    (one, _) = view["partnerships"]["edges"][0]["node"]["phases"]
    one["provenance"] = "inferred: deduced from what the source says of a later phase"
    assert "2008-2012  " in shown(view)
    assert "(inferred)" in cells(view, "Auderghem – Amerzgane").splitlines()[1]


def test_a_short_reason_is_told_in_full(view: dict[str, Any]) -> None:
    node = view["partnerships"]["edges"][2]["node"]
    node["provenance"] = "inferred: the day of the end is not stated"
    assert "(inferred: the day of the end is not stated)" in shown(view, width=120)


def test_an_ended_partnership_says_since_when(view: dict[str, Any]) -> None:
    assert "terminated 2021-12-31" in cells(view, "Koekelberg – Ouisselsate")


def test_partnerships_of_the_open_phase_come_first(view: dict[str, Any]) -> None:
    text = shown(view)
    assert text.index("Saint-Josse-ten-Noode") < text.index("Auderghem")


def test_real_and_made_up_are_counted_apart(view: dict[str, Any]) -> None:
    assert (
        "12 partnerships; 0 real and 3 demonstration protocols, of which 2 wait for a council"
        in " ".join(shown(view).split())
    )


def test_a_strategy_says_how_many_communes_have_validated_it(view: dict[str, Any]) -> None:
    assert "strategic plan 2022-2026: validated by 6 of 6 communes (demonstration)" in shown(view)
    (plan,) = view["strategicPlans"]
    plan["state"] = "UNDER_VALIDATION"
    plan["latest"]["waiting"]["totalCount"] = 1
    assert "2022-2026: under validation, validated by 5 of 6 communes" in shown(view)
    plan["phase"]["state"] = "CLOSED"
    assert "2022-2026: validated by 5 of 6 communes" in shown(view)
    plan["latest"]["waiting"]["totalCount"] = 6
    assert "2022-2026: no validation by its 6 communes is recorded" in shown(view)


def test_unknown_and_not_measured_are_words_and_not_zero(view: dict[str, Any]) -> None:
    rows = shown(view, width=120)
    satisfied = next(line for line in rows.splitlines() if "familles satisfaites" in line)
    assert "unknown" in satisfied
    assert "2024: 60" in satisfied
    assert "2023: not measured" in satisfied
    assert "2024: –" in rows[rows.index(satisfied) :]


def test_an_accepted_value_stands_beside_its_target(view: dict[str, Any]) -> None:
    rows = shown(view, width=120).splitlines()
    trained = next(line for line in rows if "agents et bénévoles" in line)
    assert "4 (2022)" in trained
    assert "2023: 15   2023: 14" in trained


def test_a_value_of_some_reports_says_of_how_many(view: dict[str, Any]) -> None:
    figure = view["indicators"]["edges"][1]["node"]["figures"][0]
    figure |= {"expected": 2, "received": 1}
    assert "(1 of 2 reports)" in shown(view)


def test_what_was_made_up_is_no_value_of_a_real_indicator(view: dict[str, Any]) -> None:
    indicator = view["indicators"]["edges"][1]["node"]
    indicator["demonstration"] = False
    row = shown(view, width=120)
    accepted = row[row.index("agents et bénévoles") :].splitlines()[1]
    assert accepted.rstrip().endswith("(demonstration)")


def test_a_returned_report_says_what_the_reviewer_asks(view: dict[str, Any]) -> None:
    text = " ".join(shown(view, width=200).split())
    assert "1 returned: Merci de joindre le nombre de familles interrogées" in text
    assert "accepted" in text
    assert "on 2024-04-15" in text


def test_currencies_and_what_is_made_up_are_never_added_up(view: dict[str, Any]) -> None:
    assert "expenses accepted for 2023: 6750.00 EUR, 59650.00 MAD (demonstration)" in shown(view)
    real = deepcopy(view["figures"]["edges"][0])
    real["node"] |= {"demonstration": False, "value": "10.00"}
    view["figures"]["edges"].append(real)
    lines_of_2023 = [line for line in shown(view).splitlines() if "for 2023" in line]
    assert [line.rstrip() for line in lines_of_2023] == [
        "expenses accepted for 2023: 10.00 EUR",
        "expenses accepted for 2023: 6750.00 EUR, 59650.00 MAD (demonstration)",
    ]


def test_a_plan_that_no_convention_holds_is_a_warning(view: dict[str, Any]) -> None:
    view["actionPlans"]["edges"][0]["node"]["notYetAnnexed"] = True
    assert "not yet annexed" in shown(view)


def test_a_plan_still_agreed_on_has_no_title_yet(view: dict[str, Any]) -> None:
    plan = view["actionPlans"]["edges"][0]["node"]
    plan |= {"title": None, "startsOn": None, "endsOn": None, "state": "AGREED_BY_SOME"}
    plan["reports"] = []
    text = shown(view, width=120)
    assert "not yet submitted" in text
    assert "agreed by some" in text


@pytest.mark.parametrize("width", [80, 100, 200])
def test_nothing_is_wider_than_the_terminal_or_cut_off(view: dict[str, Any], width: int) -> None:
    text = shown(view, width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "…" not in text


def test_names_with_brackets_are_shown_as_they_are(view: dict[str, Any]) -> None:
    view["partnerships"]["edges"][0]["node"]["title"] = "Here [red] – There"
    assert "Here [red] – There" in shown(view)


def test_the_age_of_the_data_is_told(view: dict[str, Any]) -> None:
    view["knownUntil"] = (NOW - timedelta(minutes=3)).isoformat()
    view["lagEvents"] = 7
    assert "data until 2026-12-01 09:57:00 UTC (3 minutes ago), 7 events behind" in shown(view)


def test_a_silent_unit_is_stale_and_still_shown(view: dict[str, Any]) -> None:
    view |= {"stale": True, "lastHeartbeat": "2026-06-01T08:00:00Z"}
    text = shown(view)
    assert "STALE: no sign of life since 2026-06-01 08:00:00 UTC" in text
    assert "Jette – Belfaa" in text


def test_a_country_of_which_nothing_is_heard_is_shown_as_such(view: dict[str, Any]) -> None:
    view |= {"knownUntil": None, "programmes": [], "countryProgrammes": [], "strategicPlans": []}
    for name in LISTS:
        view[name]["edges"] = []
    text = shown(view)
    assert "MA  no programme recorded" in text
    assert "nothing has been heard of this country's unit yet" in text
    assert "no partnership is recorded" in text


def test_an_earlier_moment_is_named(view: dict[str, Any]) -> None:
    assert "as it was known on 2025-06-30 00:00:00 UTC" in shown(
        view, asked_of=datetime(2025, 6, 30, tzinfo=UTC)
    )


class Gateway:
    """Answers with the recorded country, five things to a page of a list."""

    def __init__(self, view: dict[str, Any]) -> None:
        self.view = view
        self.asked: list[dict[str, Any]] = []
        self.errors: list[dict[str, Any]] = []

    async def graphql(self, request: Request) -> JSONResponse:
        if request.headers["Authorization"] != "Bearer secret":
            return JSONResponse({"errors": [{"message": "Sign in first."}]}, 401)
        if self.errors:
            return JSONResponse({"errors": self.errors})
        question = await request.json()
        variables = question["variables"]
        self.asked.append(variables)
        if variables["code"] != "MA":
            return JSONResponse({"data": {"country": None}})
        view = deepcopy(self.view)
        for name in LISTS:
            page, start = view[name], int(variables.get(name) or 0)
            end = start + 5
            more = end < len(page["edges"])
            page["pageInfo"] = {"hasNextPage": more, "endCursor": str(end)}
            page["edges"] = page["edges"][start:end]
        return JSONResponse({"data": {"country": view}})

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        routes = [Route("/graphql", self.graphql, methods=["POST"])]
        async with served(Starlette(routes=routes)) as url:
            yield url


async def show(gateway: Gateway, *arguments: str, token: str = "secret") -> Result:  # noqa: S107
    app = typer.Typer()
    app.command("show")(show_command)
    async with gateway.serving() as url:
        words = [*arguments, "--url", url, "--token", token]
        return await asyncio.to_thread(CliRunner().invoke, app, words)


async def test_all_pages_are_asked_for(view: dict[str, Any]) -> None:
    gateway = Gateway(view)
    answer = await show(gateway, "ma", "--json")
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout)["partnerships"]["edges"] == view["partnerships"]["edges"]
    assert [asked.get("partnerships") for asked in gateway.asked] == [None, "5", "10"]


async def test_the_table_is_printed_where_the_output_is_no_terminal(view: dict[str, Any]) -> None:
    answer = await show(Gateway(view), "MA")
    assert answer.exit_code == 0, answer.output
    assert "Jette – Belfaa" in answer.stdout
    assert "\x1b" not in answer.stdout


async def test_a_day_is_taken_as_its_first_moment(view: dict[str, Any]) -> None:
    gateway = Gateway(view)
    await show(gateway, "MA", "--as-of", "2025-06-30")
    assert gateway.asked[0]["asOf"] == "2025-06-30T00:00:00+00:00"


async def test_an_unknown_country_and_a_bad_moment_are_one_line_each(
    view: dict[str, Any],
) -> None:
    unknown = await show(Gateway(view), "XX")
    assert unknown.exit_code == 1
    assert unknown.stderr.startswith("error: no country XX is known here")
    bad = await show(Gateway(view), "MA", "--as-of", "yesterday")
    assert bad.exit_code == 1
    assert bad.stderr.startswith("error: --as-of yesterday: write a moment as ")


async def test_what_the_gateway_refuses_is_said(view: dict[str, Any]) -> None:
    stranger = await show(Gateway(view), "MA", token="wrong")  # noqa: S106
    assert stranger.stderr == "error: the gateway answers 401: Sign in first.\n"
    gateway = Gateway(view)
    gateway.errors = [{"message": "Too deep.", "extensions": {"code": "TOO_COMPLEX"}}]
    refused = await show(gateway, "MA")
    assert refused.stderr == "error: the gateway answers 200: Too deep.\n"


def test_without_a_platform_one_line_says_how_to_start_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIC_DATA", str(tmp_path))
    app = typer.Typer()
    app.command("show")(show_command)
    answer = CliRunner().invoke(app, ["MA"])
    assert answer.exit_code == 1
    assert answer.stderr.startswith("error: nothing runs here: start it with ./cic up")
