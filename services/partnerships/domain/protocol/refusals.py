"""The rules of a protocol that say no."""

from typing import ClassVar

from kernel.refusals import NotAllowed, Refusal

# --- proposing and agreeing -----------------------------------------------------------------


class AlreadyProposed(Refusal):
    """This protocol was proposed with other particulars; revise its text instead."""

    in_other_languages: ClassVar = {
        "fr": "Ce protocole a été proposé avec d'autres données ; révisez-en plutôt le texte."
    }


class OneProtocolPerPhase(Refusal):
    """A partnership has one protocol per phase, and another holds that place."""

    in_other_languages: ClassVar = {
        "fr": "Un partenariat a un seul protocole par phase, et un autre en tient lieu."
    }


class PartnershipNotInPhase(Refusal):
    """The partnership does not take part in this phase."""

    in_other_languages: ClassVar = {"fr": "Le partenariat ne participe pas à cette phase."}


class NotAParty(Refusal):
    """Only the parties to the protocol, and their councils, can do this."""

    in_other_languages: ClassVar = {
        "fr": "Seules les parties au protocole, et leurs conseils, peuvent le faire."
    }


class PillarMissing(Refusal):
    """The pillars of the programme are inseparable; the protocol takes up every one (article 2)."""

    in_other_languages: ClassVar = {
        "fr": "Les piliers du programme sont indissociables ; le protocole les reprend tous "
        "(article 2)."
    }


class PrincipleMissing(Refusal):
    """The parties undertake to promote every principle of the programme (article 1)."""

    in_other_languages: ClassVar = {
        "fr": "Les parties s'engagent à promouvoir tous les principes du programme (article 1)."
    }


class NoDomainOfTheSector(Refusal):
    """At least one domain of action is that retained for the country in this phase (article 3)."""

    in_other_languages: ClassVar = {
        "fr": "Un domaine d'action au moins est celui retenu pour le pays dans cette phase "
        "(article 3)."
    }


class AgreedToAnotherText(Refusal):
    """The text agreed to is not the text on the table."""

    in_other_languages: ClassVar = {"fr": "Le texte approuvé n'est pas celui qui est sur la table."}


class TextIsSettled(Refusal):
    """Every party has agreed to this text; it can no longer be revised."""

    in_other_languages: ClassVar = {
        "fr": "Toutes les parties ont approuvé ce texte ; il ne peut plus être révisé."
    }


# --- signing --------------------------------------------------------------------------------


class TextNotAgreed(Refusal):
    """A text is signed once every party has agreed to it."""

    in_other_languages: ClassVar = {
        "fr": "Un texte est signé une fois que toutes les parties l'ont approuvé."
    }


class SignedAnotherText(Refusal):
    """The text signed is not the text to which the parties have agreed."""

    in_other_languages: ClassVar = {
        "fr": "Le texte signé n'est pas celui que les parties ont approuvé."
    }


class AlreadySigned(Refusal):
    """A party signs a text once, and this one has signed it otherwise."""

    in_other_languages: ClassVar = {
        "fr": "Une partie signe un texte une seule fois, et celle-ci l'a signé autrement."
    }


class PriorDeliberationMissing(Refusal):
    """This party signs only after its council has decided to play an active part (recital)."""

    in_other_languages: ClassVar = {
        "fr": "Cette partie ne signe qu'après que son conseil a acté sa volonté de jouer un rôle "
        "actif (considérant)."
    }


class SignedBeforeDeliberation(Refusal):
    """A party does not sign before the deliberation of its council on which it signs."""

    in_other_languages: ClassVar = {
        "fr": "Une partie ne signe pas avant la délibération de son conseil sur laquelle sa "
        "signature se fonde."
    }


# --- voting ---------------------------------------------------------------------------------


class CouncilNotParty(Refusal):
    """This council is not that of a party to the protocol, so it does not vote on it."""

    in_other_languages: ClassVar = {
        "fr": "Ce conseil n'est pas celui d'une partie au protocole ; il ne se prononce pas dessus."
    }


class NotYetSigned(Refusal):
    """The councils vote on a protocol that every party has signed."""

    in_other_languages: ClassVar = {
        "fr": "Les conseils se prononcent sur un protocole que toutes les parties ont signé."
    }


class CouncilHasVoted(Refusal):
    """A council ratifies a version once, and this one has voted on it."""

    in_other_languages: ClassVar = {
        "fr": "Un conseil ratifie une version une seule fois, et celui-ci s'est prononcé."
    }


