"""The rules of the holding of a function that say no."""

from typing import ClassVar

from kernel.refusals import NotAllowed, Refusal


class RoleHoldingAlreadyRecorded(Refusal):
    """This holding is recorded with other particulars; end it, or correct it and say why."""

    in_other_languages: ClassVar = {
        "fr": "Cette fonction est consignée avec d'autres données ; mettez-y fin, ou corrigez-la "
        "en disant pourquoi."
    }


class RoleHoldingOverlaps(Refusal):
    """The function is held at that time already; end the earlier holding first."""

    in_other_languages: ClassVar = {
        "fr": "La fonction est déjà exercée à ce moment ; mettez d'abord fin à l'exercice "
        "précédent."
    }


class RoleHoldingEndsBeforeItStarts(Refusal):
    """A function ends after the day on which it starts."""

    in_other_languages: ClassVar = {"fr": "Une fonction prend fin après le jour où elle commence."}


class RoleHoldingHasEnded(Refusal):
    """An end is recorded on another day; correct it and say why."""

    in_other_languages: ClassVar = {
        "fr": "Une fin est consignée à un autre jour ; corrigez-la en disant pourquoi."
    }


class RoleHoldingWasWithdrawn(Refusal):
    """This holding was withdrawn as recorded by mistake; record it anew under another id."""

    in_other_languages: ClassVar = {
        "fr": "Cette fonction a été retirée comme consignée par erreur ; consignez-la à nouveau "
        "sous un autre identifiant."
    }


class FunctionsNotForYou(NotAllowed):
    """The register of functions is read by communes, country units and reviewers only."""

    in_other_languages: ClassVar = {
        "fr": "Le registre des fonctions n'est lu que par les communes, les unités de pays et les "
        "réviseurs."
    }


class FunctionNotHeld(Refusal):
    """Who signs did not hold that function in the commune on that day, as far as is recorded."""

    in_other_languages: ClassVar = {
        "fr": "Qui signe n'exerçait pas cette fonction dans la commune ce jour-là, d'après ce qui "
        "est consigné."
    }
