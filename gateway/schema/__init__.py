"""The GraphQL schema in the field's words; every field says how it is read.

`SCHEMA` is committed as `gateway/schema.graphql`, and a test compares the two.
"""

from gateway.plans.schema import build
from gateway.schema.country_programmes import CountryProgramme
from gateway.schema.programmes import Phase, Programme
from gateway.schema.query import Query

SCHEMA = build(Query, types=(CountryProgramme, Programme, Phase))
