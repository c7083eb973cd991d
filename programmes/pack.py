"""Read a pack completely, and turn it into commands; or name all that is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from programmes import commands as programme_commands
from programmes import (
    demonstration,
    phase_rules,
    regional_groups,
    strategic_plans,
    successions,
    templates,
)
from programmes.faults import BadPack, Fault
from programmes.files import Document
from programmes.model import Outline, Programme
from programmes.programme_files import country_programmes, programme
from programmes.registers import communes, participants, partnerships, shared_ids
from programmes.sends import Send, fingerprint

PROGRAMME = "programme.toml"
DEMONSTRATION = "demonstration.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack without fault. `sends` are in an order in which they can be sent one by one."""

    name: str
    demonstration: bool
    sends: Sequence[Send]

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(send.unit for send in self.sends))

    @property
    def fingerprint(self) -> str:
        """The same as long as nothing in the pack changes: whoever loaded it can tell."""
        return fingerprint(self.sends)


def read(folder: Path) -> Pack:
    """Return the pack in the folder. Raises `BadPack` with every fault, file and line."""
    faults: list[Fault] = []
    if (folder / DEMONSTRATION).exists():
        return _demonstration(folder, faults)
    outline, name = _outline(folder, faults)
    if faults or outline is None:
        raise BadPack(faults)
    return Pack(name=name, demonstration=False, sends=tuple(programme_commands.commands(outline)))


def outline(folder: Path) -> Outline:
    """Return what a programme's pack says. Raises `BadPack`."""
    faults: list[Fault] = []
    found, _ = _outline(folder, faults)
    if faults or found is None:
        raise BadPack(faults)
    return found


def _outline(folder: Path, faults: list[Fault]) -> tuple[Outline | None, str]:
    document = Document(folder / PROGRAMME, faults)
    of = programme(document)
    if of is None:
        return None, ""
    heading = document.table("pack")
    name = folder.name
    if heading:
        heading.only({"name"})
        name = heading.words("name")
    return _registers(folder, of, faults), name


def _registers(folder: Path, of: Programme, faults: list[Fault]) -> Outline:
    per_country = Document(folder / "country_programmes.toml", faults)
    known = communes(folder / "communes.csv", of, faults)
    found = Outline(
        programme=of,
        country_programmes=country_programmes(per_country, of),
        communes=known,
        models=templates.read(folder, of, faults),
        phase_rules=phase_rules.read(folder, of, faults),
        partnerships=partnerships(folder / "partnerships.csv", of, known, faults),
        participants=participants(folder / "participants_unmatched.csv", of, known, faults),
    )
    faults.extend(_without_country_programme(found))
    found = replace(
        found,
        strategic_plans=strategic_plans.read(folder, found, faults),
        successions=successions.read(folder, of, known, found.partnerships, faults),
        regional_groups=regional_groups.read(folder, of, found.partnerships, faults),
    )
    faults.extend(shared_ids(_ids(found)))
    return found


def _ids(found: Outline) -> list[tuple[UUID, str]]:
    return [
        (found.programme.id, found.programme.origin),
        *((phase.id, phase.origin) for phase in found.programme.phases.values()),
        *((each.id, each.origin) for each in found.country_programmes),
        *((commune.id, commune.origin) for commune in found.communes.values()),
        *((each.id, each.pairs[0].origin) for each in found.partnerships),
        *strategic_plans.ids(found.strategic_plans),
        *((each.id, each.origin) for each in found.models),
        *((each.id, each.origin) for each in found.regional_groups),
    ]


def _without_country_programme(found: Outline) -> list[Fault]:
    """Whoever takes part in a phase needs that country's programme of the phase."""
    there = {(each.country, each.phase) for each in found.country_programmes}
    rows = [(pair.country, pair.stays, pair.origin) for p in found.partnerships for pair in p.pairs]
    rows += [(each.country, each.stays, each.origin) for each in found.participants]
    return [
        Fault(
            origin.rsplit(":", 1)[0],
            int(origin.rsplit(":", 1)[1]),
            "phases",
            f"country_programmes.toml has no {stay.phase} of {country}",
        )
        for country, stays, origin in rows
        for stay in stays
        if stay.phase in found.programme.phases and (country, stay.phase) not in there
    ]


def _demonstration(folder: Path, faults: list[Fault]) -> Pack:
    document = Document(folder / DEMONSTRATION, faults)
    heading = document.table("pack")
    if heading is None:
        faults.append(Fault(DEMONSTRATION, 1, "pack", "is missing"))
        raise BadPack(faults)
    heading.only({"name", "of"})
    name, of = heading.words("name"), heading.words("of")
    base = (folder / of).resolve()
    if not (base / PROGRAMME).exists():
        heading.fault("of", f"{of!r} is no folder with a {PROGRAMME}")
        raise BadPack(faults)
    sends = demonstration.read(folder, document, outline(base), faults)
    if faults:
        raise BadPack(faults)
    return Pack(name=name, demonstration=True, sends=sends)
