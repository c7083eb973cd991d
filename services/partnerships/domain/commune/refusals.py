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
