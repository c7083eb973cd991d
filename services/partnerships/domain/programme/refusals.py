"""The rules of a programme that say no."""

from typing import ClassVar

from kernel.refusals import Refusal


class ProgrammeAlreadyDefined(Refusal):
    """This programme is defined with other rules."""

    in_other_languages: ClassVar = {"fr": "Ce programme est défini avec d'autres règles."}


class ProgrammeUnknown(Refusal):
    """The programme named here is not defined."""

    in_other_languages: ClassVar = {"fr": "Le programme cité ici n'est pas défini."}


class PhaseUnknown(Refusal):
    """The programme has no such phase."""

    in_other_languages: ClassVar = {"fr": "Le programme ne comporte pas cette phase."}


class PhaseAlreadyPlanned(Refusal):
    """This phase is planned with another code or other days."""

    in_other_languages: ClassVar = {
        "fr": "Cette phase est prévue sous un autre code ou à d'autres dates."
    }


class PhaseEndsBeforeItStarts(Refusal):
    """A phase ends after the day on which it starts."""

    in_other_languages: ClassVar = {"fr": "Une phase se termine après le jour où elle commence."}


class PhasesOverlap(Refusal):
    """Two phases of a programme do not run at the same time."""

    in_other_languages: ClassVar = {
        "fr": "Deux phases d'un programme ne se déroulent pas en même temps."
    }


class PhaseNotPlanned(Refusal):
    """Only a phase that is planned and not yet open can be opened."""

    in_other_languages: ClassVar = {
        "fr": "Seule une phase prévue et non encore ouverte peut être ouverte."
    }


class PhaseNotOpen(Refusal):
    """The phase is not open for this."""

    in_other_languages: ClassVar = {"fr": "La phase n'est pas ouverte à cette fin."}


class PhaseNotSuspended(Refusal):
    """Only a phase that is suspended can be resumed."""

    in_other_languages: ClassVar = {"fr": "Seule une phase suspendue peut reprendre."}


class PhaseNotClosing(Refusal):
    """A phase is closed after it has begun closing."""

    in_other_languages: ClassVar = {"fr": "Une phase n'est close qu'après le début de sa clôture."}


class PhaseAlreadyClosed(Refusal):
    """The phase is closed; nothing more can happen to it."""

    in_other_languages: ClassVar = {"fr": "La phase est close ; elle ne peut plus évoluer."}


class PhaseStepOutOfOrder(Refusal):
    """A step in a phase is not dated before the step it follows."""

    in_other_languages: ClassVar = {
        "fr": "Une étape d'une phase n'est pas datée d'avant l'étape qu'elle suit."
    }


class RulesOutsidePhase(Refusal):
    """Rules of a phase hold from a day of that phase on."""

    in_other_languages: ClassVar = {
        "fr": "Les règles d'une phase valent à partir d'un jour de cette phase."
    }


class RulesChangeNeedsReason(Refusal):
    """Other rules are set from that day already; say why they are replaced."""

    in_other_languages: ClassVar = {
        "fr": "D'autres règles valent déjà à partir de ce jour ; dites pourquoi elles sont "
        "remplacées."
    }
