"""What is said about communes and similar bodies: kind, codes, place, membership."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias

from vocabulary.checks import Checked, Wrong
from vocabulary.identifiers import CommuneId
from vocabulary.text import Words

LATITUDES = 90
LONGITUDES = 180
FEWEST_MEMBERS = 2


def latitude_problem(degrees: float) -> Wrong | None:
    if -LATITUDES <= degrees <= LATITUDES:
        return None
    return Wrong(
        "is not a latitude in decimal degrees", fr="n'est pas une latitude en degrés décimaux"
    )


def longitude_problem(degrees: float) -> Wrong | None:
    if -LONGITUDES <= degrees <= LONGITUDES:
        return None
    return Wrong(
        "is not a longitude in decimal degrees", fr="n'est pas une longitude en degrés décimaux"
    )


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
    """A code in a scheme: refnis, kbo, pcode, geonames, postal. It may change with time.

    It holds from `since` on and no longer on `until`; null where no source gives the day.
    """

    scheme: Words
    value: Words
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """WGS 84 decimal degrees."""

    latitude: Annotated[float, Checked(latitude_problem)]
    longitude: Annotated[float, Checked(longitude_problem)]


class MemberRole(StrEnum):
    LEAD = "lead"
    ASSOCIATE = "associate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A commune in a partnership; two or more, in any number on either side."""

    commune: CommuneId
    role: MemberRole = MemberRole.LEAD


def members_problem(members: Sequence[Member]) -> Wrong | None:
    communes = [member.commune for member in members]
    if len(communes) < FEWEST_MEMBERS:
        return Wrong(
            "a partnership has at least two members", fr="un partenariat a au moins deux membres"
        )
    if len(set(communes)) < len(communes):
        return Wrong("names a commune twice", fr="nomme deux fois une commune")
    return None


Members: TypeAlias = Annotated[tuple[Member, ...], Checked(members_problem)]
"""At least two, all different."""


class SuspensionReason(StrEnum):
    NO_LEGAL_BASIS = "no-legal-basis"
    SECURITY = "security"
    HEALTH = "health"
    POLITICAL = "political"
    STAFF = "staff"


class PartnershipState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
