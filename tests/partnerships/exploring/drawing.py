"""Draw what is tried next: mostly what is in order, the rest spoilt or asked again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from kernel.identity import Principal
from services.partnerships.domain.partnership.commands import (
    AgreeNoticePeriod,
    ChangeMemberRole,
    EnterPhase,
    EstablishPartnership,
    JoinPartnership,
    TerminatePartnership,
)
from services.partnerships.domain.programme.commands import (
    OpenPhase,
    ResumePhase,
    SuspendPhase,
)
from services.partnerships.domain.programme.state import Phase
from services.partnerships.domain.protocol.commands import (
    ConfirmSignature,
    ConfirmVote,
    ExpireProtocol,
)
from tests.partnerships.cases import ON_BEHALF, PHASE_2017, PHASE_2022, PROGRAMME, UNIT
from tests.partnerships.exploring import of_conventions, of_partnerships, of_protocols
from tests.partnerships.exploring.chance import Chance
from tests.partnerships.exploring.out_of_turn import ANY
from tests.partnerships.exploring.spoiling import TARGETS, spoilt
from tests.partnerships.exploring.world import PROTOCOLS, Attempt, user
from vocabulary.communes import PartnershipState, SuspensionReason
from vocabulary.identifiers import PhaseId
from vocabulary.programmes import PhaseState

ACTS: Final[Mapping[str, Sequence[tuple[float, Callable[[Chance, UUID, Any], Any]]]]] = {
    "partnership": of_partnerships.ACTS,
    "protocol": of_protocols.ACTS,
    "convention": of_conventions.ACTS,
}
DRAWS: Final = {category: [draw for _, draw in acts] for category, acts in ACTS.items()}
WEIGHTS: Final = {category: [weight for weight, _ in acts] for category, acts in ACTS.items()}
FORESEEN: Final = 60
"""So many draws without an act in order mean that the world has come to its end."""
ACTORS: Final = ("party", "proposed_by", "drafted_by", "by", "commune", "member", "intermediary")
BY_THE_UNIT: Final = (
    EstablishPartnership,
    EnterPhase,
    JoinPartnership,
    ChangeMemberRole,
    AgreeNoticePeriod,
    ExpireProtocol,
)
BY_THE_COMMUNE: Final = (ConfirmVote, ConfirmSignature)
SHARES: Final = {"partnership": 0.17, "protocol": 0.5, "convention": 0.33}
"""How often each of the three is what an act is about."""

KINDS: Final = {"in order": 0.64, "spoilt": 0.13, "out of turn": 0.15, "again": 0.08}
"""How often an act is drawn in each way."""


@dataclass
class Drawing:
    """Draws attempts on one world, and remembers them to try them again."""

    chance: Chance
    tried: list[Attempt] = field(default_factory=list)

    def next(self) -> Attempt:
        """Return what is tried next."""
        (kind,) = self.chance.numbers.choices([*KINDS], [*KINDS.values()])
        match kind:
            case "again" if self.tried:
                return self._again()
            case "out of turn":
                return self._out_of_turn()
            case "spoilt":
                return self._remembered(spoilt(self.chance, self._in_order()))
            case _ if self.chance.happens(0.06) and (step := self._of_the_phase()):
                return step
            case _:
                return self._remembered(self._in_order())

    def _remembered(self, attempt: Attempt) -> Attempt:
        self.tried.append(attempt)
        return attempt

    def _again(self) -> Attempt:
        """Return something tried before, as it was or spoilt."""
        attempt = self.chance.one_of(self.tried)
        return attempt if self.chance.happens(0.5) else spoilt(self.chance, attempt)

    def _out_of_turn(self) -> Attempt:
        category = self._category()
        id_ = self._target(TARGETS[category])
        command = ANY[category](self.chance, id_, self.chance.state(category, id_))
        return self._given(category, id_, command)

    def _in_order(self) -> Attempt:
        """Return an act that the world admits as far as can be foreseen."""
        if self.chance.happens(0.2) and (step := self._of_a_later_text()):
            return step
        for _ in range(FORESEEN):
            category = self._category()
            id_ = self._target(TARGETS[category])
            now = self.chance.state(category, id_)
            (draw,) = self.chance.numbers.choices(DRAWS[category], WEIGHTS[category])
            command = None if _has_ended(now) else draw(self.chance, id_, now)
            if command is not None:
                return self._given(category, id_, command)
        return self._out_of_turn()

    def _of_a_later_text(self) -> Attempt | None:
        """Return the next step of a text that follows another, refused or in force.

        It is the longest road there is, and by chance alone seldom walked to its end.
        """
        road = (
            of_protocols.resubmit,
            of_protocols.agree,
            of_protocols.sign,
            of_protocols.ratify,
        )
        for id_ in PROTOCOLS:
            now = self.chance.state("protocol", id_)
            first = now.binding is None and len(now.versions) == 1
            for draw in road[:1] if first else road:
                if (command := draw(self.chance, id_, now)) is not None:
                    return self._given("protocol", id_, command)
        return None

    def _category(self) -> str:
        (category,) = self.chance.numbers.choices([*SHARES], [*SHARES.values()])
        return category

    def _target(self, ids: Sequence[UUID]) -> UUID:
        return ids[0] if self.chance.happens(0.5) else self.chance.one_of(ids)

    def _given(self, category: str, id_: UUID, command: Any) -> Attempt:
        by, shown = self._author(command)
        if shown:
            command = replace(command, on_behalf=ON_BEHALF)
        return Attempt(category, id_, command, by)

    def _author(self, command: Any) -> tuple[Principal, bool]:
        """Return who gives the command, and whether as what another has done on paper."""
        found = (getattr(command, name) for name in ACTORS if hasattr(command, name))
        actor = next((each for each in found if each is not None), None)
        on_paper = getattr(command, "on_behalf", None) is not None
        if actor is None or on_paper or isinstance(command, BY_THE_UNIT):
            return self._unit(command)
        if isinstance(command, BY_THE_COMMUNE) or hasattr(command, "on_behalf"):
            return user(actor), False
        return (UNIT if self.chance.happens(0.25) else user(actor)), False

    def _unit(self, command: Any) -> tuple[Principal, bool]:
        if isinstance(command, TerminatePartnership) and command.by is None:
            return UNIT, False
        return UNIT, hasattr(command, "on_behalf")

    def _of_the_phase(self) -> Attempt | None:
        programme = self.chance.state("programme", PROGRAMME)
        first, second = (programme.phases[phase] for phase in (PHASE_2017, PHASE_2022))
        if second.state is PhaseState.PLANNED:
            command: Any = OpenPhase(phase=PHASE_2022, on=date(2022, 1, 1))
        else:
            command = self._turned(PHASE_2017, first)
        return Attempt("programme", PROGRAMME, command, UNIT) if command else None

    def _turned(self, id_: PhaseId, phase: Phase) -> Any:
        on = phase.last.on if phase.last else date(2017, 1, 1)
        if phase.state is PhaseState.OPEN:
            if self.chance.happens(0.7):
                return None
            reason = SuspensionReason.NO_LEGAL_BASIS
            return SuspendPhase(phase=id_, on=on, reason=reason)
        return ResumePhase(phase=id_, on=on) if phase.state is PhaseState.SUSPENDED else None


def _has_ended(state: Any) -> bool:
    return getattr(state, "state", None) is PartnershipState.TERMINATED
