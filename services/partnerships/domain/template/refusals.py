"""Why a model is not taken, or a document not printed."""

from typing import ClassVar

from kernel.refusals import NotFound, Refusal


class TemplateAlreadyAdopted(Refusal):
    """This model was adopted with another wording; enter the new one under its own identifier."""

    in_other_languages: ClassVar = {
        "fr": "Ce modèle a été adopté dans d'autres termes ; consignez le nouveau sous son propre "
        "identifiant."
    }


class NoTemplate(NotFound):
    """The programme has given no model for this document yet."""

    in_other_languages: ClassVar = {
        "fr": "Le programme n'a pas encore donné de modèle pour ce document."
    }


class NotInTheseLanguages(NotFound):
    """The model of this document exists in none of the languages that were asked for."""

    in_other_languages: ClassVar = {
        "fr": "Le modèle de ce document n'existe dans aucune des langues demandées."
    }
