"""Read the registers of a pack: communes.csv, partnerships.csv, participants_unmatched.csv."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import UUID

from programmes.entries import NO_ID, Entry
from programmes.faults import Fault
from programmes.files import sheet
from programmes.model import Commune, Ending, Pair, Participant, Partnership, Programme
from programmes.terms import mark, sources, stays
from vocabulary.codes import country_problem
from vocabulary.communes import Code, CommuneKind, Coordinates, MemberRole

BELGIUM = "BE"

COMMUNES = (
    *("id", "country", "kind", "name_fr", "name_nl", "region", "region_from_memory"),
    *("refnis", "postal", "geonames", "latitude", "longitude", "sources", "note"),
)
PAIRS = (
    *("partnership", "country", "belgian_commune", "belgian_role", "partner", "partner_role"),
    *("phases", "phases_stated", "mark", "predecessor"),
    *("ended_on", "ended_mark", "ended_by", "end_reason", "sources", "confidence"),
)
PARTICIPANTS = ("country", "commune", "phases", "phases_stated", "sources")
CODES = ("refnis", "postal", "geonames")
DOUBTS = ("inferred", "deduced", "from memory")


def communes(path: Path, of: Programme, faults: list[Fault]) -> dict[str, Commune]:
    """Return the communes by the name with which the other files call them."""
    found: dict[str, Commune] = {}
    for entry in sheet(path, COMMUNES, faults):
        commune = _commune(entry, of.cited)
        if commune.names["fr"] in found:
            entry.fault("name_fr", f"{commune.name!r} stands twice")
        found[commune.name] = commune
    return found


def _commune(entry: Entry, cited: Mapping[str, str]) -> Commune:
    if problem := country_problem(entry.words("country")):
        entry.fault("country", problem)
    kind = entry.choice("kind", tuple(CommuneKind))
    names = {"fr": entry.words("name_fr")}
    if dutch := entry.optional("name_nl"):
        names["nl"] = dutch
    codes = ((scheme, entry.optional(scheme)) for scheme in CODES)
    return Commune(
        id=entry.id("id"),
        country=entry.words("country"),
        kind=CommuneKind(kind) if kind in tuple(CommuneKind) else CommuneKind.COMMUNE,
        names=names,
        region=entry.optional("region"),
        codes=tuple(Code(scheme=scheme, value=value) for scheme, value in codes if value),
        coordinates=_coordinates(entry),
        sources=sources(entry, cited, entry.optional("note")),
        origin=f"{entry.file}:{entry.line}",
    )


def _coordinates(entry: Entry) -> Coordinates | None:
    latitude = entry.number("latitude", -90, 90)
    longitude = entry.number("longitude", -180, 180)
    if latitude is not None and longitude is not None:
        return Coordinates(latitude=latitude, longitude=longitude)
    if entry.optional("latitude") is None and entry.optional("longitude") is not None:
        entry.fault("latitude", "is missing while there is a longitude")
    if entry.optional("longitude") is None and entry.optional("latitude") is not None:
        entry.fault("longitude", "is missing while there is a latitude")
    return None


def partnerships(
    path: Path, of: Programme, known: Mapping[str, Commune], faults: list[Fault]
) -> tuple[Partnership, ...]:
    """Return the partnerships, each with its rows; rows with one id are one partnership."""
    entries = sheet(path, PAIRS, faults)
    read = [(entry, pair) for entry in entries if (pair := _pair(entry, of, known))]
    rows: dict[UUID, list[Pair]] = {}
    for _, pair in read:
        rows.setdefault(pair.partnership, []).append(pair)
    for entry, pair in read:
        _check_as_one(entry, pair, rows[pair.partnership][0])
    predecessors = _predecessors(read)
    return tuple(
        Partnership(
            id=pairs[0].partnership,
            country=pairs[0].country,
            pairs=tuple(pairs),
            predecessor=predecessors.get(pairs[0].partnership),
        )
        for pairs in rows.values()
    )


def _pair(entry: Entry, of: Programme, known: Mapping[str, Commune]) -> Pair | None:
    country = entry.words("country")
    belgian = _named(entry, "belgian_commune", {BELGIUM}, known)
    partner = _named(entry, "partner", {country}, known)
    id_, taken = entry.id("partnership"), stays(entry, of.phases)
    roles = [_role(entry, "belgian_role"), _role(entry, "partner_role")]
    marked, confidence = mark(entry), entry.words("confidence")
    ending = _ending(entry, known)
    named = sources(entry, of.cited, confidence)
    if not named:
        entry.fault("sources", "a partnership without a source is not listed")
    if not marked and not any(stay.mark for stay in taken):
        for doubt in DOUBTS:
            if doubt in confidence:
                entry.fault("mark", f"the confidence says {doubt!r}: mark the row or its phase")
    if belgian is None or partner is None:
        return None
    return Pair(
        partnership=id_,
        country=country,
        belgian=belgian,
        belgian_role=roles[0],
        partner=partner,
        partner_role=roles[1],
        stays=taken,
        mark=marked,
        predecessor=entry.optional("predecessor"),
        ending=ending,
        sources=named,
        confidence=confidence,
        origin=f"{entry.file}:{entry.line}",
    )


def _named(
    entry: Entry, column: str, countries: set[str], known: Mapping[str, Commune]
) -> Commune | None:
    name = entry.words(column)
    commune = known.get(name)
    if name and commune is None:
        entry.fault(column, f"{name!r} is no name_fr of communes.csv")
    if commune is not None and commune.country not in countries:
        wanted = ", ".join(sorted(countries))
        entry.fault(column, f"{name!r} is a commune of {commune.country}, not of {wanted}")
    return commune


def _role(entry: Entry, column: str) -> MemberRole:
    role = entry.choice(column, tuple(MemberRole))
    return MemberRole(role) if role in tuple(MemberRole) else MemberRole.LEAD


def _ending(entry: Entry, known: Mapping[str, Commune]) -> Ending | None:
    on = entry.optional_day("ended_on")
    if on is None:
        for column in ("ended_mark", "ended_by", "end_reason"):
            if entry.optional(column):
                entry.fault(column, "is given while ended_on is empty")
        return None
    by = entry.optional("ended_by")
    if by is not None and by not in known:
        entry.fault("ended_by", f"{by!r} is no name_fr of communes.csv")
    return Ending(
        on=on,
        by=known.get(by) if by else None,
        reason=entry.words("end_reason"),
        mark=mark(entry, "ended_mark"),
    )


def _check_as_one(entry: Entry, pair: Pair, first: Pair) -> None:
    """Rows of one partnership agree on what belongs to the partnership."""
    if pair.partnership == NO_ID or pair is first:
        return
    if (pair.country, pair.stays) != (first.country, first.stays):
        entry.fault("phases", f"differ from {first.origin}, a row of the same partnership")
    if pair.belgian != first.belgian and pair.partner != first.partner:
        entry.fault("partnership", f"is the id of {first.origin}, which has no member in common")


def _predecessors(read: Iterable[tuple[Entry, Pair]]) -> dict[UUID, UUID]:
    """Return what each partnership follows; it stands further up, so there is no circle."""
    above: dict[tuple[str, str], UUID] = {}
    found: dict[UUID, UUID] = {}
    for entry, pair in read:
        if name := pair.predecessor:
            before = above.get((name, pair.partner.name))
            if before is None:
                problem = f"no row further up joins {name!r} and {pair.partner.name!r}"
                entry.fault("predecessor", problem)
            else:
                found[pair.partnership] = before
        above[pair.belgian.name, pair.partner.name] = pair.partnership
    return found


def participants(
    path: Path, of: Programme, known: Mapping[str, Commune], faults: list[Fault]
) -> tuple[Participant, ...]:
    return tuple(
        participant
        for entry in sheet(path, PARTICIPANTS, faults)
        if (participant := _participant(entry, of, known))
    )


def _participant(entry: Entry, of: Programme, known: Mapping[str, Commune]) -> Participant | None:
    country = entry.words("country")
    commune = _named(entry, "commune", {BELGIUM, country}, known)
    taken, named = stays(entry, of.phases), sources(entry, of.cited)
    if not taken:
        entry.fault("phases", "names no phase")
    if commune is None:
        return None
    return Participant(
        country=country,
        commune=commune,
        stays=taken,
        sources=named,
        origin=f"{entry.file}:{entry.line}",
    )


def shared_ids(origins: Iterable[tuple[UUID, str]]) -> Iterable[Fault]:
    """Yield a fault for each identifier that two things have."""
    first: dict[UUID, str] = {}
    for id_, origin in origins:
        if id_ in first and id_ != NO_ID:
            file, line = origin.rsplit(":", 1)
            yield Fault(file, int(line), "id", f"{id_} is also the id of {first[id_]}")
        first.setdefault(id_, origin)
