"""Turn what a country aims at, plans and reports into lines and tables that fit 80 columns."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich import box
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

Answer = Mapping[str, Any]

NOTHING = "–"
SHORT = 60
"""Characters: a longer reason why something is not official is left to --json."""


def results(view: Answer, phase: str | None) -> Iterator[RenderableType]:
    """Yield plans, values, reports and totals; those of the phase that goes on come first."""
    if view["strategicPlans"]:
        yield Text()
    for plan in sorted(view["strategicPlans"], key=lambda plan: _code(plan) != phase):
        yield _strategy(plan)
    if indicators := _nodes(view, "indicators"):
        yield Text()
        yield _indicators(indicators, phase)
    if plans := _nodes(view, "actionPlans"):
        yield Text()
        yield _plans(plans)
    if expenses := _nodes(view, "figures"):
        yield Text()
        yield from _expenses(expenses)


def marks(of: Answer, before: str = " ") -> str:
    """Return what is not real or not official, in brackets: `(demonstration)`."""
    said = ["demonstration"] if of["demonstration"] else []
    if provenance := of["provenance"]:
        said.append(provenance if len(provenance) <= SHORT else provenance.partition(":")[0])
    return f"{before}({escape(', '.join(said))})" if said else ""


def word(state: str) -> str:
    return state.lower().replace("_", " ")


def table(*columns: str) -> Table:
    """Return an empty table whose columns fold and are never cut off."""
    empty = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for column in columns:
        empty.add_column(column, overflow="fold")
    return empty


def _nodes(view: Answer, name: str) -> list[Answer]:
    return [edge["node"] for edge in view[name]["edges"]]


def _code(of: Answer | None) -> str:
    return of["phase"]["code"] if of and of["phase"] else ""


def _strategy(plan: Answer) -> Text:
    latest = plan["latest"]
    asked, waiting = latest["asked"]["totalCount"], latest["waiting"]["totalCount"]
    over = bool(plan["phase"]) and plan["phase"]["state"] == "CLOSED"
    state = "" if plan["state"] == "VALIDATED" or over else f"{word(plan['state'])}, "
    said = f"{state}validated by {asked - waiting} of {asked} communes"
    if over and asked == waiting:  # no source tells, of most of the past
        said = f"no validation by its {asked} communes is recorded"
    return Text.from_markup(f"strategic plan {_code(plan)}: {said}{marks(plan)}")


def _indicators(indicators: Sequence[Answer], phase: str | None) -> Table:
    shown = table("indicator", "baseline", "targets", "accepted")
    for column in shown.columns[2:]:
        column.no_wrap = True

    def code(indicator: Answer) -> str:
        return _code(indicator["strategicPlan"])

    newest = sorted(indicators, key=code, reverse=True)
    for _, section in groupby(sorted(newest, key=lambda i: code(i) != phase), key=code):
        for each in section:
            shown.add_row(*_indicator(each, code(each)))
        shown.add_section()
    return shown


def _indicator(each: Answer, phase: str) -> tuple[str, str, str, str]:
    targets = [f"{target['year']}: {target['value']}" for target in each["targets"]]
    name = f"{escape(each['text'])}, {escape(each['unit'])}\n[dim]{phase} {escape(each['code'])}[/]"
    return (
        name + marks(each, "\n"),
        _baseline(each["baseline"]),
        "\n".join(targets) or NOTHING,
        "\n".join(_figure(figure, each) for figure in each["figures"]) or NOTHING,
    )


def _baseline(baseline: Answer) -> str:
    """Return where things stood; unknown is a word, not 0."""
    said = "unknown"
    if baseline["known"]:
        said = str(baseline["value"])
        said += f" ({baseline['year']})" if baseline["year"] else ""
    return f"{said}\n[dim]{escape(baseline['note'])}[/]" if baseline["note"] else said


def _figure(figure: Answer, indicator: Answer) -> str:
    """Return a total, and how many reports it comes from where that is not all of them."""
    value = figure["value"]
    if value is None:
        value = "not measured" if figure["sources"]["edges"] else NOTHING
    said = f"{figure['year']}: {value}"
    if figure["unit"] != indicator["unit"]:
        said += f" {escape(figure['unit'])}"
    if figure["expected"] is not None and 0 < figure["received"] < figure["expected"]:
        said += f"\n({figure['received']} of {figure['expected']} reports)"
    if figure["demonstration"] and not indicator["demonstration"]:
        said += "\n(demonstration)"
    return said


def _plans(plans: Sequence[Answer]) -> Table:
    shown = table("joint action plan", "state", "report")
    for plan in plans:
        partners = escape(plan["partnership"]["title"]) if plan["partnership"] else NOTHING
        name = escape(plan["title"]) if plan["title"] else "not yet submitted"
        if plan["startsOn"]:
            name += f"\n[dim]{plan['startsOn']} to {plan['endsOn']}[/]"
        state = f"{word(plan['state'])}\nsince {plan['stateSince']}"
        state += "\n[yellow]not yet annexed[/]" if plan["notYetAnnexed"] else ""
        reports = "\n".join(_report(report) for report in plan["reports"]) or NOTHING
        shown.add_row(f"{partners}\n{name}{marks(plan, chr(10))}", state, reports)
    return shown


def _report(report: Answer) -> str:
    colour = {"ACCEPTED": "green", "RETURNED": "red"}.get(report["state"], "cyan")
    said = f"[{colour}]{word(report['state'])}[/]"
    if report["acceptedOn"]:
        said += f"\non {report['acceptedOn']}"
    if report["version"] > 1:
        said += f"\nversion {report['version']}"
    for each in report["versions"]:
        if each["state"] == "RETURNED":
            said += f"\n[dim]{each['version']} returned: {escape(each['comments'] or NOTHING)}[/]"
    return said


def _expenses(figures: Sequence[Answer]) -> Iterator[Text]:
    """Yield a line per year: each currency by itself, the made up apart from the real."""

    def line(figure: Answer) -> tuple[int, bool]:
        return figure["year"], figure["demonstration"]

    for (year, made_up), group in groupby(sorted(figures, key=line), key=line):
        amounts = ", ".join(
            f"{figure['value']} {figure['unit']}"
            if figure["value"]
            else f"none in {figure['unit']}"
            for figure in group
        )
        yield Text(
            f"expenses accepted for {year}: {amounts}{' (demonstration)' if made_up else ''}"
        )
