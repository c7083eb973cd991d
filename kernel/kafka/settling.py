"""Close dead letters, or change what they say: each act is kept, with who did it and why."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from kernel.kafka.dead_letters import Reader
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection
from kernel.refusals import NotFound, Refusal


class NoSuchLetter(NotFound):
    """There is no dead letter with this number, or it is none of your unit's."""

    in_other_languages: ClassVar = {
        "fr": "Aucun message en souffrance ne porte ce numéro, ou il n'est pas de votre unité."
    }


class LetterClosed(Refusal):
    """This dead letter has been replayed or discarded already."""

    in_other_languages: ClassVar = {
        "fr": "Ce message en souffrance a déjà été rejoué ou abandonné."
    }


class ReadElsewhere(Refusal):
    """No reader that runs here put this dead letter aside; it can only be discarded."""

    in_other_languages: ClassVar = {
        "fr": "Aucun lecteur en marche ici n'a mis ce message de côté : "
        "il ne peut être qu'abandonné."
    }


class NotHalted(Refusal):
    """This source is read; there is nothing to resume."""

    in_other_languages: ClassVar = {"fr": "Cette source est lue ; il n'y a rien à reprendre."}


class NotAnEvent(Refusal):
    """This record is no event of its topic, so it can neither be replayed nor edited."""

    in_other_languages: ClassVar = {
        "fr": "Cet enregistrement n'est pas un événement de son sujet : "
        "il ne peut être ni rejoué ni corrigé."
    }


class EditUnreadable(Refusal):
    """What you would have the event say cannot be read as an event of its type."""

    in_other_languages: ClassVar = {
        "fr": "Ce que vous feriez dire à l'événement n'est pas lisible comme un événement "
        "de son type."
    }


class Act(NamedTuple):
    """Who acts, by the account, and why."""

    by: str
    reason: str


_CLOSE = """
WITH closed AS (
  UPDATE store.dead_letters
     SET status = $2, settled_at = clock_timestamp(), settled_by = $3, reason = $4
   WHERE id = ANY ($1) AND status IN ('parked', 'blocked', 'quarantined')
  RETURNING id, projection, version, source, stream_id, position
), noted AS (
  INSERT INTO store.dead_letter_acts
    (act, letter, projection, version, source, stream_id, position, done_by, reason)
  SELECT $2, closed.*, $3, $4 FROM (
    SELECT id, projection, version, source, stream_id, position FROM closed ORDER BY id
  ) AS closed
)
SELECT id FROM closed
"""
_FAILED_AGAIN = """
WITH failed AS (
  UPDATE store.dead_letters SET status = 'parked', error = $2, attempts = attempts + 1
   WHERE id = $1 RETURNING id, projection, version, source, stream_id, position
)
INSERT INTO store.dead_letter_acts
  (act, letter, projection, version, source, stream_id, position, done_by, reason)
SELECT 'failed again', failed.*, $3, $4 FROM failed
"""
_EDIT = """
WITH before AS (
  SELECT id, event FROM store.dead_letters WHERE id = $1 AND status IN ('parked', 'blocked')
  FOR UPDATE
), edited AS (
  UPDATE store.dead_letters AS letter SET event = $2 FROM before WHERE letter.id = before.id
  RETURNING letter.id, projection, version, source, stream_id, position, before.event
)
INSERT INTO store.dead_letter_acts
  (act, letter, projection, version, source, stream_id, position, replaced, done_by, reason)
SELECT 'edited', edited.*, $3, $4 FROM edited RETURNING letter
"""
_RESUMED = """
INSERT INTO store.dead_letter_acts (act, projection, version, source, done_by, reason)
VALUES ('resumed', $1, $2, $3, $4, $5)
"""


async def close(connection: Connection, letters: Sequence[int], status: str, act: Act) -> None:
    """Close letters as `replayed` or `discarded`. Raises `LetterClosed` unless all were open."""
    closed = await connection.fetch(_CLOSE, letters, status, *act)
    if len(closed) < len(letters):
        raise LetterClosed


async def failed_again(connection: Connection, letter: int, error: str, act: Act) -> None:
    """Note that an open letter was tried once more, in vain."""
    await connection.execute(_FAILED_AGAIN, letter, error, *act)


async def edit(connection: Connection, letter: int, data: bytes, act: Act) -> None:
    """Let an open letter's event say something else; what it said is kept with the act.

    Raises `LetterClosed`.
    """
    if await connection.fetchval(_EDIT, letter, data, *act) is None:
        raise LetterClosed


async def resumed(connection: Connection, reader: Reader, source: Source, act: Act) -> None:
    await connection.execute(_RESUMED, *reader, str(source), *act)
