"""Read a demonstration pack: protocols with acts that no source gives, marked as such.

Everything in it is made up to show how the platform works, and every command says so.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from programmes import cycles
from programmes.acting import signatory
from programmes.entries import Entry
from programmes.faults import Fault
from programmes.files import Document, sheet
from programmes.model import CountryProgramme, Outline, Partnership
from programmes.protocols import BEFOREHAND, Act, Draft, sends
from programmes.registers import shared_ids
from programmes.sends import Send
from vocabulary.acts import Deliberation, Votes

PROTOCOLS = ("id", "belgian_commune", "partner", "phase", "ties_fr")
ACTS = (
    *("belgian_commune", "partner", "act", "party", "on", "text"),
    *("body", "reference", "in_favour", "against", "abstentions"),
    *("function", "acting_for", "place", "subject_ref", "until", "reason"),
)
NEEDS: Mapping[str, tuple[str, ...]] = {
    BEFOREHAND: ("body", "reference"),
    "propose": ("text",),
    "revise": ("text",),
    "agree": (),
    "sign": ("function", "acting_for", "place", "subject_ref"),
    "ratify": ("body", "reference"),
    "adjourn": ("body", "reference"),
    "refuse": ("body", "reference", "reason"),
    "resubmit": ("text",),
}
"""What each act says besides its party and its day."""

MAY_SAY = {
    BEFOREHAND: ("in_favour", "against", "abstentions"),
    "ratify": ("in_favour", "against", "abstentions"),
    "adjourn": ("in_favour", "against", "abstentions", "until"),
    "refuse": ("in_favour", "against", "abstentions"),
}


def read(folder: Path, document: Document, base: Outline, faults: list[Fault]) -> tuple[Send, ...]:
    """Return the commands of the pack; what is wrong is added to the faults."""
    document.only("pack", "texts")
    texts = _texts(folder, document)
    drafts = _protocols(folder / "protocols.csv", base, faults)
    _acts(folder / "acts.csv", drafts, texts, faults)
    found = cycles.read(folder, base, drafts, faults)
    ids = [(draft.id, draft.origin) for draft in drafts.values()]
    faults.extend(shared_ids([*ids, *found.ids]))
    if faults:
        return ()
    everyone = sorted(drafts.values(), key=lambda draft: draft.partnership.country)
    all_of_it = [send for draft in everyone for send in sends(draft, base, texts)]
    all_of_it += cycles.sends(found)
    return tuple(sorted(all_of_it, key=lambda send: (send.unit, send.wave)))


def _texts(folder: Path, document: Document) -> dict[str, str]:
    """Return the hash of each text by its short name."""
    entry = document.table("texts")
    found: dict[str, str] = {}
    for name in entry.values if entry else ():
        path = folder / entry.words(name) if entry else folder
        if path.is_file():
            content = path.read_bytes().replace(b"\r\n", b"\n")
            found[name] = f"sha256:{hashlib.sha256(content).hexdigest()}"
        elif entry:
            entry.fault(name, f"{path.name} is missing")
    return found


def _protocols(path: Path, base: Outline, faults: list[Fault]) -> dict[tuple[str, str], Draft]:
    partnerships = {
        (pair.belgian.name, pair.partner.name): partnership
        for partnership in base.partnerships
        for pair in partnership.pairs
    }
    found: dict[tuple[str, str], Draft] = {}
    for entry in sheet(path, PROTOCOLS, faults):
        names = (entry.words("belgian_commune"), entry.words("partner"))
        id_, code = entry.id("id"), entry.choice("phase", tuple(base.programme.phases))
        partnership = partnerships.get(names)
        if partnership is None:
            entry.fault("partner", f"{_joined(names)} is no partnership of the programme's pack")
            continue
        if names in found:
            entry.fault("partner", f"{_joined(names)} stands twice")
        programme = _programme(entry, base, partnership, code)
        if programme is None:
            continue
        ties = entry.optional("ties_fr")
        found[names] = Draft(
            id=id_,
            partnership=partnership,
            phase=base.programme.phases[code],
            programme=programme,
            ties={"fr": ties} if ties else None,
            acts=[],
            origin=f"{entry.file}:{entry.line}",
        )
    return found


def _joined(names: Sequence[str]) -> str:
    return " – ".join(names)


def _programme(
    entry: Entry, base: Outline, partnership: Partnership, code: str
) -> CountryProgramme | None:
    if code in base.programme.phases and code not in {
        stay.phase for stay in partnership.pairs[0].stays
    }:
        entry.fault("phase", f"the partnership takes no part in {code}")
    country = partnership.country
    of = [p for p in base.country_programmes if (p.country, p.phase) == (country, code)]
    return of[0] if of else None


def _acts(
    path: Path,
    drafts: Mapping[tuple[str, str], Draft],
    texts: Mapping[str, str],
    faults: list[Fault],
) -> None:
    for entry in sheet(path, ACTS, faults):
        names = (entry.words("belgian_commune"), entry.words("partner"))
        draft = drafts.get(names)
        if draft is None:
            entry.fault("partner", f"{_joined(names)} is not in protocols.csv")
            continue
        if act := _act(entry, draft, texts):
            draft.acts.append(act)
    for draft in drafts.values():
        proposals = [act for act in draft.acts if act.verb == "propose"]
        opening = [act for act in draft.acts if act.verb != BEFOREHAND][:1]
        if len(proposals) != 1 or opening != proposals:
            file, line = draft.origin.rsplit(":", 1)
            problem = "its acts in acts.csv do not begin with one proposal"
            faults.append(Fault(file, int(line), "partner", problem))


def _act(entry: Entry, draft: Draft, texts: Mapping[str, str]) -> Act | None:
    verb, on = entry.choice("act", tuple(NEEDS)), entry.day("on")
    members = {commune.name: commune for commune, _ in draft.partnership.members.values()}
    name = entry.choice("party", tuple(members))
    _check_columns(entry, verb)
    text = entry.optional("text")
    if text is not None and text not in texts:
        entry.fault("text", f"{text!r} is no text of demonstration.toml")
    deliberation = _deliberation(entry, on) if "body" in NEEDS.get(verb, ()) else None
    until = entry.optional_day("until")
    if name not in members:
        return None
    return Act(
        verb=verb,
        party=members[name],
        on=on,
        text=text,
        deliberation=deliberation,
        signatory=signatory(entry) if verb == "sign" else None,
        place=entry.optional("place"),
        until=until,
        reason=entry.optional("reason"),
        origin=f"{entry.file}:{entry.line}",
    )


def _check_columns(entry: Entry, verb: str) -> None:
    if verb not in NEEDS:
        return
    for column in NEEDS[verb]:
        if column not in {"body", "reference", "function", "acting_for", "subject_ref"}:
            entry.words(column)
    for column in ACTS[5:]:
        if column not in (*NEEDS[verb], *MAY_SAY.get(verb, ())) and entry.optional(column):
            entry.fault(column, f"says nothing about the act {verb!r}; leave it empty")


def _deliberation(entry: Entry, on: date) -> Deliberation:
    counts = [entry.count(column) for column in ("in_favour", "against", "abstentions")]
    in_favour, against, abstentions = counts
    votes: Votes | None = None
    if in_favour is not None and against is not None and abstentions is not None:
        votes = Votes(in_favour=in_favour, against=against, abstentions=abstentions)
    elif any(count is not None for count in counts):
        entry.fault("in_favour", "votes have three counts: in favour, against, abstentions")
    return Deliberation(
        body=entry.words("body"),
        reference=entry.words("reference"),
        adopted_on=on,
        votes=votes,
    )
