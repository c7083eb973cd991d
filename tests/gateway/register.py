"""What a unit tells of its register beside the road: organs, successions, actors and groups."""

from datetime import date
from typing import Any

from contracts.partnerships.communes import (
    CommuneCeased,
    CommuneOrganInstalled,
    CommunePlacedInRegion,
)
from contracts.partnerships.regional_groups import (
    GroupCoordinatorAppointed,
    PartnershipJoinedGroup,
    RegionalGroupFounded,
)
from contracts.partnerships.territorial_actors import TerritorialActorRegistered
from tests.gateway.story import BELFAA, PARTNERSHIP, PROGRAMME, commune
from tests.gateway.telling import id_of
from vocabulary.acts import Source
from vocabulary.communes import ActorKind, OrganKind
from vocabulary.identifiers import CommuneId, RegionalGroupId, TerritorialActorId

MELLE, MERGED = CommuneId(id_of("Melle")), CommuneId(id_of("Merelbeke-Melle"))
ACTOR = TerritorialActorId(id_of("Al Amal"))
GROUP = RegionalGroupId(id_of("groupe Ouarzazate"))
SOURCES = (Source(reference="pack"),)

COUNCIL = CommuneOrganInstalled(
    commune=BELFAA, kind=OrganKind.COUNCIL, names={"fr": "Conseil communal"}
)
DELEGATION = CommuneOrganInstalled(
    commune=BELFAA,
    kind=OrganKind.SPECIAL_DELEGATION,
    names={"fr": "Délégation spéciale"},
    since=date(2022, 2, 1),
)
PLACED = CommunePlacedInRegion(commune=BELFAA, region="Souss-Massa", since=date(2015, 9, 1))
CEASED = CommuneCeased(commune=MELLE, on=date(2025, 1, 1), successors=(MERGED,))
REGISTERED = TerritorialActorRegistered(
    territorial_actor=ACTOR,
    commune=BELFAA,
    kind=ActorKind.ASSOCIATIVE,
    names={"fr": "Association Al Amal"},
    since=date(2012, 1, 1),
    sources=SOURCES,
)
FOUNDED = RegionalGroupFounded(
    regional_group=GROUP,
    programme=PROGRAMME,
    country="MA",
    names={"fr": "groupe Ouarzazate"},
    since=date(2017, 5, 19),
    sources=SOURCES,
)
JOINED = PartnershipJoinedGroup(regional_group=GROUP, partnership=PARTNERSHIP, sources=SOURCES)
APPOINTED = GroupCoordinatorAppointed(
    regional_group=GROUP, partnership=PARTNERSHIP, since=date(2018, 1, 1)
)

TOLD: tuple[Any, ...] = (
    COUNCIL,
    DELEGATION,
    PLACED,
    commune(MELLE, "BE", nl="Melle"),
    commune(MERGED, "BE", nl="Merelbeke-Melle"),
    CEASED,
    REGISTERED,
    FOUNDED,
    JOINED,
    APPOINTED,
)
