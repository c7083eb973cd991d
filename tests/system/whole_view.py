"""The view of a country at the end of the whole road, without what differs from walk to walk."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

WHOLE_VIEW = """
query Whole($country: String!, $asOf: DateTime) {
  country(code: $country, asOf: $asOf) {
    protocols { edges { node {
      id state inForceSince votes { outcome adoptedOn party { name } }
    } } }
    strategicPlans {
      id state version
      applicable {
        validatedOn validations { edges { node { outcome on commune { name } } } }
        results { edges { node { id code level parent { id } } } }
      }
    }
    indicators { edges { node {
      id code unit targets { year value } baseline { known value year note } figures { id }
    } } }
    actionPlans { totalCount edges { node {
      id state stateSince notYetAnnexed title startsOn endsOn submittedOn
      protocol { id } strategicPlan { version }
      actions { code results } indicators { id }
      budgetLines { id code amount { amount currency } }
      agreements { on party { name } }
      annexedTo { version on party { name } convention { id } }
    } } }
    conventions { totalCount edges { node {
      id state version concludedOn protocol { id }
      versions { state signatures { on place party { name } } annexes { on } }
    } } }
    reports { totalCount edges { node {
      id state version acceptedOn startsOn endsOn
      actionPlan { id } parties { name } due { id }
      versions { version state submittedOn decidedOn comments signatures { on party { name } } }
    } } }
    figures { totalCount edges { node {
      id kind year unit value expected received demonstration
      indicator { id code }
      sources { totalCount edges { node {
        included reason value unit year correction notMeasured document spentOn
        report { id } reportVersion { version state } event { type }
      } } }
    } } }
    timeline(first: 100) { totalCount edges { node { type service on commune { name } } } }
  }
}
"""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def normal(view: Mapping[str, Any], country: str, names: Mapping[str, str]) -> Any:
    """Return the view with names for ids and the acts of all services in an order of their own.

    What two services record side by side has no order between them.
    """
    whole = _named(view, country, names)
    whole["timeline"]["edges"].sort(key=str)
    return whole


def _named(value: Any, country: str, names: Mapping[str, str]) -> Any:
    match value:
        case dict():
            return {key: _named(each, country, names) for key, each in value.items()}
        case list():
            return [_named(each, country, names) for each in value]
        case str():
            said = _opened(value).replace(f":{country}", ":country")
            return _UUID.sub(lambda found: names.get(found[0], "unknown"), said)
        case _:
            return value


def _opened(text: str) -> str:
    """Return what a global id says, any other text as it is."""
    try:
        said = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return text
    return said if ":" in said else text
