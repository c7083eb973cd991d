"""Read rules.toml: what the programme lays down for its phases, as far as sources say."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from programmes.entries import Entry
from programmes.faults import Fault
from programmes.files import Document
from programmes.model import Programme, RulesOfPhase
from programmes.sends import Send, Sender, Wave
from programmes.terms import reasoned_mark, sources, term, text
from vocabulary.codes import country_problem, currency_problem
from vocabulary.rules import (
    GoverningText,
    Horizon,
    PlanKind,
    Rules,
    Territory,
    TextKind,
    language_problem,
    rules_problem,
)
from vocabulary.terms import Term

FILE = "rules.toml"
KEYS = {
    *("phase", "since", "territories", "governing_texts", "horizons", "levels", "languages"),
    *("currencies", "cost_classes", "ineligible_costs", "notice_days", "sources", "mark"),
}


def read(folder: Path, of: Programme, faults: list[Fault]) -> tuple[RulesOfPhase, ...]:
    """Return the rules of the phases; a pack may have none."""
    if not (folder / FILE).exists():
        return ()
    document = Document(folder / FILE, faults)
    document.only("rules")
    return tuple(
        _of_phase(document, index, entry, of)
        for index, entry in enumerate(document.tables("rules"))
    )


def _of_phase(document: Document, index: int, entry: Entry, of: Programme) -> RulesOfPhase:
    entry.only(KEYS)
    here = ("rules", index)
    rules = Rules(
        governing_texts=tuple(
            _governing_text(each, of.cited) for each in document.tables(*here, "governing_texts")
        ),
        territories=tuple(_territory(each) for each in document.tables(*here, "territories")),
        levels=_terms(document, *here, "levels"),
        languages=_codes(entry, "languages", language_problem),
        currencies=_codes(entry, "currencies", currency_problem),
        cost_classes=_terms(document, *here, "cost_classes"),
        ineligible_costs=_terms(document, *here, "ineligible_costs"),
        horizons=tuple(_horizon(each) for each in document.tables(*here, "horizons")),
        notice_days=entry.count("notice_days"),
    )
    if problem := rules_problem(rules):
        entry.fault("phase", problem)
    return RulesOfPhase(
        phase=entry.choice("phase", tuple(of.phases)),
        since=entry.optional_day("since"),
        rules=rules,
        sources=sources(entry, of.cited),
        mark=reasoned_mark(entry),
        origin=f"{entry.file}:{entry.line}",
    )


def _governing_text(entry: Entry, cited: Mapping[str, str]) -> GoverningText:
    entry.only({"kind", "title", "reference", "url", "holds_from", "holds_until"})
    kind = entry.choice("kind", tuple(TextKind))
    reference = entry.words("reference")
    return GoverningText(
        kind=TextKind(kind) if kind in tuple(TextKind) else TextKind.LAW,
        title=text(entry, "title"),
        reference=cited.get(reference, reference),
        url=entry.optional("url"),
        holds_from=entry.optional_day("holds_from"),
        holds_until=entry.optional_day("holds_until"),
    )


def _territory(entry: Entry) -> Territory:
    entry.only({"country", "regions"})
    if problem := country_problem(entry.words("country")):
        entry.fault("country", problem)
    return Territory(country=entry.words("country"), regions=entry.split("regions"))


def _horizon(entry: Entry) -> Horizon:
    entry.only({"plan", "months", "country", "first"})
    plan = entry.choice("plan", tuple(PlanKind))
    country = entry.optional("country")
    if country is not None and (problem := country_problem(country)):
        entry.fault("country", problem)
    months = entry.count("months")
    if not months:
        entry.fault("months", "is missing; a plan covers at least one month")
    first = entry.values.get("first", False)
    if not isinstance(first, bool):
        entry.fault("first", "is neither true nor false")
    return Horizon(
        plan=PlanKind(plan) if plan in tuple(PlanKind) else PlanKind.STRATEGIC,
        months=months or 1,
        country=country,
        first=first is True,
    )


def _terms(document: Document, *path: str | int) -> tuple[Term, ...]:
    return tuple(term(entry) for entry in document.tables(*path))


def _codes(entry: Entry, column: str, problem_of: Callable[[str], str | None]) -> tuple[str, ...]:
    codes = entry.split(column)
    for code in codes:
        if problem := problem_of(code):
            entry.fault(column, f"{code!r} {problem}")
    return codes


def sends(found: Iterable[RulesOfPhase], programme: Programme, sender: Sender) -> Iterator[Send]:
    """Yield what enters the rules, to be sent after the phases."""
    for each in found:
        content = {
            "phase": programme.phases[each.phase].id,
            "since": each.since,
            "rules": each.rules,
            "sources": each.sources,
        }
        yield sender.send(
            Wave.REGISTERS,
            "programmes",
            programme.id,
            "set-phase-rules",
            content,
            origin=each.origin,
            mark=each.mark,
        )
