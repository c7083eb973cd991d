"""The rules of a measurement that say no."""

from typing import ClassVar

from kernel.refusals import Refusal


class MeasurementAlreadyRecorded(Refusal):
    """This measurement was recorded with other particulars; correct it instead."""

    in_other_languages: ClassVar = {
        "fr": "Cette mesure a été consignée avec d'autres données ; corrigez-la plutôt."
    }


class IndicatorNotDue(Refusal):
    """This indicator is not due in the report."""

    in_other_languages: ClassVar = {"fr": "Cet indicateur n'est pas dû dans ce rapport."}


class YearOutsidePeriod(Refusal):
    """The report covers no day of this year."""

    in_other_languages: ClassVar = {"fr": "Le rapport ne couvre aucun jour de cette année."}


class AlreadyMeasured(Refusal):
    """The indicator has a value for this year and commune already; correct that one instead."""

    in_other_languages: ClassVar = {
        "fr": "L'indicateur a déjà une valeur pour cette année et cette commune ; "
        "corrigez-la plutôt."
    }


class ValueOrReason(Refusal):
    """Give either a value or the reason why it was not measured; unknown is never 0."""

    in_other_languages: ClassVar = {
        "fr": "Donnez soit une valeur, soit la raison pour laquelle elle n'a pas été mesurée ; "
        "l'inconnu n'est jamais 0."
    }


class ValueOutOfRange(Refusal):
    """The value lies outside the indicator's range."""

    in_other_languages: ClassVar = {"fr": "La valeur se situe hors des limites de l'indicateur."}


class SliceUnknown(Refusal):
    """The indicator is not broken down by this dimension."""

    in_other_languages: ClassVar = {"fr": "L'indicateur n'est pas ventilé selon cette dimension."}


class MeasurementIsWithdrawn(Refusal):
    """This measurement was withdrawn; record another one."""

    in_other_languages: ClassVar = {"fr": "Cette mesure a été retirée ; consignez-en une autre."}
