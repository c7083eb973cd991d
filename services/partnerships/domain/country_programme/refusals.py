"""The rules of a country programme that say no."""

from typing import ClassVar

from kernel.refusals import Refusal


class CountryProgrammeAlreadyLaunched(Refusal):
    """This country programme is launched with other particulars; revise it instead."""

    in_other_languages: ClassVar = {
        "fr": "Ce volet pays est lancé avec d'autres données ; révisez-le plutôt."
    }


class CountryProgrammeUnknown(Refusal):
    """The country has no programme in this phase yet, so no sector is retained."""

    in_other_languages: ClassVar = {
        "fr": "Le pays n'a pas encore de volet dans cette phase ; aucun secteur n'est retenu."
    }


class OneCountryProgrammePerPhase(Refusal):
    """A country has one programme in a phase, and it is already launched."""

    in_other_languages: ClassVar = {
        "fr": "Un pays a un seul volet par phase, et celui-ci est déjà lancé."
    }


class CommuneAlreadyAdmitted(Refusal):
    """This commune takes part already, from another day."""

    in_other_languages: ClassVar = {"fr": "Cette commune participe déjà, depuis un autre jour."}


class CommuneNotAdmitted(Refusal):
    """This commune does not take part."""

    in_other_languages: ClassVar = {"fr": "Cette commune ne participe pas."}


class WithdrawnBeforeAdmitted(Refusal):
    """A commune withdraws after the day on which it was admitted."""

    in_other_languages: ClassVar = {"fr": "Une commune se retire après le jour de son admission."}


class NoGoalYet(Refusal):
    """No goal is set yet, so there is none to agree to."""

    in_other_languages: ClassVar = {
        "fr": "Aucun but n'est encore fixé ; il n'y en a donc pas à convenir."
    }


class GoalHasChanged(Refusal):
    """Sectors and goal have been revised since; read them again before you agree."""

    in_other_languages: ClassVar = {
        "fr": "Les secteurs et le but ont été révisés depuis ; relisez-les avant de marquer votre "
        "accord."
    }


class AgreedOnAnotherDay(Refusal):
    """This commune's agreement is recorded with another day; withdraw it first."""

    in_other_languages: ClassVar = {
        "fr": "L'accord de cette commune est acté à un autre jour ; retirez-le d'abord."
    }


class NotAgreed(Refusal):
    """No agreement of this commune is recorded, so there is none to withdraw."""

    in_other_languages: ClassVar = {
        "fr": "Aucun accord de cette commune n'est acté ; il n'y en a donc pas à retirer."
    }


class ShareOfNoSector(Refusal):
    """A share belongs to one of the sectors."""

    in_other_languages: ClassVar = {"fr": "Une part revient à l'un des secteurs."}
