"""Why a document is not taken, or not given."""

from typing import ClassVar

from kernel.refusals import Malformed, NotAllowed, NotFound, Refusal, TooLarge, UnknownMediaType


class DocumentsNotForYou(NotAllowed):
    """Documents are opened by communes, country units and reviewers only."""

    in_other_languages: ClassVar = {
        "fr": "Seuls les communes, les unités de pays et les réviseurs ouvrent les pièces."
    }


class DocumentsNotKept(Refusal):
    """This unit has no place to keep documents yet; its administrator sets CIC_DOCUMENTS."""

    in_other_languages: ClassVar = {
        "fr": "Cette unité n'a pas encore d'endroit où conserver les pièces ; son administrateur "
        "définit CIC_DOCUMENTS."
    }


class DocumentTooLarge(TooLarge):
    """The document is larger than 25 MB; scan it with fewer colours, or in parts."""

    in_other_languages: ClassVar = {
        "fr": "La pièce dépasse 25 Mo ; numérisez-la avec moins de couleurs, ou en parties."
    }


class DocumentEmpty(Malformed):
    """The document has no content."""

    in_other_languages: ClassVar = {"fr": "La pièce est vide."}


class DocumentTypeNotTaken(UnknownMediaType):
    """Documents are PDF, PNG, JPEG, Word, Excel or OpenDocument files."""

    in_other_languages: ClassVar = {
        "fr": "Les pièces sont des fichiers PDF, PNG, JPEG, Word, Excel ou OpenDocument."
    }


class NotAPdf(Malformed):
    """The document says that it is a PDF and cannot be read as one."""

    in_other_languages: ClassVar = {"fr": "La pièce se dit PDF et ne peut être lue comme telle."}


class PdfLocked(Malformed):
    """The PDF is locked by a password, so nobody could read it later; deposit it unlocked."""

    in_other_languages: ClassVar = {
        "fr": "Le PDF est protégé par un mot de passe et personne ne pourrait le lire plus tard ; "
        "déposez-le sans protection."
    }


class NotAnImage(Malformed):
    """The document says that it is an image and does not begin like one."""

    in_other_languages: ClassVar = {"fr": "La pièce se dit image et n'en a pas le début."}


class NotAnOfficeDocument(Malformed):
    """The document says that it is an office document and is not built like one."""

    in_other_languages: ClassVar = {
        "fr": "La pièce se dit document bureautique et n'en a pas la structure."
    }


class DocumentHasMacros(Malformed):
    """The office document contains programs (macros); deposit it without them, or as a PDF."""

    in_other_languages: ClassVar = {
        "fr": "Le document bureautique contient des programmes (macros) ; déposez-le sans eux, ou "
        "en PDF."
    }


class DocumentArrivedOtherwise(Malformed):
    """What arrived is not what was sent: its SHA-256 is another than the one you named."""

    in_other_languages: ClassVar = {
        "fr": "Ce qui est arrivé n'est pas ce qui a été envoyé : son SHA-256 n'est pas celui cité."
    }


class DocumentMissing(NotFound):
    """The document is registered and its content is missing; tell the unit's administrator."""

    in_other_languages: ClassVar = {
        "fr": "La pièce est inscrite mais son contenu manque ; signalez-le à l'administrateur de "
        "l'unité."
    }
