"""Read regional_groups.toml: partnerships that plan together, and who belongs to them."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from programmes.entries import Entry
from programmes.faults import Fault
from programmes.files import Document
from programmes.model import GroupMembership, Partnership, Programme, RegionalGroup
from programmes.sends import Send, Sender, Wave
from programmes.terms import reasoned_mark, sources, text
from vocabulary.codes import country_problem

FILE = "regional_groups.toml"
GROUP = ("id", "country", "names", "since", "sources", "mark", "partnerships")
MEMBERSHIP = ("belgian_commune", "partner", "since", "until", "sources", "mark")


def read(
    folder: Path, of: Programme, partnerships: Iterable[Partnership], faults: list[Fault]
) -> tuple[RegionalGroup, ...]:
    """Return the groups of the folder; a pack may have none."""
    if not (folder / FILE).exists():
        return ()
    document = Document(folder / FILE, faults)
    document.only("regional_groups")
    everything = tuple(partnerships)
    return tuple(
        _group(document, index, entry, of, everything)
        for index, entry in enumerate(document.tables("regional_groups"))
    )


def _group(
    document: Document, index: int, entry: Entry, of: Programme, everything: Iterable[Partnership]
) -> RegionalGroup:
    entry.only(GROUP)
    country = entry.words("country")
    if problem := country_problem(country):
        entry.fault("country", problem)
    of_country = [each for each in everything if each.country == country]
    named = sources(entry, of.cited)
    if not named:
        entry.fault("sources", "a group without a source is not entered")
    memberships = [
        _membership(each, of, of_country)
        for each in document.tables("regional_groups", index, "partnerships")
    ]
    return RegionalGroup(
        id=entry.id("id"),
        country=country,
        names=text(entry, "names"),
        since=entry.optional_day("since"),
        memberships=tuple(each for each in memberships if each),
        sources=named,
        mark=reasoned_mark(entry),
        origin=f"{entry.file}:{entry.line}",
    )


def _membership(
    entry: Entry, of: Programme, partnerships: Iterable[Partnership]
) -> GroupMembership | None:
    entry.only(MEMBERSHIP)
    names = (entry.words("belgian_commune"), entry.words("partner"))
    named = sources(entry, of.cited)
    found = [
        each
        for each in partnerships
        if names in [(pair.belgian.name, pair.partner.name) for pair in each.pairs]
    ]
    since, until = entry.optional_day("since"), entry.optional_day("until")
    if not found:
        entry.fault("partner", f"{' – '.join(names)} is no partnership of the group's country")
        return None
    return GroupMembership(
        partnership=found[0],
        since=since,
        until=until,
        sources=named,
        mark=reasoned_mark(entry),
        origin=f"{entry.file}:{entry.line}",
    )


def sends(groups: Iterable[RegionalGroup], of: Programme, sender: Sender) -> Iterator[Send]:
    """Yield the founding of each group of the sender's unit, and who belongs to it."""
    for group in groups:
        if group.country.lower() != sender.unit:
            continue
        founded = {
            "programme": of.id,
            "country": group.country,
            "names": group.names,
            "since": group.since,
            "sources": group.sources,
        }
        yield _send(sender, group, "found", founded, group)
        for each in group.memberships:
            joined = {
                "partnership": each.partnership.id,
                "since": each.since,
                "until": each.until,
                "sources": each.sources,
            }
            yield _send(sender, group, "join", joined, each)


def _send(
    sender: Sender,
    group: RegionalGroup,
    verb: str,
    content: Mapping[str, object],
    said: RegionalGroup | GroupMembership,
) -> Send:
    return sender.send(
        Wave.GROUPS,
        "regional-groups",
        group.id,
        verb,
        content,
        origin=said.origin,
        mark=said.mark,
    )
