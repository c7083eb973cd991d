"""Read programme.toml and country_programmes.toml."""

from collections.abc import Mapping

from programmes.entries import Entry
from programmes.files import Document
from programmes.model import CountryProgramme, Phase, PhaseStep, Programme, Stated
from programmes.terms import money, reasoned_mark, sources, term, text
from vocabulary.codes import country_problem
from vocabulary.communes import SuspensionReason
from vocabulary.terms import Term

STEPS = ("open", "suspend", "resume", "begin-closing", "close")


def programme(document: Document) -> Programme | None:
    """Return the programme, None where the file cannot be read at all."""
    document.only("pack", "programme", "sources", "pillars", "principles", "sectors", "phases")
    entry = document.table("programme")
    if entry is None:
        if document.readable:
            Entry(document.file, 1, {}, document.faults).fault("programme", "is missing")
        return None
    entry.only(
        {"id", "names", "funder", "associations", "prior_deliberation_of", "sources", "mark"},
    )
    cited = _cited(document)
    countries = entry.split("prior_deliberation_of")
    for country in countries:
        if problem := country_problem(country):
            entry.fault("prior_deliberation_of", f"{country!r} {problem}")
    return Programme(
        id=entry.id("id"),
        names=text(entry, "names"),
        funder=entry.words("funder"),
        associations=entry.split("associations"),
        pillars=_some_terms(document, "pillars"),
        principles=_terms(document, "principles"),
        sectors={sector.code: sector for sector in _some_terms(document, "sectors")},
        prior_deliberation_of=countries,
        phases=_phases(document, cited),
        cited=cited,
        sources=sources(entry, cited),
        mark=reasoned_mark(entry),
        origin=f"{entry.file}:{entry.line}",
    )


def _cited(document: Document) -> dict[str, str]:
    entry = document.table("sources")
    return {name: entry.words(name) for name in entry.values} if entry else {}


def _terms(document: Document, name: str) -> tuple[Term, ...]:
    found: dict[str, Term] = {}
    for entry in document.tables(name):
        read = term(entry)
        if read.code in found:
            entry.fault("code", f"{read.code!r} stands twice under {name}")
        found[read.code] = read
    return tuple(found.values())


def _some_terms(document: Document, name: str) -> tuple[Term, ...]:
    found = _terms(document, name)
    if not found and document.readable:
        Entry(document.file, 1, {}, document.faults).fault(name, "are missing")
    return found


def _phases(document: Document, cited: Mapping[str, str]) -> dict[str, Phase]:
    found: dict[str, Phase] = {}
    for index, entry in enumerate(document.tables("phases")):
        phase = _phase(entry, tuple(document.tables("phases", index, "steps")), cited)
        for other in found.values():
            if other.code == phase.code:
                entry.fault("code", f"{phase.code!r} stands twice")
            if other.starts_on <= phase.ends_on and phase.starts_on <= other.ends_on:
                entry.fault("starts_on", f"the phase overlaps with {other.code}")
        found[phase.code] = phase
    return found


def _phase(entry: Entry, steps: tuple[Entry, ...], cited: Mapping[str, str]) -> Phase:
    entry.only({"id", "code", "starts_on", "ends_on", "sources", "note", "steps"})
    starts_on, ends_on = entry.day("starts_on"), entry.day("ends_on")
    if ends_on <= starts_on:
        entry.fault("ends_on", "is not after the first day")
    return Phase(
        id=entry.id("id"),
        code=entry.words("code"),
        starts_on=starts_on,
        ends_on=ends_on,
        sources=sources(entry, cited, entry.optional("note")),
        steps=tuple(_step(step) for step in steps),
        origin=f"{entry.file}:{entry.line}",
    )


def _step(entry: Entry) -> PhaseStep:
    entry.only({"step", "on", "reason", "note", "mark"})
    verb = entry.choice("step", STEPS)
    suspends = verb == "suspend"
    if entry.optional("reason") and not suspends:
        entry.fault("reason", "belongs to the step suspend only")
    return PhaseStep(
        verb=verb,
        on=entry.day("on"),
        reason=entry.choice("reason", tuple(SuspensionReason)) if suspends else None,
        note=entry.optional("note"),
        mark=reasoned_mark(entry),
        origin=f"{entry.file}:{entry.line}",
    )


def country_programmes(document: Document, of: Programme) -> tuple[CountryProgramme, ...]:
    document.only("country_programmes")
    found: dict[tuple[str, str], CountryProgramme] = {}
    for index, entry in enumerate(document.tables("country_programmes")):
        read = _country_programme(document, index, entry, of)
        if (read.country, read.phase) in found:
            entry.fault("phase", f"{read.country} has {read.phase} twice")
        found[read.country, read.phase] = read
    return tuple(found.values())


def _country_programme(
    document: Document, index: int, entry: Entry, of: Programme
) -> CountryProgramme:
    entry.only(
        {"id", "country", "phase", "sectors", "goal", "results", "operational_costs", "stated"}
        | {"sources", "mark"}
    )
    if problem := country_problem(entry.words("country")):
        entry.fault("country", problem)
    here = ("country_programmes", index)
    goal = document.table(*here, "goal")
    return CountryProgramme(
        id=entry.id("id"),
        country=entry.words("country"),
        phase=entry.choice("phase", tuple(of.phases)),
        sectors=_sectors(entry, of.sectors),
        goal=term(goal) if goal else None,
        results=tuple(term(result) for result in document.tables(*here, "results")),
        operational_costs=money(document.table(*here, "operational_costs")),
        stated=_stated(document.table(*here, "stated"), of.cited),
        sources=sources(entry, of.cited),
        mark=reasoned_mark(entry),
        origin=f"{entry.file}:{entry.line}",
    )


def _sectors(entry: Entry, known: Mapping[str, Term]) -> tuple[Term, ...]:
    codes = entry.split("sectors")
    if not codes:
        entry.fault("sectors", "a country programme has at least one sector")
    for code in codes:
        if code not in known:
            entry.fault("sectors", f"{code!r} is no sector of programme.toml")
    return tuple(known[code] for code in codes if code in known)


def _stated(entry: Entry | None, cited: Mapping[str, str]) -> Stated | None:
    if entry is None:
        return None
    entry.only({"partnerships", "source", "note"})
    source = entry.words("source")
    return Stated(
        partnerships=entry.count("partnerships"),
        source=cited.get(source, source),
        note=entry.optional("note"),
    )
