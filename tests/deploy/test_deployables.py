"""Units are data: their names, databases and ports follow from their codes."""

import pytest

from deploy.local.deployables import UNITS, UnknownUnit, parse_units, services_of


def test_each_unit_has_its_three_services_with_databases_of_their_own() -> None:
    services = list(services_of(UNITS))
    assert len(services) == 15
    assert len({service.database for service in services}) == 15
    assert services[0].database == "cic_bj_partnerships"


def test_a_units_ports_do_not_depend_on_which_other_units_start() -> None:
    alone = [service.port for service in services_of(["ma"])]
    beside = [service.port for service in services_of(UNITS) if service.unit == "ma"]
    assert alone == beside == [8131, 8132, 8133]


def test_a_unit_of_any_country_can_start_and_gets_ports_of_its_own() -> None:
    services = list(services_of(parse_units("ma,tg,be")))
    assert [service.unit for service in services[::3]] == ["ma", "be", "tg"]
    assert len({service.port for service in services}) == 9


def test_units_are_read_once_each_in_their_usual_order() -> None:
    assert parse_units("ma, bj,ma") == ("bj", "ma")


@pytest.mark.parametrize("text", ["", "MA", "maroc", "ma;bj", "m1"])
def test_what_is_not_a_unit_is_refused_by_name(text: str) -> None:
    with pytest.raises(UnknownUnit, match="not a unit"):
        parse_units(text)
