"""Protocols with their acts, and the commands that record them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from programmes.acting import NO_DOCUMENT
from programmes.model import Commune, CountryProgramme, Outline, Partnership, Phase
from programmes.sends import Send, Sender, Wave
from vocabulary.acts import Deliberation, Signatory

BEFOREHAND = "decide-beforehand"
"""A council's prior decision to cooperate, which goes out with the proposal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    verb: str
    party: Commune
    on: date
    text: str | None
    deliberation: Deliberation | None
    signatory: Signatory | None
    place: str | None
    until: date | None
    reason: str | None
    origin: str


@dataclass(slots=True, kw_only=True)
class Draft:
    """A protocol of the pack, with the acts read so far."""

    id: UUID
    partnership: Partnership
    phase: Phase
    programme: CountryProgramme
    ties: Mapping[str, str] | None
    acts: list[Act]
    origin: str

    @property
    def names(self) -> tuple[str, str]:
        """The members by which the other files of the pack call it."""
        pair = self.partnership.pairs[0]
        return pair.belgian.name, pair.partner.name

    @property
    def parties(self) -> dict[str, Commune]:
        """The parties by name, in the order in which the protocol names them."""
        return {commune.name: commune for commune, _ in self.partnership.members.values()}


def sends(draft: Draft, base: Outline, texts: Mapping[str, str]) -> Iterator[Send]:
    sender = Sender(draft.partnership.country.lower(), demonstration=True)
    prior = [act for act in draft.acts if act.verb == BEFOREHAND]
    text = ""
    for act in draft.acts:
        if act.verb == BEFOREHAND:
            continue
        text = act.text or text
        content = _content(act, draft, base, texts[text], prior)
        yield sender.send(
            Wave.PROTOCOLS, "protocols", draft.id, act.verb, content, origin=act.origin
        )


def _content(
    act: Act, draft: Draft, base: Outline, text_hash: str, prior: Sequence[Act]
) -> dict[str, Any]:
    party, on = act.party.id, act.on
    match act.verb:
        case "propose":
            return {
                "partnership": draft.partnership.id,
                "phase": draft.phase.id,
                "proposed_by": party,
                "on": on,
                "text": _text(draft, base, text_hash),
                "prior_deliberations": [
                    {"party": each.party.id, "deliberation": each.deliberation} for each in prior
                ],
            }
        case "revise" | "resubmit":
            return {"party": party, "on": on, "text": _text(draft, base, text_hash)}
        case "agree":
            return {"party": party, "on": on, "text_hash": text_hash, "on_behalf": NO_DOCUMENT}
        case "sign":
            return {
                "party": party,
                "signatory": act.signatory,
                "place": act.place,
                "on": on,
                "text_hash": text_hash,
                "on_behalf": NO_DOCUMENT,
            }
        case _:
            return {
                "party": party,
                "deliberation": act.deliberation,
                "until": act.until,
                "reason": act.reason,
                "on_behalf": NO_DOCUMENT,
            }


def _text(draft: Draft, base: Outline, text_hash: str) -> dict[str, Any]:
    text: dict[str, Any] = {
        "pillars": [pillar.code for pillar in base.programme.pillars],
        "domains": draft.programme.sectors,
        "principles": [principle.code for principle in base.programme.principles],
        "text_hash": text_hash,
        "languages": ["fr"],
    }
    if draft.ties:
        text["ties"] = draft.ties
    return text
