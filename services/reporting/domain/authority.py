"""What only a reviewer decides, and what nobody asks for."""

from typing import ClassVar

from kernel.identity import Principal
from kernel.refusals import NotAllowed
from vocabulary.roles import ASSOCIATION_REVIEWER, CONSUMER


class ForTheReviewer(NotAllowed):
    """Only a reviewer of the associations may do this."""

    in_other_languages: ClassVar = {"fr": "Seul un réviseur des associations peut le faire."}


class ExpectedByItsPlan(NotAllowed):
    """A report is expected because an action plan was submitted; nobody else calls for one."""

    in_other_languages: ClassVar = {
        "fr": "Un rapport est attendu parce qu'un plan d'action a été soumis ; "
        "nul autre ne le demande."
    }


def only_reviewer(principal: Principal) -> None:
    if not principal.has(ASSOCIATION_REVIEWER):
        raise ForTheReviewer


def only_consumer(principal: Principal) -> None:
    """Allow what the service itself does because it has heard of something."""
    if not principal.has(CONSUMER):
        raise ExpectedByItsPlan
