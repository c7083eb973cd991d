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
LaterPartnership: TypeAlias = Annotated[
    "Partnership", strawberry.lazy("gateway.schema.partnerships")
]
LaterProtocol: TypeAlias = Annotated["Protocol", strawberry.lazy("gateway.schema.protocols")]
