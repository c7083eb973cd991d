"""The rules of a regional group that say no."""

from typing import ClassVar

from kernel.refusals import Refusal


class GroupAlreadyFounded(Refusal):
    """This regional group is entered with other particulars."""

    in_other_languages: ClassVar = {"fr": "Ce groupe régional est inscrit avec d'autres données."}


class GroupDissolved(Refusal):
    """The group was dissolved; nothing of later days is recorded of it."""

    in_other_languages: ClassVar = {
        "fr": "Le groupe a été dissous ; plus rien n'est acté à son sujet pour les jours suivants."
    }


class BeforeGroupWasFounded(Refusal):
    """Nothing is recorded of a group before the day from which it exists."""

    in_other_languages: ClassVar = {
        "fr": "Rien n'est acté d'un groupe avant le jour à partir duquel il existe."
    }


class OverlappingMembership(Refusal):
    """A partnership belongs to one regional group at a time, and to it once; the days overlap."""

    in_other_languages: ClassVar = {
        "fr": "Un partenariat appartient à un seul groupe régional à la fois, et une seule fois ; "
        "les périodes se chevauchent."
    }


class MembershipEndsBeforeItStarts(Refusal):
    """A membership ends after the day on which it starts."""

    in_other_languages: ClassVar = {
        "fr": "Une appartenance prend fin après le jour où elle commence."
    }


class PartnershipOfElsewhere(Refusal):
    """A group takes partnerships of its own country and programme."""

    in_other_languages: ClassVar = {
        "fr": "Un groupe réunit des partenariats de son pays et de son programme."
    }


class PartnershipNotInGroup(Refusal):
    """This partnership does not belong to the group on that day."""

    in_other_languages: ClassVar = {"fr": "Ce partenariat n'appartient pas au groupe à cette date."}


class AnotherCoordinatorThatDay(Refusal):
    """Another partnership coordinates the group from that day already."""

    in_other_languages: ClassVar = {
        "fr": "Un autre partenariat coordonne déjà le groupe à partir de ce jour."
    }


class GroupNamesUnknown(Refusal):
    """No names of the group are recorded from that day, so there are none to correct."""

    in_other_languages: ClassVar = {
        "fr": "Aucun nom du groupe n'est acté à partir de ce jour ; il n'y a donc rien à corriger."
    }


class GroupRenamedThatDay(Refusal):
    """Other names of the group are already recorded from that day."""

    in_other_languages: ClassVar = {
        "fr": "D'autres noms du groupe sont déjà actés à partir de ce jour."
    }
