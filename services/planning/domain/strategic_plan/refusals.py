"""The rules of a strategic plan that say no."""

from typing import ClassVar

from kernel.refusals import Refusal

# --- whose plan it is -----------------------------------------------------------------------


class CountryProgrammeUnknown(Refusal):
    """This country programme is not known here."""

    in_other_languages: ClassVar = {"fr": "Ce volet pays n'est pas connu ici."}


class OneStrategicPlanPerCountryProgramme(Refusal):
    """A country programme has one strategic plan, and another holds that place."""

    in_other_languages: ClassVar = {
        "fr": "Un volet pays a une seule planification stratégique, et une autre en tient lieu."
    }


class StrategicPlanAlreadyDrafted(Refusal):
    """This strategic plan was drafted with other particulars; revise it instead."""

    in_other_languages: ClassVar = {
        "fr": "Cette planification stratégique a été rédigée avec d'autres données ; "
        "révisez-la plutôt."
    }


class DoesNotTakePart(Refusal):
    """Only a commune that takes part in the country programme can do this."""

    in_other_languages: ClassVar = {
        "fr": "Seule une commune qui participe au volet pays peut le faire."
    }


class NoCommuneTakesPart(Refusal):
    """No commune takes part in the country programme yet, so none could validate the plan."""

    in_other_languages: ClassVar = {
        "fr": "Aucune commune ne participe encore au volet pays ; aucune ne pourrait valider."
    }


# --- the results chain ----------------------------------------------------------------------


class NoOutcome(Refusal):
    """A strategic plan that is submitted aims at one outcome at least."""

    in_other_languages: ClassVar = {
        "fr": "Une planification stratégique soumise vise au moins un objectif spécifique."
    }


class ResultListedTwice(Refusal):
    """Each result stands once in the results chain."""

    in_other_languages: ClassVar = {
        "fr": "Chaque résultat figure une seule fois dans la chaîne de résultats."
    }


class IndicatorListedTwice(Refusal):
    """Each indicator stands once, with one result."""

    in_other_languages: ClassVar = {
        "fr": "Chaque indicateur figure une seule fois, auprès d'un seul résultat."
    }


class ParentUnknown(Refusal):
    """A result contributes to a result of the same chain."""

    in_other_languages: ClassVar = {"fr": "Un résultat contribue à un résultat de la même chaîne."}


class ParentMissing(Refusal):
    """An output contributes to an outcome, and an outcome to an impact where the chain has one."""

    in_other_languages: ClassVar = {
        "fr": "Un résultat contribue à un objectif spécifique, et celui-ci à un impact si la "
        "chaîne en compte un."
    }


class ParentNotOneLevelUp(Refusal):
    """Outputs contribute to outcomes, outcomes to impacts, and impacts to nothing further."""

    in_other_languages: ClassVar = {
        "fr": "Les résultats contribuent aux objectifs spécifiques, ceux-ci aux impacts, et les "
        "impacts à rien d'autre."
    }


class TargetBeforeBaseline(Refusal):
    """A target lies in the year of the baseline or later, never before it."""

    in_other_languages: ClassVar = {
        "fr": "Une valeur cible porte sur l'année de la valeur de départ ou une année "
        "ultérieure, jamais antérieure."
    }


class ValueOutOfRange(Refusal):
    """A baseline and a target lie within the range of their indicator."""

    in_other_languages: ClassVar = {
        "fr": "Une valeur de départ et une valeur cible se situent dans l'intervalle de leur "
        "indicateur."
    }


class RangeReversed(Refusal):
    """The lowest value that an indicator can take is not above its highest."""

    in_other_languages: ClassVar = {
        "fr": "La plus petite valeur possible d'un indicateur n'excède pas la plus grande."
    }


# --- submitting and validating --------------------------------------------------------------


class PlanUnderValidation(Refusal):
    """This version lies before the communes; it changes only after an objection or validation."""

    in_other_languages: ClassVar = {
        "fr": "Cette version est soumise aux communes ; elle ne change qu'après une objection ou "
        "leur validation."
    }


class PlanVersionUnknown(Refusal):
    """The strategic plan has no such version."""

    in_other_languages: ClassVar = {
        "fr": "La planification stratégique n'a pas de version de ce numéro."
    }


class NotUnderValidation(Refusal):
    """This version is not before the communes; a draft and a version objected to are not."""

    in_other_languages: ClassVar = {
        "fr": "Cette version n'est pas soumise aux communes ; un projet et une version contestée "
        "ne le sont pas."
    }


class NoLongerApplicable(Refusal):
    """A later version has been validated since and takes the place of this one."""

    in_other_languages: ClassVar = {
        "fr": "Une version ultérieure, validée depuis, remplace celle-ci."
    }


class ValidatedByAll(Refusal):
    """The communes have validated this version; a revision changes it, not an objection."""

    in_other_languages: ClassVar = {
        "fr": "Les communes ont validé cette version ; c'est une révision qui la change, non une "
        "objection."
    }


class ObjectedBefore(Refusal):
    """Where a quorum is laid down a commune objects once; then it withholds its validation."""

    in_other_languages: ClassVar = {
        "fr": "Là où un quorum est fixé, une commune ne fait objection qu'une fois ; ensuite elle "
        "s'abstient de valider."
    }


class ValidatedAnotherContent(Refusal):
    """The content validated is not the content that was submitted."""

    in_other_languages: ClassVar = {"fr": "Le contenu validé n'est pas celui qui a été soumis."}
