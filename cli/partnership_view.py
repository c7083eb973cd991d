"""Turn what is known of one partnership into lines that fit 80 columns."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from rich.console import RenderableType
from rich.markup import escape
from rich.text import Text

from cli.results_view import NOTHING, Answer, marks, table, word
from vocabulary.text import read


def lines(view: Answer, *, asked_of: datetime | None) -> Iterator[RenderableType]:
    """Yield what to print, top to bottom: how it stands, what is under it, its history."""
    partnership, name = view["partnership"], _Names(view)
    title = " – ".join(name.commune(each["commune"]) for each in partnership["members"])
    yield Text(f"{title or 'without members'}  {partnership['id']}", style="bold")
    if asked_of is not None:
        yield Text(f"as it was known on {asked_of:%Y-%m-%d %H:%M:%S %Z}", style="bold")
    yield from _standing(partnership, name)
    for protocol in view["protocols"]:
        yield Text()
        yield from _protocol(protocol, name)
    for convention in view["conventions"]:
        yield Text()
        yield from _convention(convention, name)
    for commitment in view["commitments"]:
        yield _commitment(commitment, name)
    if view["deadlines"]:
        yield Text()
        yield from _due(view, name)
    yield Text()
    yield _history(view, name)


class _Names:
    """What people call the communes and phases that the answers refer to by id."""

    def __init__(self, view: Answer) -> None:
        self._communes: Mapping[str, Any] = view["communes"]
        phases = view["programme"]["phases"] if view["programme"] else ()
        self._phases = {phase["phase"]: phase["code"] for phase in phases}

    def commune(self, id_: str | None) -> str:
        if id_ is None:
            return NOTHING
        known = self._communes.get(id_)
        return str(known["name"]) if known else id_

    def phase(self, id_: str) -> str:
        return str(self._phases.get(id_, id_))


def _standing(partnership: Answer, name: _Names) -> Iterator[Text]:
    said = f"{partnership['country']}, {word(partnership['state'])}"
    said += f" since {partnership['state_since']}" if partnership["state_since"] else ""
    said += f": {partnership['reason']}" if partnership["reason"] else ""
    yield Text.from_markup(f"{escape(said)}{marks(partnership)}")
    for member in partnership["members"]:
        yield Text(f"member: {_member(member, name)}")
    for member in partnership["former_members"]:
        until = f"until {member['until']}: {member['reason']}"
        yield Text(f"former member: {_member(member, name)}, {until}")
    phases = ", ".join(name.phase(each) for each in partnership["phases"])
    yield Text(f"phases: {phases or NOTHING}")
    if partnership["predecessor"]:
        yield Text(f"continues: {partnership['predecessor']}")
    for successor in partnership.get("successors", ()):
        yield Text(f"continued by: {successor}")
    for warning in partnership.get("warnings", ()):
        yield Text(f"warning: {_spoken(warning)}", style="yellow")


def _member(member: Answer, name: _Names) -> str:
    role = f", {member['role']}" if member.get("role") else ""
    since = f" since {member['since']}" if member.get("since") else ""
    return f"{name.commune(member['commune'])}{role}{since}"


def _spoken(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_spoken(each)}" for key, each in value.items() if each)
    return " ".join(map(_spoken, value)) if isinstance(value, list) else str(value)


def _protocol(protocol: Answer, name: _Names) -> Iterator[RenderableType]:
    said = f"protocol {name.phase(protocol['phase'])}: {word(protocol['state'])}"
    said += f" since {protocol['in_force_since']}" if protocol["in_force_since"] else ""
    said += f", until {protocol['ends_on']}"
    said += f", amendment {word(protocol['amendment'])}" if protocol["amendment"] else ""
    yield Text.from_markup(f"[bold]{escape(said)}[/]{marks(protocol)}")
    yield Text(f"{protocol['id']}, text {protocol['text_version']}", style="dim")
    steps = table("party", "agreed", "signed", "vote of the council")
    for step in protocol["steps"]:
        party = escape(name.commune(step["party"]))
        steps.add_row(party, step["agreed_on"] or NOTHING, _signed(step), _vote(step))
    yield steps
    if protocol["awaiting"]:
        waiting = ", ".join(name.commune(each) for each in protocol["awaiting"])
        yield Text(f"waits for the council of {waiting} since {protocol['awaiting_since']}")


def _signed(step: Answer) -> str:
    if not step["signed_on"]:
        return NOTHING
    behalf = "\n(entered on its behalf)" if step["signed_on_behalf"] else ""
    return f"{step['signed_on']}\n{escape(step['function'])}{behalf}"


def _vote(step: Answer) -> str:
    if not step["vote"]:
        return NOTHING
    said = f"{word(step['vote'])} {step['deliberation']['adopted_on']}"
    said += f"\nput off to {step['until']}" if step["until"] else ""
    said += f"\n{escape(step['reason'])}" if step["reason"] else ""
    return said + ("\n(entered on its behalf)" if step["vote_on_behalf"] else "")


def _convention(convention: Answer, name: _Names) -> Iterator[RenderableType]:
    said = f"convention {name.phase(convention['phase'])}: {word(convention['state'])}"
    yield Text.from_markup(f"[bold]{escape(said)}[/]{marks(convention)}")
    yield Text(f"{convention['id']}, version {convention['content_version']}", style="dim")
    for line in convention["budget_lines"]:
        yield Text(f"  {line['code']} {read(line['text'])}: {_money(line['amount'])}")
    if convention["awaiting"]:
        waiting = ", ".join(name.commune(each) for each in convention["awaiting"])
        yield Text(f"waits for the signature of {waiting}")
    if why := convention.get("hindered_by"):  # told of today, not of a moment that is past
        known = [why.replace("-", " "), convention["hindered_since"], convention["hindered_reason"]]
        told = ", ".join(each for each in known if each)
        yield Text(f"nothing more can be done under it: {told}")
    if end := convention["abandoned"]:
        yield Text(f"given up by {name.commune(end['party'])} on {end['on']}: {end['reason']}")


def _money(money: Answer) -> str:
    return f"{money['amount']} {money['currency']}"


def _commitment(commitment: Answer, name: _Names) -> Text:
    measure = commitment["measure"]
    money = measure.get("money")
    much = _money(money) if money else f"{measure['quantity']} {measure['unit']}"
    who, what = name.commune(commitment["party"]), read(commitment["text"])
    said = f"{who} undertakes: {what}, {much}"
    return Text.from_markup(f"{escape(said)}: {word(commitment['state'])}{marks(commitment)}")


def _due(view: Answer, name: _Names) -> Iterator[Text]:
    for due in view["deadlines"]:
        who = f", {name.commune(due['commune'])}" if due["commune"] else ""
        late = " (overdue)" if due["overdue"] else ""
        about = f" {due['about']}" if due["about"] else ""
        said = f"due {due['due_on']}: {word(due['kind'].replace('-', ' '))}{about}{who}{late}"
        yield Text(said, style="red" if due["overdue"] else "")


def _history(view: Answer, name: _Names) -> RenderableType:
    shown = table("recorded", "what", "who")
    for act in view["history"]:
        shown.add_row(act["recorded_at"][:10], _what(act), _who(act, name))
    return shown


def _what(act: Answer) -> str:
    on = f"\n[dim]on {act['acted_on']}[/]" if act["acted_on"] else ""
    reason = f"\n[dim]{escape(act['reason'])}[/]" if act["reason"] else ""
    # `CouncilRatified` is read as "council ratified".
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", act["act"]).lower()
    return f"{words}{on}{reason}{marks(act, chr(10))}"


def _who(act: Answer, name: _Names) -> str:
    """Return the party and its function or body, then who entered it; an account, never a name."""
    party = name.commune(act["party"]) if act["party"] else None
    said = ", ".join(escape(each) for each in (party, act["function"]) if each)
    by = " ".join(escape(each) for each in ("by", act["recorded_as"], act["account"]) if each)
    if act["on_behalf"]:
        by += f"\non its behalf: {escape(act['evidence'] or NOTHING)}"
    return f"{said}\n[dim]{by}[/]" if said else f"[dim]{by}[/]"
