"""Strategic plans of a pack, and the commands that enter them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from programmes.chains import chain, identifiers
from programmes.entries import Entry
from programmes.faults import Fault
from programmes.files import Document
from programmes.model import CountryProgramme, Outline, StrategicPlan, Validation
from programmes.sends import Send, Sender, Wave
from programmes.terms import reasoned_mark, sources
from vocabulary.acts import Evidence, OnBehalf
from vocabulary.hashing import content_hash

FILE = "strategic_plans.toml"
PLAN = (
    *("id", "country", "phase", "drafted_on", "submitted_on", "sources", "mark"),
    *("results", "validations"),
)


def read(folder: Path, base: Outline, faults: list[Fault]) -> tuple[StrategicPlan, ...]:
    """Return the strategic plans of the folder, none where it has no such file."""
    if not (folder / FILE).exists():
        return ()
    document = Document(folder / FILE, faults)
    document.only("strategic_plans")
    taken = {(p.programme.country, p.programme.phase): p.origin for p in base.strategic_plans}
    found: list[StrategicPlan] = []
    for index, entry in enumerate(document.tables("strategic_plans")):
        plan = _plan(document, index, entry, base)
        if plan is None:
            continue
        place = (plan.programme.country, plan.programme.phase)
        if place in taken:
            entry.fault("phase", f"{taken[place]} is the strategic plan of {' '.join(place)}")
        taken[place] = plan.origin
        found.append(plan)
    return tuple(found)


def ids(plans: tuple[StrategicPlan, ...]) -> list[tuple[UUID, str]]:
    """Return every identifier of the plans with where it stands."""
    return [
        pair
        for plan in plans
        for pair in ((plan.id, plan.origin), *identifiers(plan.chain, plan.origin))
    ]


def _plan(document: Document, index: int, entry: Entry, base: Outline) -> StrategicPlan | None:
    entry.only(PLAN)
    id_, country = entry.id("id"), entry.words("country")
    phase = entry.choice("phase", tuple(base.programme.phases))
    submitted_on = entry.optional_day("submitted_on")
    here = ("strategic_plans", index)
    results = chain(document, *here, "results")
    if not results:
        entry.fault("results", "are missing")
    programme = base.country_programme(country, phase)
    if programme is None:
        entry.fault("country", f"there is no country programme of {country} in {phase}")
    validations = [
        each
        for group in document.tables(*here, "validations")
        for each in _validations(group, base, programme)
    ]
    if validations and submitted_on is None:
        entry.fault("submitted_on", "is missing while communes validate")
    if programme is None:
        return None
    return StrategicPlan(
        id=id_,
        programme=programme,
        chain=results,
        drafted_on=entry.day("drafted_on"),
        submitted_on=submitted_on,
        validations=tuple(validations),
        sources=sources(entry, base.programme.cited),
        mark=reasoned_mark(entry),
        origin=f"{entry.file}:{entry.line}",
    )


def _validations(
    entry: Entry, base: Outline, programme: CountryProgramme | None
) -> Iterator[Validation]:
    """Yield the validations of one day by several communes, with what proves them."""
    entry.only({"on", "communes", "evidence"})
    on, names, evidence = entry.day("on"), entry.split("communes"), entry.words("evidence")
    if not names:
        entry.fault("communes", "names nobody")
    for name in names:
        commune = base.communes.get(name)
        if commune is None or (programme and commune not in base.taking_part(programme)):
            entry.fault("communes", f"{name!r} takes no part in the country programme")
        else:
            yield Validation(commune, on, evidence)


def sends(plan: StrategicPlan, sender: Sender) -> Iterator[Send]:
    """Draft for the platform, submit, and record on behalf of each commune that it validates."""
    drafted = {
        "country_programme": plan.programme.id,
        "on": plan.drafted_on,
        "chain": plan.chain,
        "sources": plan.sources,
    }
    yield _send(plan, sender, "draft", drafted)
    if plan.submitted_on is None:
        return
    yield _send(plan, sender, "submit", {"on": plan.submitted_on})
    hashed = content_hash(plan.chain)
    for each in plan.validations:
        validated = {
            "commune": each.commune.id,
            "version": 1,
            "content_hash": hashed,
            "on": each.on,
            "on_behalf": OnBehalf(evidence=Evidence(reference=each.evidence)),
        }
        yield _send(plan, sender, "validate", validated)


def _send(plan: StrategicPlan, sender: Sender, verb: str, content: Mapping[str, Any]) -> Send:
    return sender.send(
        Wave.STRATEGIES,
        "strategic-plans",
        plan.id,
        verb,
        content,
        origin=plan.origin,
        mark=plan.mark,
    )
