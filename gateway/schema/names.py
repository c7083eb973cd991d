"""Types that are referred to before they are defined, as a commune leads to its partnerships."""
# The names are strings on purpose: importing them here would be the cycle that this breaks.
# mypy: disable-error-code="name-defined"
# ruff: noqa: F821

from typing import Annotated, TypeAlias

import strawberry

LaterCountry: TypeAlias = Annotated["Country", strawberry.lazy("gateway.schema.countries")]
LaterCountryProgramme: TypeAlias = Annotated[
    "CountryProgramme", strawberry.lazy("gateway.schema.country_programmes")
]
LaterCommune: TypeAlias = Annotated["Commune", strawberry.lazy("gateway.schema.communes")]
LaterPartnership: TypeAlias = Annotated[
    "Partnership", strawberry.lazy("gateway.schema.partnerships")
]
LaterProtocol: TypeAlias = Annotated["Protocol", strawberry.lazy("gateway.schema.protocols")]
LaterStrategicPlan: TypeAlias = Annotated[
    "StrategicPlan", strawberry.lazy("gateway.schema.strategic_plans")
]
LaterFigure: TypeAlias = Annotated["Figure", strawberry.lazy("gateway.schema.figures")]
LaterActionPlan: TypeAlias = Annotated["ActionPlan", strawberry.lazy("gateway.schema.action_plans")]
LaterReport: TypeAlias = Annotated["Report", strawberry.lazy("gateway.schema.reports")]
LaterTerritorialActor: TypeAlias = Annotated[
    "TerritorialActor", strawberry.lazy("gateway.schema.territorial_actors")
]
LaterRegionalGroup: TypeAlias = Annotated[
    "RegionalGroup", strawberry.lazy("gateway.schema.regional_groups")
]
LaterGroupMembership: TypeAlias = Annotated[
    "GroupMembership", strawberry.lazy("gateway.schema.regional_groups")
]
LaterConvention: TypeAlias = Annotated["Convention", strawberry.lazy("gateway.schema.conventions")]
