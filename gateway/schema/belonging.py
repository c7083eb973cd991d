"""To which country, and to which partnership, a row belongs that names them."""

from typing import Final

from gateway.plans.mapping import Rel

ITS_COUNTRY: Final = Rel("rm.country", child="code", parent="country_code", scope="code")
ITS_PARTNERSHIP: Final = Rel(
    "rm.partnership", child=("country_code", "id"), parent=("country_code", "partnership_id")
)
