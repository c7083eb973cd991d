"""The rules of a report that say no."""

from typing import ClassVar

from kernel.refusals import Refusal


class ExpectedOtherwise(Refusal):
    """This report is expected already, with other particulars."""

    in_other_languages: ClassVar = {
        "fr": "Ce rapport est déjà attendu, avec d'autres caractéristiques."
    }


class NotAParty(Refusal):
    """Only the parties to the action plan report on it and sign its report."""

    in_other_languages: ClassVar = {
        "fr": "Seules les parties au plan d'action en rendent compte et en signent le rapport."
    }


class ReportUnknown(Refusal):
    """No report is expected under this identifier."""

    in_other_languages: ClassVar = {"fr": "Aucun rapport n'est attendu sous cet identifiant."}


class ReportUnderReview(Refusal):
    """The report is under review; it can be changed again when it has been returned."""

    in_other_languages: ClassVar = {
        "fr": "Le rapport est en cours d'examen ; il pourra être modifié s'il est renvoyé."
    }


class ReportLocked(Refusal):
    """The report is accepted and its period locked; a correction has to be opened first."""

    in_other_languages: ClassVar = {
        "fr": "Le rapport est accepté et sa période verrouillée ; une correction doit d'abord "
        "être ouverte."
    }


class MadeUpFigure(Refusal):
    """A figure made up for a demonstration has no place in the report on a real plan."""

    in_other_languages: ClassVar = {
        "fr": "Un chiffre inventé pour une démonstration n'a pas sa place dans le rapport d'un "
        "plan réel."
    }


# --- signing --------------------------------------------------------------------------------


class NarrativeMissing(Refusal):
    """A report is signed once its narrative has been written."""

    in_other_languages: ClassVar = {
        "fr": "Un rapport est signé une fois que son volet narratif est rédigé."
    }


class IndicatorsMissing(Refusal):
    """Every indicator due needs a value, or the reason why it was not measured."""

    in_other_languages: ClassVar = {
        "fr": "Chaque indicateur dû requiert une valeur, ou la raison pour laquelle il n'a pas "
        "été mesuré."
    }


class MeasuredTwice(Refusal):
    """An indicator has two values for the same year; one of them has to be withdrawn."""

    in_other_languages: ClassVar = {
        "fr": "Un indicateur a deux valeurs pour la même année ; l'une d'elles doit être retirée."
    }


class SignedAnotherContent(Refusal):
    """What was signed is not the report as it stands."""

    in_other_languages: ClassVar = {
        "fr": "Ce qui a été signé n'est pas le rapport tel qu'il se présente."
    }


class AlreadySigned(Refusal):
    """A party signs a version once, and this one has signed it otherwise."""

    in_other_languages: ClassVar = {
        "fr": "Une partie signe une version une seule fois, et celle-ci l'a signée autrement."
    }


# --- review ---------------------------------------------------------------------------------


class NotUnderReview(Refusal):
    """Only a report that every party has signed is accepted or returned."""

    in_other_languages: ClassVar = {
        "fr": "Seul un rapport signé par toutes les parties est accepté ou renvoyé."
    }


class ChangedSinceSubmission(Refusal):
    """A figure was recorded at the moment of submission; the report has to be returned."""

    in_other_languages: ClassVar = {
        "fr": "Un chiffre a été consigné au moment de la soumission ; le rapport doit être renvoyé."
    }


class NotAccepted(Refusal):
    """Only an accepted report is reopened for a correction."""

    in_other_languages: ClassVar = {
        "fr": "Seul un rapport accepté est rouvert pour une correction."
    }
