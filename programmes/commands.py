"""Turn a programme into the commands that enter it in the register of each unit."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from programmes import phase_rules, regional_groups, strategic_plans, successions, templates
from programmes.model import (
    Commune,
    CountryProgramme,
    Mark,
    Outline,
    Pair,
    Participant,
    Partnership,
    Phase,
    PhaseStep,
    Stay,
    Succession,
)
from programmes.sends import Send, Sender, Wave
from vocabulary.acts import Evidence, OnBehalf, Source
from vocabulary.terms import Coverage

LISTED = "the rows of this pack, each with its own source; no complete list could be obtained"


def units(outline: Outline) -> tuple[str, ...]:
    """Return the unit of each country that has a programme, in alphabetical order."""
    return tuple(sorted({each.country.lower() for each in outline.country_programmes}))


def commands(outline: Outline) -> Iterator[Send]:
    """Yield all commands in an order in which they could be sent one by one."""
    for unit in units(outline):
        yield from sorted(_of_unit(outline, unit), key=lambda send: send.wave)


def _of_unit(outline: Outline, unit: str) -> Iterator[Send]:
    country, sender = unit.upper(), Sender(unit, demonstration=False)
    partnerships = [each for each in outline.partnerships if each.country == country]
    participants = [each for each in outline.participants if each.country == country]
    yield from _programme(outline, sender)
    yield from phase_rules.sends(outline.phase_rules, outline.programme, sender)
    yield from templates.sends(outline.models, outline.programme, sender)
    ceased = successions.of_country(outline.successions, country)
    for commune in _taking_part(partnerships, participants, ceased):
        yield _register(commune, sender)
    for programme in outline.country_programmes:
        if programme.country == country:
            yield from _country_programme(outline, programme, partnerships, participants, sender)
    for plan in outline.strategic_plans:
        if plan.programme.country == country:
            yield from strategic_plans.sends(plan, sender)
    predecessors = {each.id: each.predecessor for each in partnerships}
    for each in partnerships:
        wave = Wave.COUNTRY + _depth(each.id, predecessors)
        yield from _partnership(outline, each, wave, sender)
    yield from successions.sends(ceased, sender)
    yield from regional_groups.sends(outline.regional_groups, outline.programme, sender)


def _programme(outline: Outline, sender: Sender) -> Iterator[Send]:
    programme = outline.programme
    yield sender.send(
        Wave.REGISTERS,
        "programmes",
        programme.id,
        "define",
        {
            "names": programme.names,
            "funder": programme.funder,
            "associations": programme.associations,
            "pillars": programme.pillars,
            "principles": programme.principles,
            "prior_deliberation_of": programme.prior_deliberation_of,
            "sources": programme.sources,
        },
        origin=programme.origin,
        mark=programme.mark,
    )
    for phase in programme.phases.values():
        yield _plan(programme.id, phase, sender)
        for step in phase.steps:
            yield _step(programme.id, phase, step, sender)


def _plan(programme: UUID, phase: Phase, sender: Sender) -> Send:
    content = {
        "phase": phase.id,
        "code": phase.code,
        "starts_on": phase.starts_on,
        "ends_on": phase.ends_on,
        "sources": phase.sources,
    }
    return sender.send(
        Wave.REGISTERS, "programmes", programme, "plan-phase", content, origin=phase.origin
    )


def _step(programme: UUID, phase: Phase, step: PhaseStep, sender: Sender) -> Send:
    content = {"phase": phase.id, "on": step.on, "reason": step.reason, "note": step.note}
    return sender.send(
        Wave.REGISTERS,
        "programmes",
        programme,
        f"{step.verb}-phase",
        content,
        origin=step.origin,
        mark=step.mark,
    )


def _taking_part(
    partnerships: Iterable[Partnership],
    participants: Iterable[Participant],
    ceased: Iterable[Succession],
) -> list[Commune]:
    found = {each.commune.id: each.commune for each in participants}
    for succession in ceased:
        found |= {each.id: each for each in (succession.ceased, succession.successor)}
    for partnership in partnerships:
        found |= {id_: commune for id_, (commune, _) in partnership.members.items()}
    return sorted(found.values(), key=lambda commune: (commune.country != "BE", commune.name))


def _register(commune: Commune, sender: Sender) -> Send:
    content = {
        "kind": commune.kind,
        "country": commune.country,
        "names": commune.names,
        "region": commune.region,
        "codes": commune.codes,
        "coordinates": commune.coordinates,
        "sources": commune.sources,
    }
    return sender.send(
        Wave.REGISTERS, "communes", commune.id, "register", content, origin=commune.origin
    )


def _country_programme(
    outline: Outline,
    each: CountryProgramme,
    partnerships: Iterable[Partnership],
    participants: Iterable[Participant],
    sender: Sender,
) -> Iterator[Send]:
    taking_part = [(one, stay) for one in partnerships if (stay := _stay(one.pairs[0], each.phase))]
    content = {
        "programme": outline.programme.id,
        "phase": outline.programme.phases[each.phase].id,
        "country": each.country,
        "sectors": each.sectors,
        "goal": each.goal,
        "results": each.results,
        "operational_costs": each.operational_costs,
        "coverage": _coverage(each, len(taking_part)),
        "sources": each.sources,
    }
    yield sender.send(
        Wave.COUNTRY,
        "country-programmes",
        each.id,
        "launch",
        content,
        origin=each.origin,
        mark=each.mark,
    )
    yield from _admissions(each, taking_part, participants, sender)


def _coverage(each: CountryProgramme, listed: int) -> Coverage:
    if each.stated is None:
        return Coverage(listed=listed, stated=None, source=LISTED)
    return Coverage(
        listed=listed,
        stated=each.stated.partnerships,
        source=each.stated.source,
        note=each.stated.note,
    )


def _admissions(
    each: CountryProgramme,
    partnerships: Iterable[tuple[Partnership, Stay]],
    participants: Iterable[Participant],
    sender: Sender,
) -> Iterator[Send]:
    """Admit each commune once, on the firmest ground: an unmarked row before a marked one."""
    grounds: list[tuple[Commune, str | None, tuple[Source, ...], str]] = []
    for partnership, stay in partnerships:
        for pair in partnership.pairs:
            mark = _mark(pair.mark or stay.mark, pair.confidence)
            grounds.extend(
                (commune, mark, pair.sources, pair.origin)
                for commune in (pair.belgian, pair.partner)
            )
    for one in participants:
        for stay in one.stays:
            if stay.phase == each.phase:
                mark = _mark(stay.mark, "the source names it before the phase began")
                grounds.append((one.commune, mark, one.sources, one.origin))
    admitted: set[UUID] = set()
    for commune, mark, sources, origin in sorted(grounds, key=lambda ground: ground[1] is not None):
        if commune.id in admitted:
            continue
        admitted.add(commune.id)
        yield sender.send(
            Wave.COUNTRY,
            "country-programmes",
            each.id,
            "admit-commune",
            {"commune": commune.id, "sources": sources},
            origin=origin,
            mark=mark,
        )


def _partnership(
    outline: Outline, partnership: Partnership, wave: int, sender: Sender
) -> Iterator[Send]:
    first = partnership.pairs[0]
    members = [{"commune": id_, "role": role} for id_, (_, role) in partnership.members.items()]
    content = {
        "programme": outline.programme.id,
        "country": partnership.country,
        "members": members,
        "predecessor": partnership.predecessor,
        "sources": [source for pair in partnership.pairs for source in pair.sources],
    }
    mark = _mark(first.mark, first.confidence)
    send = sender.send
    id_, origin = partnership.id, first.origin
    yield send(wave, "partnerships", id_, "establish", content, origin=origin, mark=mark)
    for stay in first.stays:
        entered = {"phase": outline.programme.phases[stay.phase].id, "sources": first.sources}
        mark = _mark(stay.mark or first.mark, first.confidence)
        yield send(wave, "partnerships", id_, "enter-phase", entered, origin=origin, mark=mark)
    if first.ending:
        yield _terminate(partnership, wave, sender)


def _terminate(partnership: Partnership, wave: int, sender: Sender) -> Send:
    first = partnership.pairs[0]
    ending = first.ending
    assert ending is not None  # noqa: S101 - the caller has looked
    evidence = OnBehalf(evidence=Evidence(reference=first.sources[0].reference))
    content = {
        "on": ending.on,
        "reason": ending.reason,
        "by": ending.by.id if ending.by else None,
        "on_behalf": evidence if ending.by else None,
    }
    mark = _mark(ending.mark, "the day of the end is not stated")
    return sender.send(
        wave,
        "partnerships",
        partnership.id,
        "terminate",
        content,
        origin=first.origin,
        mark=mark,
    )


def _stay(pair: Pair, phase: str) -> Stay | None:
    return next((stay for stay in pair.stays if stay.phase == phase), None)


def _mark(mark: Mark | None, reason: str) -> str | None:
    return f"{mark}: {reason}" if mark else None


def _depth(id_: UUID, predecessors: dict[UUID, UUID | None]) -> int:
    depth = 0
    while (before := predecessors.get(id_)) is not None:
        depth, id_ = depth + 1, before
    return depth
