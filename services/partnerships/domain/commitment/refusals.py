"""The rules of a commitment that say no."""

from typing import ClassVar

from kernel.refusals import Refusal


class CommitmentAlreadyMade(Refusal):
    """This commitment was made with other particulars; revise it instead."""

    in_other_languages: ClassVar = {
        "fr": "Cet engagement a été pris avec d'autres données ; révisez-le plutôt."
    }


class CommitmentOfAnotherMember(Refusal):
    """The commitment is another member's; each gives what it has undertaken itself."""

    in_other_languages: ClassVar = {
        "fr": "L'engagement est celui d'un autre membre ; chacun donne ce qu'il a lui-même promis."
    }


class CommitmentIsReleased(Refusal):
    """The member has been released from this commitment."""

    in_other_languages: ClassVar = {"fr": "Le membre a été délié de cet engagement."}


class MeasureOfAnotherKind(Refusal):
    """Money is measured in a currency, staff in days, everything else in a unit of its own."""

    in_other_languages: ClassVar = {
        "fr": "L'argent se mesure dans une monnaie, le personnel en jours, tout le reste dans une "
        "unité propre."
    }


class MeasuredInAnotherUnit(Refusal):
    """What is given is measured in the unit in which it was promised."""

    in_other_languages: ClassVar = {
        "fr": "Ce qui est donné se mesure dans l'unité dans laquelle cela a été promis."
    }


class CommitmentEndsBeforeItStarts(Refusal):
    """The period within which it is to be given ends before it starts."""

    in_other_languages: ClassVar = {
        "fr": "La période dans laquelle cela doit être donné finit avant de commencer."
    }


class ContributionAlreadyRecorded(Refusal):
    """This contribution was recorded with other particulars; correct it instead."""

    in_other_languages: ClassVar = {
        "fr": "Cet apport a été consigné avec d'autres données ; corrigez-le plutôt."
    }


class ContributionUnknown(Refusal):
    """Nothing is recorded under this contribution; record it first."""

    in_other_languages: ClassVar = {
        "fr": "Rien n'est consigné sous cet apport ; consignez-le d'abord."
    }


class ContributionIsWithdrawn(Refusal):
    """This contribution was taken back; record another one."""

    in_other_languages: ClassVar = {"fr": "Cet apport a été retiré ; consignez-en un autre."}
