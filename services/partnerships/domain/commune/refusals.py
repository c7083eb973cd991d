"""The rules of a commune that say no."""

from typing import ClassVar

from kernel.refusals import Refusal


class CommuneAlreadyRegistered(Refusal):
    """This commune is registered with other particulars; rename it or assign codes instead."""

    in_other_languages: ClassVar = {
        "fr": "Cette commune est inscrite avec d'autres données ; actez plutôt un changement de "
        "nom ou de code."
    }


class CommuneUnknown(Refusal):
    """A commune named here is not registered."""

    in_other_languages: ClassVar = {"fr": "Une commune citée ici n'est pas inscrite."}


class RenamedBeforeItExisted(Refusal):
    """A commune cannot change its name before the day from which it is registered."""

    in_other_languages: ClassVar = {
        "fr": "Une commune ne peut changer de nom avant le jour à partir duquel elle est inscrite."
    }


class AlreadyRenamedThatDay(Refusal):
    """Other names are already recorded from that day."""

    in_other_languages: ClassVar = {"fr": "D'autres noms sont déjà actés à partir de ce jour."}


class NamesUnknown(Refusal):
    """No names are recorded from that day, so there are none to correct."""

    in_other_languages: ClassVar = {
        "fr": "Aucun nom n'est acté à partir de ce jour ; il n'y a donc rien à corriger."
    }


class OrganUnknown(Refusal):
    """No organ is recorded from that day, so there is none to correct."""

    in_other_languages: ClassVar = {
        "fr": "Aucun organe n'est acté à partir de ce jour ; il n'y a donc rien à corriger."
    }


class CodeOverlaps(Refusal):
    """A scheme gives a commune one code at a time; retire the earlier one first."""

    in_other_languages: ClassVar = {
        "fr": "Un référentiel donne à une commune un seul code à la fois ; clôturez d'abord le "
        "précédent."
    }


class CodeUnknown(Refusal):
    """The commune bears no such code."""

    in_other_languages: ClassVar = {"fr": "La commune ne porte pas ce code."}


class CodeAlreadyRetired(Refusal):
    """This code has already ended on another day."""

    in_other_languages: ClassVar = {"fr": "Ce code a déjà pris fin un autre jour."}


class CodeEndsBeforeItStarts(Refusal):
    """A code ends after the day on which it starts."""

    in_other_languages: ClassVar = {"fr": "Un code prend fin après le jour où il commence."}


class BeforeItExisted(Refusal):
    """Nothing is recorded of a commune before the day from which it is registered."""

    in_other_languages: ClassVar = {
        "fr": "Rien n'est acté d'une commune avant le jour à partir duquel elle est inscrite."
    }


class AlreadyRecordedFromThatDay(Refusal):
    """Something else is already recorded of this commune from that day."""

    in_other_languages: ClassVar = {
        "fr": "Autre chose est déjà acté pour cette commune à partir de ce jour."
    }


class CommuneHasCeased(Refusal):
    """The commune had ceased to exist on that day; its successors may act in its place."""

    in_other_languages: ClassVar = {
        "fr": "La commune avait cessé d'exister ce jour-là ; ses successeurs peuvent agir à sa "
        "place."
    }


class AlreadyCeased(Refusal):
    """The end of this commune is recorded with another day or other successors."""

    in_other_languages: ClassVar = {
        "fr": "La fin de cette commune est actée à un autre jour ou avec d'autres successeurs."
    }


class CommuneStillExists(Refusal):
    """No end of this commune is recorded, so there is none to undo."""

    in_other_languages: ClassVar = {
        "fr": "Aucune fin n'est actée pour cette commune ; il n'y en a donc pas à annuler."
    }


class SucceedsItself(Refusal):
    """A commune does not take over from itself, neither directly nor through its successors."""

    in_other_languages: ClassVar = {
        "fr": "Une commune ne se succède pas à elle-même, ni directement ni par ses successeurs."
    }


class SuccessorNotThere(Refusal):
    """A successor exists on the day on which it takes over."""

    in_other_languages: ClassVar = {"fr": "Un successeur existe le jour où il prend la relève."}