class AdjournedToThePast(Refusal):
    """A council adjourns to a day after that of its decision."""

    in_other_languages: ClassVar = {
        "fr": "Un conseil ajourne à une date postérieure à celle de sa décision."
    }


class VersionLapsed(Refusal):
    """A council has refused, the condition precedent has failed, and this version has lapsed."""

    in_other_languages: ClassVar = {
        "fr": "Un conseil a refusé : la condition suspensive a défailli et cette version est "
        "caduque."
    }


class SignedByEveryParty(Refusal):
    """Every party has signed this text; their councils' votes alone decide what becomes of it."""

    in_other_languages: ClassVar = {
        "fr": "Toutes les parties ont signé ce texte ; seul le vote de leurs conseils décide de "
        "son sort."
    }


class TextAbandoned(Refusal):
    """This text was given up; whoever wants to go on proposes another."""

    in_other_languages: ClassVar = {
        "fr": "Ce texte a été abandonné ; qui veut poursuivre en propose un autre."
    }


# --- after the vote -------------------------------------------------------------------------


class NotLapsed(Refusal):
    """Only a protocol that lapsed by a council's refusal is resubmitted."""

    in_other_languages: ClassVar = {
        "fr": "Seul un protocole devenu caduc par le refus d'un conseil est soumis à nouveau."
    }


class NotInForce(Refusal):
    """The protocol is not in force."""

    in_other_languages: ClassVar = {"fr": "Le protocole n'est pas en vigueur."}


class AmendmentOpen(Refusal):
    """Another amendment is still being decided."""

    in_other_languages: ClassVar = {"fr": "Un autre avenant est encore en cours de décision."}


class NotYetEnded(Refusal):
    """A protocol expires when its phase has ended, not earlier."""

    in_other_languages: ClassVar = {
        "fr": "Un protocole expire lorsque sa phase est terminée, pas avant."
    }


class ProtocolHasExpired(Refusal):
    """The protocol has expired; a new one may renew it."""

    in_other_languages: ClassVar = {"fr": "Le protocole a expiré ; un nouveau peut le renouveler."}


class ProtocolUnknown(Refusal):
    """The protocol named here does not exist."""

    in_other_languages: ClassVar = {"fr": "Le protocole cité ici n'existe pas."}


class PhaseNotLater(Refusal):
    """A protocol is renewed for a later phase of the same programme."""

    in_other_languages: ClassVar = {
        "fr": "Un protocole est renouvelé pour une phase ultérieure du même programme."
    }


# --- correcting -----------------------------------------------------------------------------


class VersionUnknown(Refusal):
    """The protocol has no such version."""

    in_other_languages: ClassVar = {"fr": "Le protocole n'a pas de version de ce numéro."}


class NoVoteRecorded(Refusal):
    """No vote of this council on this version is recorded."""

    in_other_languages: ClassVar = {
        "fr": "Aucun vote de ce conseil sur cette version n'est consigné."
    }


class NotRecordedOnBehalf(Refusal):
    """Only an act recorded on behalf of the commune is confirmed by it."""

    in_other_languages: ClassVar = {"fr": "La commune ne confirme qu'un acte consigné en son nom."}


class NoSignatureRecorded(Refusal):
    """No signature of this party under this version is recorded."""

    in_other_languages: ClassVar = {
        "fr": "Aucune signature de cette partie sous cette version n'est consignée."
    }


class VersionSuperseded(Refusal):
    """A later text builds on this version; its votes can be corrected, no longer withdrawn."""

    in_other_languages: ClassVar = {
        "fr": "Un texte ultérieur se fonde sur cette version ; ses votes peuvent être corrigés, "
        "plus retirés."
    }


class VoteIsTheCommunesOwn(NotAllowed):
    """The commune has recorded or confirmed this vote itself; only it corrects or withdraws it."""

    in_other_languages: ClassVar = {
        "fr": "La commune a consigné ou confirmé ce vote elle-même ; elle seule le corrige ou "
        "le retire."
    }


class SignatureVotedUpon(Refusal):
    """A council has voted on what was signed; its vote is withdrawn before a signature is."""

    in_other_languages: ClassVar = {
        "fr": "Un conseil s'est prononcé sur ce qui a été signé ; son vote est retiré avant une "
        "signature."
    }


class SignatureIsTheCommunesOwn(NotAllowed):
    """The commune has recorded or confirmed this signature itself; only it takes it back."""

    in_other_languages: ClassVar = {
        "fr": "La commune a consigné ou confirmé cette signature elle-même ; elle seule la retire."
    }
