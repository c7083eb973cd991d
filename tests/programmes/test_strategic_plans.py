"""The frameworks of the programme's pack, held against what was read in the sources."""

import json
from pathlib import Path
from typing import Any

import pytest

from programmes import pack
from programmes.model import Outline, StrategicPlan
from vocabulary.results import ResultLevel

CIC = Path(__file__).parents[2] / "programmes" / "cic"


@pytest.fixture(scope="module")
def cic() -> Outline:
    return pack.outline(CIC)


@pytest.fixture(scope="module")
def read() -> dict[str, dict[str, Any]]:
    file = Path(__file__).with_name("frameworks_of_the_sources.json")
    found: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def plan(outline: Outline, country: str, phase: str) -> StrategicPlan:
    (found,) = (
        each
        for each in outline.strategic_plans
        if (each.programme.country, each.programme.phase) == (country, phase)
    )
    return found


def texts(of: StrategicPlan, level: ResultLevel) -> list[str]:
    return [result.text["fr"] for result in of.chain if result.level is level]


def whole(text: str) -> str:
    """Return a text without what was cut off and without the code that the source puts first."""
    return text.split("…", maxsplit=1)[0].split("...", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("country", "key", "coded"), [("CD", "results_fr", True), ("BF", "axes_fr", False)]
)
def test_objective_and_results_of_2017_are_those_of_the_source(
    cic: Outline, read: dict[str, dict[str, Any]], country: str, key: str, *, coded: bool
) -> None:
    source, found = read[country]["2017-2021"], plan(cic, country, "2017-2021")
    assert texts(found, ResultLevel.OUTCOME) == [source["specific_objective_fr"]]
    stated = [whole(each.split(" ", 1)[1] if coded else each) for each in source[key]]
    assert [whole(each) for each in texts(found, ResultLevel.OUTPUT)] == stated
    (objective,) = (each for each in found.chain if each.level is ResultLevel.OUTCOME)
    assert {each.parent for each in found.chain if each.level is ResultLevel.OUTPUT} == {
        objective.id
    }


def test_the_logical_framework_of_2008_has_its_targets_and_no_baseline(
    cic: Outline, read: dict[str, dict[str, Any]]
) -> None:
    source, found = read["CD"]["2008-2012"], plan(cic, "CD", "2008-2012")
    assert texts(found, ResultLevel.IMPACT) == [source["overall_objective_fr"]]
    assert texts(found, ResultLevel.OUTCOME) == [source["specific_objective_fr"]]
    impact, outcome = found.chain
    assert [each.text["fr"] for each in impact.indicators] == [
        each["iov"] for each in source["overall_iov"]
    ]
    assert [
        (each.text["fr"], [(target.year, target.value) for target in each.targets])
        for each in outcome.indicators
    ] == [(each["iov"], [(2012, str(each["target_pct"]))]) for each in source["specific_iov"]]
    assert not any(each.baseline.known for each in found.indicators.values())
    assert all(each.baseline.note for each in found.indicators.values())
    assert [whole(each) for each in outcome.assumptions] == [
        whole(each) for each in source["assumptions"]
    ]


def test_what_an_excerpt_cuts_off_says_so(cic: Outline) -> None:
    last = plan(cic, "CD", "2017-2021").chain[-1]
    assert last.text["fr"].endswith("… [texte tronqué dans la source]")
    assert plan(cic, "CD", "2008-2012").chain[-1].assumptions[-1].endswith("dans la source]")


def test_a_value_seen_in_one_commune_has_its_day_and_its_source(cic: Outline) -> None:
    registers = plan(cic, "BF", "2017-2021").indicators["BF-obs-Kombissiri"]
    assert (registers.baseline.value, registers.baseline.year) == ("916", 2017)
    assert "2021 : 2393" in (registers.baseline.note or "")
    assert registers.source_of_verification.startswith("https://www.ramillies.be/")
    offices = plan(cic, "CD", "2017-2021").indicators["CD-obs-Kimbanseke"]
    assert not offices.baseline.known
    assert "janvier 2023 : 8 sur 46" in (offices.baseline.note or "")
    assert not offices.targets


def test_no_framework_passes_for_one_that_communes_have_validated(cic: Outline) -> None:
    assert len(cic.strategic_plans) == 3
    for each in cic.strategic_plans:
        assert not each.validations
        assert (each.mark or "").startswith("inferred: ")
        assert each.sources
    sent = [send for send in pack.read(CIC).sends if send.plural == "strategic-plans"]
    assert [send.verb for send in sent] == ["draft", "submit"] * 3
    assert all(send.body["provenance"] for send in sent)
