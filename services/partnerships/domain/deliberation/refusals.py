"""The rules of a deliberation that say no."""

from typing import ClassVar

from kernel.refusals import Malformed, NotAllowed, Refusal, TooLarge, UnknownMediaType


class DeliberationAlreadyRecorded(Refusal):
    """This deliberation is recorded with other particulars; correct it and say why."""

    in_other_languages: ClassVar = {
        "fr": "Cette délibération est consignée avec d'autres données ; corrigez-la en disant "
        "pourquoi."
    }


class DeliberationReferenceTaken(Refusal):
    """Another deliberation of this organ is recorded under the same reference."""

    in_other_languages: ClassVar = {
        "fr": "Une autre délibération de cet organe est consignée sous la même référence."
    }


class DeliberationWasWithdrawn(Refusal):
    """This deliberation was withdrawn as recorded by mistake; nothing can rest on it."""

    in_other_languages: ClassVar = {
        "fr": "Cette délibération a été retirée comme consignée par erreur ; rien ne peut s'y "
        "fonder."
    }


class DeliberationIsTheCommunesOwn(NotAllowed):
    """The commune has recorded this deliberation itself; only it corrects or withdraws it."""

    in_other_languages: ClassVar = {
        "fr": "La commune a consigné cette délibération elle-même ; elle seule la corrige ou la "
        "retire."
    }


class VotesDoNotAddUp(Refusal):
    """There are not more votes than members present, nor more present than seats."""

    in_other_languages: ClassVar = {
        "fr": "Il n'y a pas plus de votes que de membres présents, ni plus de présents que de "
        "sièges."
    }


# --- referring to one -----------------------------------------------------------------------


class DeliberationUnknown(Refusal):
    """The deliberation named here is not recorded."""

    in_other_languages: ClassVar = {"fr": "La délibération citée ici n'est pas consignée."}


class DeliberationOfAnotherCommune(Refusal):
    """The deliberation named here was taken by an organ of another commune."""

    in_other_languages: ClassVar = {
        "fr": "La délibération citée ici a été prise par un organe d'une autre commune."
    }


class DeliberationOfAnotherDate(Refusal):
    """The deliberation named here was adopted on another day than the one given."""

    in_other_languages: ClassVar = {
        "fr": "La délibération citée ici a été adoptée un autre jour que celui qui est donné."
    }


class DeliberationOfAnotherOrgan(Refusal):
    """The executive has deliberated, where the council must have."""

    in_other_languages: ClassVar = {
        "fr": "C'est l'exécutif qui a délibéré, là où il faut que ce soit le conseil."
    }


# --- importing a file -----------------------------------------------------------------------


class DeliberationsNotCsv(UnknownMediaType):
    """Deliberations are imported from a CSV file, sent as text/csv."""

    in_other_languages: ClassVar = {
        "fr": "Les délibérations s'importent d'un fichier CSV, envoyé comme text/csv."
    }


class DeliberationsFileNotUtf8(Malformed):
    """The file is not encoded in UTF-8; save it again as "CSV UTF-8"."""

    in_other_languages: ClassVar = {
        "fr": "Le fichier n'est pas encodé en UTF-8 ; enregistrez-le à nouveau comme « CSV UTF-8 »."
    }


class DeliberationsFileWrongSeparator(Malformed):
    """The columns of the file are not separated by commas; save it again with commas."""

    in_other_languages: ClassVar = {
        "fr": "Les colonnes du fichier ne sont pas séparées par des virgules ; enregistrez-le à "
        "nouveau avec des virgules."
    }


class DeliberationsFileEmpty(Malformed):
    """The file has no deliberation in it."""

    in_other_languages: ClassVar = {"fr": "Le fichier ne contient aucune délibération."}


class DeliberationsFileTooLong(TooLarge):
    """The file has more rows than are taken at once; send it year by year."""

    in_other_languages: ClassVar = {
        "fr": "Le fichier a plus de lignes qu'il n'en est pris à la fois ; envoyez-le année par "
        "année."
    }


class DeliberationsFileFaulty(Malformed):
    """Nothing of the file was taken, because of the rows that are named here."""

    in_other_languages: ClassVar = {
        "fr": "Rien n'a été repris du fichier, à cause des lignes citées ici."
    }
