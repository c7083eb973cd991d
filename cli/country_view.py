"""Turn the gateway's answer about a country into lines and a table that fit 80 columns."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from rich.console import RenderableType
from rich.markup import escape
from rich.text import Text

from cli.results_view import NOTHING, Answer, marks, results, table, word


def lines(view: Answer, *, asked_of: datetime | None, now: datetime) -> Iterator[RenderableType]:
    """Yield what to print, top to bottom. `now` tells how old the data is."""
    names = [programme["name"] for programme in view["programmes"]]
    yield Text(f"{view['code']}  {' · '.join(names) or 'no programme recorded'}", style="bold")
    if asked_of is not None:
        yield Text(f"as it was known on {_moment(asked_of)}", style="bold")
    yield _age(view, now)
    for programme in view["programmes"]:
        phases = (f"{phase['code']} {word(phase['state'])}" for phase in programme["phases"])
        yield Text(f"phases: {', '.join(phases)}")
    current = _current(view["countryProgrammes"])
    if current is not None:
        yield from _shared(current)
    phase = current["phase"]["code"] if current else None
    yield from _partnerships(view, phase)
    yield from results(view, phase)


def _current(programmes: Sequence[Answer]) -> Answer | None:
    """Return the country programme of the open phase, else the latest."""
    opened = [each for each in programmes if each["phase"] and each["phase"]["state"] == "OPEN"]
    return next(iter([*opened, *programmes]), None)


def _age(view: Answer, now: datetime) -> Text:
    if view["knownUntil"] is None:
        return Text("nothing has been heard of this country's unit yet", style="bold red")
    known = datetime.fromisoformat(view["knownUntil"])
    said = f"data until {_moment(known)} ({_ago(now - known)})"
    if view["lagEvents"]:
        said += f", {view['lagEvents']} events behind"
    if not view["stale"]:
        return Text(said, style="dim")
    heard = view["lastHeartbeat"]
    silent = (
        f"no sign of life since {_moment(datetime.fromisoformat(heard))}" if heard else "silent"
    )
    return Text(f"STALE: {silent}; {said}", style="bold red")


def _shared(programme: Answer) -> Iterator[Text]:
    sectors = ", ".join(sector["text"] for sector in programme["sectors"])
    yield Text(f"{programme['phase']['code']}: {sectors}{marks(programme)}")
    if goal := programme["goal"]:
        ours = any(text["unofficial"] for text in goal["texts"] if text["language"] == "fr")
        yield Text(f"goal: {goal['text']}{' [unofficial translation]' if ours else ''}")
    coverage = programme["coverage"]
    if coverage and coverage["partial"]:
        stated = f" of {coverage['stated']}" if coverage["stated"] is not None else ""
        yield Text(
            f"PARTIAL list: {coverage['listed']}{stated} partnerships of"
            f" {programme['phase']['code']} are known, by {coverage['source']}",
            style="yellow",
        )


def _partnerships(view: Answer, phase: str | None) -> Iterator[RenderableType]:
    nodes = [edge["node"] for edge in view["partnerships"]["edges"]]
    if not nodes:
        yield Text("no partnership is recorded")
        return
    now_on = [node for node in nodes if phase in _codes(node)]
    before = [node for node in nodes if phase not in _codes(node)]
    shown = table("partnership", "phases", "protocol", "still to vote")
    shown.columns[1].no_wrap = True
    for section in (now_on, before):
        for node in section:
            shown.add_row(*_row(node))
        shown.add_section()
    yield shown
    yield Text(_counted(view, nodes))


def _row(node: Answer) -> tuple[str, str, str, str]:
    partners = escape(node["title"]) + marks(node, "\n")
    if node["state"] != "ACTIVE":
        since = f" {node['stateSince']}" if node["stateSince"] else ""
        partners += f"\n[dim]{word(node['state'])}{since}[/]"
    protocol = next((edge["node"] for edge in node["protocols"]["edges"]), None)
    phases = "\n".join(_phase(each, node) for each in node["phases"] if each["phase"]) or NOTHING
    if protocol is None:
        return partners, phases, NOTHING, NOTHING
    return partners, phases, _protocol(protocol), _awaited(protocol["awaiting"])


def _protocol(protocol: Answer) -> str:
    colours = {"IN_FORCE": "green", "LAPSED": "red", "ABANDONED": "dim", "EXPIRED": "dim"}
    colour = colours.get(protocol["state"], "cyan")
    said = f"[{colour}]{word(protocol['state'])}[/]"
    if protocol["inForceSince"]:
        said += f"\nsince {protocol['inForceSince']}"
    if protocol["version"] > 1:
        said += f"\nversion {protocol['version']}"
    return said + marks(protocol, "\n")


def _awaited(awaiting: Iterable[Answer]) -> str:
    parties: list[str] = []
    for each in awaiting:
        said = escape(each["party"]["name"]) if each["party"] else "?"
        if each["since"]:
            said += f"\nsince {each['since']}"
        if each["outcome"] == "ADJOURNED":
            until = f" to {each['until']}" if each["until"] else ""
            said += f"\nput off{until}"
        parties.append(said)
    return "\n".join(parties) or NOTHING


def _counted(view: Answer, nodes: Sequence[Answer]) -> str:
    waiting = sum(
        1 for node in nodes for edge in node["protocols"]["edges"] if edge["node"]["awaiting"]
    )
    partnerships, protocols = view["partnershipCounts"], view["protocolCounts"]
    return (
        f"{_both(partnerships)} partnerships; {_both(protocols)} protocols,"
        f" of which {waiting} {'waits' if waiting == 1 else 'wait'} for a council"
    )


def _both(counts: Answer) -> str:
    made_up = counts["demonstration"]
    return f"{counts['real']} real and {made_up} demonstration" if made_up else f"{counts['real']}"


def _codes(node: Answer) -> list[str]:
    return [each["phase"]["code"] for each in node["phases"] if each["phase"]]


def _phase(stay: Answer, node: Answer) -> str:
    """Return the phase, with a mark where that alone is not official."""
    code: str = stay["phase"]["code"]
    if node["provenance"] or not stay["provenance"]:
        return code
    return f"{code}\n({escape(stay['provenance'].partition(':')[0])})"


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S %Z").rstrip()


def _ago(age: timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return f"{seconds} s ago"
