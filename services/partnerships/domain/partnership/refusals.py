"""The rules of a partnership that say no."""

from typing import ClassVar

from kernel.refusals import Refusal


class PartnershipAlreadyEstablished(Refusal):
    """This partnership is established with other particulars."""

    in_other_languages: ClassVar = {"fr": "Ce partenariat est établi avec d'autres données."}


class PartnershipUnknown(Refusal):
    """The partnership named here is not established."""

    in_other_languages: ClassVar = {"fr": "Le partenariat cité ici n'est pas établi."}


class NoMemberOfTheCountry(Refusal):
    """At least one member of a partnership lies in the country it is about."""

    in_other_languages: ClassVar = {
        "fr": "Un membre au moins d'un partenariat se trouve dans le pays qu'il concerne."
    }


class AlreadyMember(Refusal):
    """This commune is a member already, in another role or from another day."""

    in_other_languages: ClassVar = {
        "fr": "Cette commune est déjà membre, dans un autre rôle ou depuis un autre jour."
    }


class NotAMember(Refusal):
    """This commune is not a member of the partnership."""

    in_other_languages: ClassVar = {"fr": "Cette commune n'est pas membre du partenariat."}


class LeftBeforeJoining(Refusal):
    """A member leaves after the day from which it is recorded as one, in its present role."""

    in_other_languages: ClassVar = {
        "fr": "Un membre quitte le partenariat après le jour depuis lequel il en est membre, dans "
        "son rôle actuel."
    }


class MembershipsOverlap(Refusal):
    """A commune is a member once at a time; it comes back after the day on which it left."""

    in_other_languages: ClassVar = {
        "fr": "Une commune est membre une seule fois à la fois ; elle revient après le jour de son "
        "départ."
    }


class LastMemberOfItsSide(Refusal):
    """The last member of a side cannot leave; the partnership is terminated instead."""

    in_other_languages: ClassVar = {
        "fr": "Le dernier membre d'un côté ne peut partir ; il est alors mis fin au partenariat."
    }


class PartnershipNotActive(Refusal):
    """The partnership is suspended or terminated."""

    in_other_languages: ClassVar = {"fr": "Le partenariat est suspendu ou a pris fin."}


class PartnershipNotSuspended(Refusal):
    """Only a partnership that is suspended can be resumed."""

    in_other_languages: ClassVar = {"fr": "Seul un partenariat suspendu peut reprendre."}


class PartnershipHasEnded(Refusal):
    """The partnership was terminated; a new one may take over from it."""

    in_other_languages: ClassVar = {
        "fr": "Il a été mis fin au partenariat ; un nouveau peut lui succéder."
    }


class PartnershipTurnOutOfOrder(Refusal):
    """A suspension, resumption or end is not dated before the one it follows."""

    in_other_languages: ClassVar = {
        "fr": "Une suspension, une reprise ou une fin n'est pas datée d'avant celle qu'elle suit."
    }


# --- how members take part ------------------------------------------------------------------


class RoleOutOfOrder(Refusal):
    """A member's role changes after the day from which it holds the present one."""

    in_other_languages: ClassVar = {
        "fr": "Le rôle d'un membre change après le jour depuis lequel il a le rôle actuel."
    }


class NotAnIntermediary(Refusal):
    """Only a member registered as an intermediary acts for other authorities."""

    in_other_languages: ClassVar = {
        "fr": "Seul un membre enregistré comme intermédiaire agit pour d'autres autorités."
    }


class AuthorityElsewhere(Refusal):
    """An intermediary acts for authorities of its own country."""

    in_other_languages: ClassVar = {
        "fr": "Un intermédiaire agit pour des autorités de son propre pays."
    }


class ActsForItself(Refusal):
    """This body is a member of the partnership and acts in it for itself."""

    in_other_languages: ClassVar = {
        "fr": "Cet organisme est membre du partenariat et y agit pour lui-même."
    }


class OperationIsDelegated(Refusal):
    """A member has one operator at a time; end that delegation first."""

    in_other_languages: ClassVar = {
        "fr": "Un membre a un seul opérateur à la fois ; mettez d'abord fin à cette délégation."
    }


class NothingDelegated(Refusal):
    """This member has no operator whose delegation could end."""

    in_other_languages: ClassVar = {
        "fr": "Ce membre n'a pas d'opérateur dont la délégation pourrait prendre fin."
    }


class DelegationEndsBeforeItStarts(Refusal):
    """A delegation ends after the day on which it began."""

    in_other_languages: ClassVar = {"fr": "Une délégation prend fin après le jour où elle débute."}


class OtherProgrammeEndsBeforeItStarts(Refusal):
    """The members' part in another programme ends after the day on which it began."""

    in_other_languages: ClassVar = {
        "fr": "La participation à un autre programme prend fin après le jour où elle débute."
    }


class OtherProgrammeNotTagged(Refusal):
    """The partnership bears no tag of a programme with this code."""

    in_other_languages: ClassVar = {
        "fr": "Le partenariat ne porte pas l'étiquette d'un programme de ce code."
    }


# --- ending with notice ---------------------------------------------------------------------


class TerminationBeforeNotice(Refusal):
    """Either side ends the partnership only when the notice agreed for both is over."""

    in_other_languages: ClassVar = {
        "fr": "Chaque côté met fin au partenariat une fois le préavis, égal pour tous, donné et "
        "écoulé."
    }


class NoticeAlreadyGiven(Refusal):
    """Notice has been given, with another day or by another member."""

    in_other_languages: ClassVar = {
        "fr": "Un préavis a été donné, avec un autre jour ou par un autre membre."
    }


class NoNoticeGiven(Refusal):
    """No notice of this member is running."""

    in_other_languages: ClassVar = {"fr": "Aucun préavis de ce membre ne court."}


class NoticePeriodRuns(Refusal):
    """The notice period is not changed while a notice runs."""

    in_other_languages: ClassVar = {
        "fr": "La durée du préavis ne change pas tant qu'un préavis court."
    }
