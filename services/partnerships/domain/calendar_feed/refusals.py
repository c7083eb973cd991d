"""Why a calendar feed is not opened or closed."""

from typing import ClassVar

from kernel.refusals import NotAllowed, Refusal


class FeedsNotForYou(NotAllowed):
    """Only who works in the programme subscribes to its calendar, and closes what it opened."""

    in_other_languages: ClassVar = {
        "fr": "Seul qui travaille dans le programme s'abonne à son calendrier, et ferme ce qu'il a "
        "ouvert."
    }


class FeedEndsTooLate(Refusal):
    """A calendar feed is open for at most thirteen months from today; open another one then."""

    in_other_languages: ClassVar = {
        "fr": "Un flux de calendrier est ouvert treize mois au plus à partir d'aujourd'hui ; "
        "ouvrez-en alors un autre."
    }


class FeedEndsInThePast(Refusal):
    """The last day of a calendar feed lies ahead."""

    in_other_languages: ClassVar = {
        "fr": "Le dernier jour d'un flux de calendrier est un jour à venir."
    }


class FeedAlreadyOpened(Refusal):
    """This calendar feed was opened otherwise, or is closed; open another one."""

    in_other_languages: ClassVar = {
        "fr": "Ce flux de calendrier a été ouvert autrement, ou il est fermé ; ouvrez-en un autre."
    }


class FeedOfUnknownPartnership(Refusal):
    """No partnership is known under this identifier."""

    in_other_languages: ClassVar = {"fr": "Aucun partenariat n'est connu sous cet identifiant."}
