"""What is said about a commune and similar bodies: kind, codes, place."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vocabulary.text import Words


class CommuneKind(StrEnum):
    """Bodies that are party to a partnership in real cases; not only communes."""

    COMMUNE = "commune"
    VILLE = "ville"
    ARRONDISSEMENT = "arrondissement"
    COLLECTIVITE = "collectivite"
    GROUPING = "grouping"
    PROVINCE = "province"
    INTERMEDIARY = "intermediary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code in a scheme: refnis, kbo, pcode, geonames, postal. It may change with time."""

    scheme: Words
    value: Words
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """WGS 84 decimal degrees."""

    latitude: float
    longitude: float


class MemberRole(StrEnum):
    LEAD = "lead"
    ASSOCIATE = "associate"


class SuspensionReason(StrEnum):
    NO_LEGAL_BASIS = "no-legal-basis"
    SECURITY = "security"
    HEALTH = "health"
    POLITICAL = "political"
    STAFF = "staff"
