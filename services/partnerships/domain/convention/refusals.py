"""The rules of a specific convention that say no."""

from typing import ClassVar

from kernel.refusals import Refusal


class ConventionAlreadyDrafted(Refusal):
    """This convention was drafted with other particulars; revise or amend it instead."""

    in_other_languages: ClassVar = {
        "fr": "Cette convention a été rédigée avec d'autres données ; révisez-la ou amendez-la."
    }


class ProtocolOfAnotherPartnership(Refusal):
    """The protocol named here binds the members of another partnership."""

    in_other_languages: ClassVar = {
        "fr": "Le protocole cité ici lie les membres d'un autre partenariat."
    }


class ConventionIsConcluded(Refusal):
    """Every party has signed this version; it holds, and is changed by an amendment alone."""

    in_other_languages: ClassVar = {
        "fr": "Toutes les parties ont signé cette version ; elle vaut, et seul un avenant la "
        "modifie."
    }


class ConventionNotConcluded(Refusal):
    """This is done under a convention that every party has signed."""

    in_other_languages: ClassVar = {
        "fr": "Cela se fait sous une convention que toutes les parties ont signée."
    }


class SignedAnotherContent(Refusal):
    """The content signed is not that of the version on the table."""

    in_other_languages: ClassVar = {
        "fr": "Le contenu signé n'est pas celui de la version sur la table."
    }


class ActionPlanUnknown(Refusal):
    """The joint action plan is not known here as submitted."""

    in_other_languages: ClassVar = {
        "fr": "Le plan d'action commun n'est pas connu ici comme soumis."
    }


class ActionPlanOfAnotherProtocol(Refusal):
    """The joint action plan was submitted under another protocol than this convention's."""

    in_other_languages: ClassVar = {
        "fr": "Le plan d'action commun a été soumis sous un autre protocole que celui de cette "
        "convention."
    }


class AnnexedAnotherContent(Refusal):
    """The content annexed is not that over which all parties agreed the plan."""

    in_other_languages: ClassVar = {
        "fr": "Le contenu annexé n'est pas celui du plan sur lequel toutes les parties se sont "
        "accordées."
    }


class ProtocolHasConvention(Refusal):
    """The protocol has its specific convention already; amend that one, or close it first."""

    # Protocol of collaboration, article 4: plans stand in "la convention spécifique liant les deux
    # Communes partenaires", which is one.

    in_other_languages: ClassVar = {
        "fr": "Le protocole a déjà sa convention spécifique ; amendez celle-là ou clôturez-la."
    }


class ConventionIsClosed(Refusal):
    """This convention is closed; reopen it before anything more is done under it."""

    in_other_languages: ClassVar = {
        "fr": "Cette convention est clôturée ; rouvrez-la avant d'y faire quoi que ce soit."
    }


class ConventionIsAbandoned(Refusal):
    """This convention was given up before all had signed it; draft another under the protocol."""

    in_other_languages: ClassVar = {
        "fr": "Cette convention a été abandonnée avant que toutes les parties ne l'aient signée ; "
        "rédigez-en une autre sous le protocole."
    }


class ConventionNotClosed(Refusal):
    """Only a convention that is closed is reopened."""

    in_other_languages: ClassVar = {"fr": "Seule une convention clôturée se rouvre."}


class ClosedBeforeConcluded(Refusal):
    """A convention is closed on the day it was concluded or later."""

    in_other_languages: ClassVar = {
        "fr": "Une convention se clôture le jour de sa conclusion ou après."
    }


class DocumentNeedsHash(Refusal):
    """A document is annexed with its hash, so that nobody can put another one in its place."""

    in_other_languages: ClassVar = {
        "fr": "Un document s'annexe avec son empreinte, pour que nul ne puisse en mettre un autre "
        "à sa place."
    }


class AllotmentOfUnknownLine(Refusal):
    """An amount is allotted to a budget line that this convention does not have."""

    in_other_languages: ClassVar = {
        "fr": "Un montant est prévu pour une ligne budgétaire que cette convention n'a pas."
    }


class AllotmentOutsidePhase(Refusal):
    """An amount is allotted to a year in which the phase does not run."""

    in_other_languages: ClassVar = {
        "fr": "Un montant est prévu pour une année où la phase ne court pas."
    }


class AllotmentsDifferFromLine(Refusal):
    """What is allotted by year and class of cost does not add up to the amount of its line."""

    in_other_languages: ClassVar = {
        "fr": "Les montants prévus par année et par classe de coûts ne font pas celui de la ligne."
    }


class CostClassNotEligible(Refusal):
    """Something is budgeted in a class of cost that is not eligible in the programme or here."""

    in_other_languages: ClassVar = {
        "fr": "Quelque chose est budgété dans une classe de coûts qui n'est pas éligible dans le "
        "programme ou sous cette convention."
    }


class CurrencyNotOfProgramme(Refusal):
    """An amount is in a currency in which the programme keeps no accounts."""

    in_other_languages: ClassVar = {
        "fr": "Un montant est dans une monnaie dans laquelle le programme ne tient pas de comptes."
    }


class AdvancesAboveBudget(Refusal):
    """The advances come to more than what is budgeted in their currency."""

    in_other_languages: ClassVar = {
        "fr": "Les avances dépassent ce qui est budgété dans leur monnaie."
    }


class ShareOfAnotherCommune(Refusal):
    """A part of the budget is given to a commune that is not a party to the convention."""

    in_other_languages: ClassVar = {
        "fr": "Une part du budget est attribuée à une commune qui n'est pas partie à la convention."
    }


class AdvanceUnknown(Refusal):
    """The concluded version has no advance with this code."""

    in_other_languages: ClassVar = {"fr": "La version conclue n'a pas d'avance portant ce code."}


class AdvanceAlreadyReceived(Refusal):
    """This advance was recorded as received with other particulars; correct it instead."""

    in_other_languages: ClassVar = {
        "fr": "Cette avance a été consignée comme reçue avec d'autres données ; corrigez-la plutôt."
    }


class AdvanceNotReceived(Refusal):
    """This advance is not recorded as received, so there is nothing to correct."""

    in_other_languages: ClassVar = {
        "fr": "Cette avance n'est pas consignée comme reçue ; il n'y a rien à corriger."
    }


class NothingReceived(Refusal):
    """An advance that has arrived is more than nothing."""

    in_other_languages: ClassVar = {"fr": "Une avance reçue est supérieure à zéro."}
