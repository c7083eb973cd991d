"""The rules of a territorial actor that say no."""

from typing import ClassVar

from kernel.refusals import Refusal


class ActorAlreadyRegistered(Refusal):
    """This actor is registered with other particulars; record a change of name instead."""

    in_other_languages: ClassVar = {
        "fr": "Cet acteur est inscrit avec d'autres données ; actez plutôt un changement de nom."
    }


class ActorHasEnded(Refusal):
    """This actor is active no longer; undo its end first if that was recorded by mistake."""

    in_other_languages: ClassVar = {
        "fr": "Cet acteur n'est plus actif ; annulez d'abord sa fin si elle a été actée par erreur."
    }


class ActorStillActive(Refusal):
    """No end of this actor is recorded, so there is none to undo."""

    in_other_languages: ClassVar = {
        "fr": "Aucune fin n'est actée pour cet acteur ; il n'y en a donc pas à annuler."
    }


class ActorNotYetThere(Refusal):
    """Nothing is recorded of an actor before the day from which it is registered."""

    in_other_languages: ClassVar = {
        "fr": "Rien n'est acté d'un acteur avant le jour à partir duquel il est inscrit."
    }


class ActorNamesUnknown(Refusal):
    """No names of this actor are recorded from that day, so there are none to correct."""

    in_other_languages: ClassVar = {
        "fr": "Aucun nom de cet acteur n'est acté à partir de ce jour ; il n'y a donc rien à "
        "corriger."
    }


class ActorRenamedThatDay(Refusal):
    """Other names of this actor are already recorded from that day."""

    in_other_languages: ClassVar = {
        "fr": "D'autres noms de cet acteur sont déjà actés à partir de ce jour."
    }
