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
    """Every party has signed this version; it is amended, no longer revised."""

    in_other_languages: ClassVar = {
        "fr": "Toutes les parties ont signé cette version ; elle s'amende, elle ne se révise plus."
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
