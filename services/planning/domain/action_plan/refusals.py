"""The rules of a joint action plan that say no."""

from typing import ClassVar

from kernel.refusals import Refusal

# --- whose plan it is -----------------------------------------------------------------------


class PartnershipUnknown(Refusal):
    """This partnership is not known here."""

    in_other_languages: ClassVar = {"fr": "Ce partenariat n'est pas connu ici."}


class PhaseUnknown(Refusal):
    """This phase is not known here."""

    in_other_languages: ClassVar = {"fr": "Cette phase n'est pas connue ici."}


class PartnershipNotInPhase(Refusal):
    """The partnership does not take part in this phase."""

    in_other_languages: ClassVar = {"fr": "Le partenariat ne participe pas à cette phase."}


class NotAParty(Refusal):
    """Only the members of the partnership are parties to its plan."""

    in_other_languages: ClassVar = {
        "fr": "Seuls les membres du partenariat sont parties à son plan."
    }


class ActionPlanAlreadyDrafted(Refusal):
    """This action plan was drafted with other particulars; revise its content instead."""

    in_other_languages: ClassVar = {
        "fr": "Ce plan d'action a été rédigé avec d'autres données ; révisez-en plutôt le contenu."
    }


# --- the content ----------------------------------------------------------------------------


class PeriodReversed(Refusal):
    """A plan's period ends on the day it starts or later."""

    in_other_languages: ClassVar = {
        "fr": "La période d'un plan se termine le jour où elle commence ou plus tard."
    }


class ActionListedTwice(Refusal):
    """Each action has a code of its own in the plan."""

    in_other_languages: ClassVar = {
        "fr": "Chaque action a, dans le plan, un code qui lui est propre."
    }


class ActionWithoutResult(Refusal):
    """Every action contributes to a result of the strategic plan."""

    in_other_languages: ClassVar = {
        "fr": "Chaque action contribue à un résultat de la planification stratégique."
    }


class PlanIndicatorListedTwice(Refusal):
    """Each indicator stands once in the plan."""

    in_other_languages: ClassVar = {"fr": "Chaque indicateur figure une seule fois dans le plan."}


class BudgetLineListedTwice(Refusal):
    """Each budget line has an identifier and a code of its own in the plan."""

    in_other_languages: ClassVar = {
        "fr": "Chaque ligne budgétaire a, dans le plan, un identifiant et un code qui lui sont "
        "propres."
    }


class BudgetBelowZero(Refusal):
    """The amount of a budget line is not below zero."""

    in_other_languages: ClassVar = {
        "fr": "Le montant d'une ligne budgétaire n'est pas inférieur à zéro."
    }


# --- agreeing -------------------------------------------------------------------------------


class AgreedToAnotherContent(Refusal):
    """The content agreed to is not the present content of the plan."""

    in_other_languages: ClassVar = {
        "fr": "Le contenu approuvé n'est pas le contenu actuel du plan."
    }


class PlanIsSubmitted(Refusal):
    """This plan is submitted and no longer changes; draft another that supersedes it."""

    in_other_languages: ClassVar = {
        "fr": "Ce plan est soumis et ne change plus ; rédigez-en un autre qui le remplace."
    }


# --- submitting -----------------------------------------------------------------------------


class ProtocolNotInForce(Refusal):
    """Until the council of every party has ratified the protocol, no plan is submitted."""

    in_other_languages: ClassVar = {
        "fr": "Tant que le conseil de chaque partie n'a pas ratifié le protocole, aucun plan n'est "
        "soumis."
    }


class PartnershipNotActive(Refusal):
    """A partnership that is suspended or has ended submits no plan."""

    in_other_languages: ClassVar = {
        "fr": "Un partenariat suspendu ou terminé ne soumet pas de plan."
    }


class PhaseNotOpen(Refusal):
    """A plan is submitted while its phase is open."""

    in_other_languages: ClassVar = {"fr": "Un plan est soumis pendant que sa phase est ouverte."}


class NotAgreedByAll(Refusal):
    """A plan is submitted once every party has agreed to its content."""

    in_other_languages: ClassVar = {
        "fr": "Un plan est soumis une fois que chaque partie a approuvé son contenu."
    }


class PlanWithoutActions(Refusal):
    """A plan that is submitted sets out at least one action."""

    in_other_languages: ClassVar = {"fr": "Un plan soumis prévoit au moins une action."}


class StrategicPlanNotValidated(Refusal):
    """A plan derives from the strategic plan that every commune of the country has validated."""

    in_other_languages: ClassVar = {
        "fr": "Un plan découle de la planification stratégique validée par toutes les communes du "
        "pays."
    }


class ResultUnknown(Refusal):
    """Actions contribute to results of the validated strategic plan."""

    in_other_languages: ClassVar = {
        "fr": "Les actions contribuent à des résultats de la planification stratégique validée."
    }


class IndicatorUnknown(Refusal):
    """A plan reports on indicators of the validated strategic plan."""

    in_other_languages: ClassVar = {
        "fr": "Un plan rend compte d'indicateurs de la planification stratégique validée."
    }


class PeriodOutsidePhase(Refusal):
    """The period of a plan lies inside its phase."""

    in_other_languages: ClassVar = {"fr": "La période d'un plan se situe dans sa phase."}


# --- afterwards -----------------------------------------------------------------------------


class NotSubmitted(Refusal):
    """Only a plan that all parties have agreed and submitted can be adopted or superseded."""

    in_other_languages: ClassVar = {
        "fr": "Seul un plan approuvé par toutes les parties et soumis peut être adopté ou remplacé."
    }


class AdoptedAnotherContent(Refusal):
    """The content annexed to the convention is not the content that was submitted."""

    in_other_languages: ClassVar = {
        "fr": "Le contenu annexé à la convention n'est pas celui qui a été soumis."
    }


class NotAdopted(Refusal):
    """Only an adopted plan is completed: one that is annexed to the specific convention."""

    in_other_languages: ClassVar = {
        "fr": "Seul un plan adopté, annexé à la convention spécifique, est achevé."
    }


class PlanHasEnded(Refusal):
    """This plan is superseded or completed."""

    in_other_languages: ClassVar = {"fr": "Ce plan est remplacé ou achevé."}


class NotASuccessor(Refusal):
    """A plan is superseded by another, submitted and lasting, of its partnership and phase."""

    in_other_languages: ClassVar = {
        "fr": "Un plan est remplacé par un autre, soumis et toujours valable, du même partenariat "
        "et de la même phase."
    }
