"""The rules of an expense that say no."""

from typing import ClassVar

from kernel.refusals import Refusal


class ExpenseAlreadyBooked(Refusal):
    """This expense was booked with other particulars; correct it instead."""

    in_other_languages: ClassVar = {
        "fr": "Cette dépense a été consignée avec d'autres données ; corrigez-la plutôt."
    }


class ExpenseOutsidePeriod(Refusal):
    """The expense was not made within the period of the action plan."""

    in_other_languages: ClassVar = {
        "fr": "La dépense n'a pas été faite pendant la période du plan d'action."
    }


class BudgetLineUnknown(Refusal):
    """The action plan has no such budget line."""

    in_other_languages: ClassVar = {"fr": "Le plan d'action n'a pas cette ligne budgétaire."}


class NothingSpent(Refusal):
    """An expense is more than nothing; money that came back corrects the expense it was for."""

    in_other_languages: ClassVar = {
        "fr": "Une dépense est supérieure à zéro ; l'argent remboursé corrige la dépense concernée."
    }


class BookedBeforeSpent(Refusal):
    """An expense is booked on the day it is made or later."""

    in_other_languages: ClassVar = {
        "fr": "Une dépense est consignée le jour où elle se fait ou après."
    }


class ExpenseIsWithdrawn(Refusal):
    """This expense was withdrawn; book another one."""

    in_other_languages: ClassVar = {"fr": "Cette dépense a été retirée ; consignez-en une autre."}
