"""Load what the rules of each aggregate need from outside its own stream."""

from services.partnerships.facts.aggregates import Aggregates
from services.partnerships.facts.register import Register

__all__ = ["Aggregates", "Register"]
