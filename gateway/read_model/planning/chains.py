"""The results chain of a strategic plan's versions: results, indicators, yearly targets."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TypeAlias

from gateway.read_model.dossiers import WORDS, Part
from gateway.read_model.ids import gid, text
from gateway.read_model.marks import MARK_COLUMNS, Mark
from kernel.postgres.rows import Row, Table
from vocabulary.results import Indicator, Result

RESULT = Table(
    "rm.result",
    ("country_code", "strategic_plan_id", "version", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "strategic_plan_id": f"{WORDS} NOT NULL",
        "version": "int NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "place": "int NOT NULL",
        "level": "text NOT NULL",
        "code": "text NOT NULL",
        "texts": "json NOT NULL",
        "unofficial": "text[] NOT NULL",
        "parent_id": WORDS,
        "assumptions": "text[] NOT NULL",
        # True in the version that applies, else in the latest: what others refer to by its id.
        "shown": "boolean NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
INDICATOR = Table(
    "rm.indicator",
    ("country_code", "strategic_plan_id", "version", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "strategic_plan_id": f"{WORDS} NOT NULL",
        "version": "int NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "place": "int NOT NULL",
        "result_id": f"{WORDS} NOT NULL",
        "code": "text NOT NULL",
        "texts": "json NOT NULL",
        "unofficial": "text[] NOT NULL",
        "unit": "text NOT NULL",
        "baseline_known": "boolean NOT NULL",
        "baseline_value": "text",
        "baseline_year": "int",
        "baseline_note": "text",
        "targets": "json NOT NULL",
        "source_of_verification": "text NOT NULL",
        "responsible": "text",
        "dimensions": "text[] NOT NULL",
        "lowest": "text",
        "highest": "text",
        "shown": "boolean NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
TABLES = (RESULT, INDICATOR)
INDEXES = (
    "rm.result (gid)",
    "rm.result (country_code, id)",
    "rm.result (country_code, strategic_plan_id, version, place, id)",
    "rm.indicator (gid)",
    "rm.indicator (country_code, id)",
    "rm.indicator (country_code, strategic_plan_id, version, result_id, place, id)",
    "rm.indicator (country_code, place, id)",
)

Chain: TypeAlias = tuple[tuple[Result, ...], bool, Mark]
"""The results of a version, whether it is the one that is shown, and its mark."""

_Which: TypeAlias = tuple[int, str]
_StandingResult: TypeAlias = tuple[int, Result, bool, Mark]
_StandingIndicator: TypeAlias = tuple[int, str, Indicator, bool, Mark]


def parts(plan: Row, versions: Mapping[int, Chain]) -> Iterable[Part]:
    """Return the rows of the chains of a plan's versions."""
    results: dict[_Which, _StandingResult] = {}
    indicators: dict[_Which, _StandingIndicator] = {}
    for number, (chain, shown, mark) in versions.items():
        for result in chain:
            id_ = text(result.id)
            results[number, id_] = len(results), result, shown, mark
            for indicator in result.indicators:
                standing = (len(indicators), id_, indicator, shown, mark)
                indicators[number, text(indicator.id)] = standing
    yield Part(RESULT, results, partial(_result, plan))
    yield Part(INDICATOR, indicators, partial(_indicator, plan))


def _result(plan: Row, which: _Which, standing: _StandingResult) -> Row:
    (number, id_), (place, result, shown, mark) = which, standing
    country, of = plan["country_code"], plan["strategic_plan_id"]
    return {
        **plan,
        "version": number,
        "id": id_,
        "gid": gid("Result", country, of, str(number), id_),
        "place": place,
        "level": result.level.name,
        "code": result.code,
        "texts": result.text,
        "unofficial": list(result.unofficial),
        "parent_id": text(result.parent) if result.parent else None,
        "assumptions": list(result.assumptions),
        "shown": shown,
        **mark.columns,
    }


def _indicator(plan: Row, which: _Which, standing: _StandingIndicator) -> Row:
    (number, id_), (place, result, indicator, shown, mark) = which, standing
    country, of = plan["country_code"], plan["strategic_plan_id"]
    baseline = indicator.baseline
    return {
        **plan,
        "version": number,
        "id": id_,
        "gid": gid("Indicator", country, of, str(number), id_),
        "place": place,
        "result_id": result,
        "code": indicator.code,
        "texts": indicator.text,
        "unofficial": list(indicator.unofficial),
        "unit": indicator.unit,
        "baseline_known": baseline.known,
        "baseline_value": baseline.value,
        "baseline_year": baseline.year,
        "baseline_note": baseline.note,
        "targets": indicator.targets,
        "source_of_verification": indicator.source_of_verification,
        "responsible": indicator.responsible,
        "dimensions": list(indicator.dimensions),
        "lowest": indicator.lowest,
        "highest": indicator.highest,
        "shown": shown,
        **mark.columns,
    }
