"""What is said about communes and similar bodies: kind, codes, place, membership."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    REGION = "region"
    INTERMEDIARY = "intermediary"
    DELEGATED_OPERATOR = "delegated-operator"


class OrganKind(StrEnum):
    """What decides for a commune; a special delegation stands in for a dissolved council."""

    COUNCIL = "council"
    SPECIAL_DELEGATION = "special-delegation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code in a scheme: refnis, kbo, pcode, geonames, postal. It may change with time.

    It holds from `since` on and no longer on `until`; null where no source gives the day.
    """

    scheme: Words
    value: Words
    since: date | None = None
    until: date | None = None


def code_retired(codes: Sequence[Code], scheme: str, value: str, until: date) -> tuple[Code, ...]:
    """Return codes of which the one that still holds ends on a day."""
    ends = (scheme, value, None)
    return tuple(
        replace(code, until=until) if (code.scheme, code.value, code.until) == ends else code
        for code in codes
    )


def code_corrected(codes: Sequence[Code], scheme: str, value: str, right: Code) -> tuple[Code, ...]:
    """Return codes with another in the place of the last that was recorded so, if one was."""
    named = [code for code in codes if (code.scheme, code.value) == (scheme, value)]
    wrong = named[-1] if named else None
    return tuple(right if code is wrong else code for code in codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """WGS 84 decimal degrees."""

    latitude: Annotated[float, Checked(latitude_problem)]
    longitude: Annotated[float, Checked(longitude_problem)]


def successors_problem(successors: Sequence[CommuneId]) -> Wrong | None:
    if len(set(successors)) == len(successors):
        return None
    return Wrong("names a successor twice", fr="nomme deux fois un successeur")


Successors: TypeAlias = Annotated[tuple[CommuneId, ...], Checked(successors_problem)]
"""Those that take over from a commune that ceases, all different; none where nobody does."""


class ActorKind(StrEnum):
    """What an organisation of the commune's territory stands for."""

    ECONOMIC = "economic"
    SOCIAL = "social"
    ASSOCIATIVE = "associative"
    INSTITUTIONAL = "institutional"


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
