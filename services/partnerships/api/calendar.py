"""What becomes due, as a calendar that every calendar program reads.

Source: RFC 5545 (iCalendar) and RFC 7986 (names and refreshing of calendars).
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from vocabulary.deadlines import DeadlineKind

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
REFRESH: Final = timedelta(hours=12)

_SAID: Final[Mapping[str, Mapping[DeadlineKind, str]]] = {
    "fr": {
        DeadlineKind.PHASE_END: "Fin de la phase {about}",
        DeadlineKind.PROTOCOL_END: "Fin du protocole {title}",
        DeadlineKind.COUNCIL_VOTE: "Vote du conseil attendu : {commune_name} ({title})",
        DeadlineKind.NOTICE_END: "Fin du préavis : {title}",
        DeadlineKind.ADVANCE: "Avance attendue : {about} ({title})",
        DeadlineKind.RULE: "{about}",
    },
    "en": {
        DeadlineKind.PHASE_END: "End of phase {about}",
        DeadlineKind.PROTOCOL_END: "End of protocol {title}",
        DeadlineKind.COUNCIL_VOTE: "Council vote awaited: {commune_name} ({title})",
        DeadlineKind.NOTICE_END: "End of notice: {title}",
        DeadlineKind.ADVANCE: "Advance expected: {about} ({title})",
        DeadlineKind.RULE: "{about}",
    },
}
_NAMES: Final = {"fr": "CIC : échéances", "en": "CIC: deadlines"}
_MARKS: Final = {"fr": "démonstration", "en": "demonstration"}


def calendar(
    due: Iterable[Mapping[str, Any]], *, language: str, title: str | None, now: datetime
) -> bytes:
    """Return an event of one day for each thing due; its UID stays when its day moves."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - only who subscribes pays for it

    shown = Calendar()
    name = f"{_NAMES[language]} – {title}" if title else _NAMES[language]
    shown.add("prodid", "-//CIC//partnerships//FR")
    shown.add("version", "2.0")
    shown.add("name", name)
    shown.add("x-wr-calname", name)
    shown.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    # The stamp is the day's, so that a calendar asked for twice a day is the same to the byte.
    stamp = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    for each in due:
        event = Event()
        event.add("uid", f"{each['id']}@partnerships.cic")
        event.add("dtstamp", stamp)
        event.add("dtstart", each["due_on"])
        event.add("dtend", each["due_on"] + timedelta(days=1))
        event.add("summary", summary(each, language))
        event.add("transp", "TRANSPARENT")
        shown.add_component(event)
    return bytes(shown.to_ical())


def summary(due: Mapping[str, Any], language: str) -> str:
    """Return what is due in one line; what was made up says so."""
    said = _SAID[language][DeadlineKind(due["kind"])]
    words = said.format(**{name: value or "" for name, value in due.items()})
    return f"{words} ({_MARKS[language]})" if due["demonstration"] else words
