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
