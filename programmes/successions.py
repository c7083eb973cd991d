"""Read successions.csv: communes that exist no longer, and who goes on in their place."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from programmes.entries import Entry
from programmes.faults import Fault
from programmes.files import sheet
from programmes.model import Commune, Partnership, Programme, Succession
from programmes.sends import Send, Sender, Wave
from programmes.terms import sources

FILE = "successions.csv"
COLUMNS = ("commune", "on", "successor", "with_partners", "sources", "note")
REASON = "Fusion de communes : le successeur poursuit le partenariat."


def read(
    folder: Path,
    of: Programme,
    known: Mapping[str, Commune],
    partnerships: Iterable[Partnership],
    faults: list[Fault],
) -> tuple[Succession, ...]:
    """Return the successions; a pack may have none.

    `with_partners` names the partners with whom the successor goes on, in partnerships of the
    commune that ceased. Without one, these end with it or stay as they were.
    """
    if not (folder / FILE).exists():
        return ()
    everything = tuple(partnerships)
    return tuple(
        succession
        for entry in sheet(folder / FILE, COLUMNS, faults)
        if (succession := _succession(entry, of, known, everything))
    )


def _succession(
    entry: Entry, of: Programme, known: Mapping[str, Commune], partnerships: Iterable[Partnership]
) -> Succession | None:
    ceased, successor = _commune(entry, "commune", known), _commune(entry, "successor", known)
    on, named = entry.day("on"), sources(entry, of.cited, entry.optional("note"))
    if not named:
        entry.fault("sources", "a succession without a source is not entered")
    if ceased is None or successor is None:
        return None
    if ceased.country != successor.country:
        entry.fault("successor", f"{successor.name!r} is of {successor.country}")
    return Succession(
        ceased=ceased,
        on=on,
        successor=successor,
        continued=tuple(_continued(entry, ceased, partnerships)),
        sources=named,
        origin=f"{entry.file}:{entry.line}",
    )


def _commune(entry: Entry, column: str, known: Mapping[str, Commune]) -> Commune | None:
    name = entry.words(column)
    if name and name not in known:
        entry.fault(column, f"{name!r} is no name_fr of communes.csv")
    return known.get(name)


def _continued(
    entry: Entry, ceased: Commune, partnerships: Iterable[Partnership]
) -> Iterator[Partnership]:
    of_it = [each for each in partnerships if ceased.id in each.members]
    for name in entry.split("with_partners"):
        found = [each for each in of_it if any(pair.partner.name == name for pair in each.pairs)]
        if not found:
            entry.fault("with_partners", f"no row joins {ceased.name!r} and {name!r}")
        yield from found


def sends(found: Iterable[Succession], sender: Sender) -> Iterator[Send]:
    """Yield the end of each commune and its successor's joining, for the sender's unit.

    A unit registers communes that take part in its country, and hears of the end of these only.
    """
    for each in found:
        content = {"on": each.on, "successors": [each.successor.id], "sources": each.sources}
        yield sender.send(
            Wave.SUCCESSIONS, "communes", each.ceased.id, "cease", content, origin=each.origin
        )
        for partnership in each.continued:
            _, role = partnership.members[each.ceased.id]
            joins = {"commune": each.successor.id, "role": role, "since": each.on}
            leaves = {"commune": each.ceased.id, "until": each.on, "reason": REASON}
            for verb, act in (("join", joins), ("leave", leaves)):
                yield sender.send(
                    Wave.SUCCESSIONS, "partnerships", partnership.id, verb, act, origin=each.origin
                )


def of_country(found: Iterable[Succession], country: str) -> list[Succession]:
    """Return the successions that a country's unit has to know of.

    Those of its partnerships, and those of other communes with the same successor: the successor
    knows all whom it follows.
    """
    here = [
        each
        for each in found
        if country in {each.ceased.country, *(one.country for one in each.continued)}
    ]
    heirs = {each.successor.id for each in here}
    return [each for each in found if each.successor.id in heirs]
