"""What is known of a commune, from its events."""

from dataclasses import dataclass, replace
from datetime import date

from services.partnerships.domain.commune.events import (
    CommuneCodeAssigned,
    CommuneCodeRetired,
    CommuneRegistered,
    CommuneRenamed,
    Event,
)
from vocabulary.communes import Code
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedNames:
    names: Text
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """`names` in the order of their days, the first without one where it is unknown."""

    registration: CommuneRegistered | None = None
    names: tuple[DatedNames, ...] = ()
    codes: tuple[Code, ...] = ()

    @property
    def country(self) -> str | None:
        return self.registration.country if self.registration else None


INITIAL = Commune()


def evolve(commune: Commune, event: Event) -> Commune:
    match event:
        case CommuneRegistered(names=names, codes=codes, since=since):
            first = DatedNames(names=names, since=since)
            return Commune(registration=event, names=(first,), codes=codes)
        case CommuneRenamed(names=names, since=since):
            renamed = [*commune.names, DatedNames(names=names, since=since)]
            renamed.sort(key=lambda dated: dated.since or date.min)
            return replace(commune, names=tuple(renamed))
        case CommuneCodeAssigned(code=code):
            return replace(commune, codes=(*commune.codes, code))
        case CommuneCodeRetired(scheme=scheme, value=value, until=until):
            retired = (
                replace(code, until=until) if _is_open(code, scheme, value) else code
                for code in commune.codes
            )
            return replace(commune, codes=tuple(retired))


def _is_open(code: Code, scheme: str, value: str) -> bool:
    return code.scheme == scheme and code.value == value and code.until is None
