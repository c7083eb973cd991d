"""Why a request was refused: the only exceptions a boundary translates.

Refusal                  a rule of the domain said no                                    409
├── Malformed            the request itself cannot be understood; every fault is listed  422
├── KeyReused            an idempotency key came back with another body                  422
├── TooLarge             the request, or an event it would make, is too large            413
├── UnknownMediaType     content of a kind that is not read here                         415
├── NotAllowed           the caller may not do this                                      403
├── NotFound             the thing asked about does not exist, or not here               404
├── Stale                the caller had read an older version (If-Match)                 412
├── Conflict             another writer was faster, again and again                      409
├── InFlight             the same idempotency key is being worked on                     409
├── NotYetKnown          a reader asked for a position that is not applied in time       503
├── Overloaded           too much is waiting; come back later                            503
├── OutcomeUnknown       the connection broke around the commit; repeat with the key     503
└── (one per rule)       declared beside the aggregate that enforces it                  409

The numbers are given by `kernel.web.problems` alone.
"""

from collections.abc import Mapping
from typing import ClassVar


class Refusal(Exception):
    """A rule of the domain said no.

    The class docstring is the English sentence people read, `in_other_languages` the same
    sentence in others, by BCP 47 tag. `details` are facts about this very case, as JSON values.
    """

    code: ClassVar[str]
    """Stable word for clients; the class name, so renaming a refusal changes the API."""

    in_other_languages: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls) -> None:
        cls.code = cls.__name__

    def __init__(self, **details: object) -> None:
        super().__init__(self.code, details)
        self.details = details


class Malformed(Refusal):
    """The request cannot be understood."""

    in_other_languages: ClassVar = {"fr": "La demande ne peut pas être comprise."}


class KeyReused(Refusal):
    """This Idempotency-Key was used before with another request."""

    in_other_languages: ClassVar = {
        "fr": "Cette clé d'idempotence a déjà servi pour une autre demande."
    }


class TooLarge(Refusal):
    """The request is larger than this service takes; nothing was done."""

    in_other_languages: ClassVar = {
        "fr": "La demande est plus grande que ce que ce service accepte ; rien n'a été fait."
    }


class UnknownMediaType(Refusal):
    """This address does not read content of this kind."""

    in_other_languages: ClassVar = {"fr": "Cette adresse ne lit pas ce genre de contenu."}


class NotAllowed(Refusal):
    """You may not do this."""

    in_other_languages: ClassVar = {"fr": "Vous n'êtes pas habilité à faire cela."}


class NotFound(Refusal):
    """Nothing is known under this identifier."""

    in_other_languages: ClassVar = {"fr": "Rien n'est connu sous cet identifiant."}


class Stale(Refusal):
    """What you read has changed since; read it again before you write."""

    in_other_languages: ClassVar = {
        "fr": "Ce que vous avez lu a changé depuis ; relisez avant d'écrire."
    }


class Conflict(Refusal):
    """Others wrote at the same moment; try again."""

    in_other_languages: ClassVar = {"fr": "D'autres ont écrit au même moment ; réessayez."}


class InFlight(Refusal):
    """The same request is being worked on; ask again in a moment."""

    in_other_languages: ClassVar = {
        "fr": "La même demande est en cours de traitement ; redemandez dans un instant."
    }


class NotYetKnown(Refusal):
    """What you asked to see is not yet visible here; ask again in a moment."""

    in_other_languages: ClassVar = {
        "fr": "Ce que vous demandez n'est pas encore visible ici ; redemandez dans un instant."
    }


class Overloaded(Refusal):
    """Too many requests are waiting; nothing was done."""

    in_other_languages: ClassVar = {"fr": "Trop de demandes attendent ; rien n'a été fait."}


class OutcomeUnknown(Refusal):
    """It is not known whether this was done; repeat it with the same Idempotency-Key."""

    in_other_languages: ClassVar = {
        "fr": "On ignore si cela a été fait ; répétez avec la même clé d'idempotence."
    }
