"""What a start brings along for the units' registers."""

import shutil
from pathlib import Path

from cli.settling import PACKS, edition, units_with_another
from deploy.local.layout import CHECKOUT


def test_a_pack_is_another_edition_once_one_of_its_files_changes(tmp_path: Path) -> None:
    for name in PACKS:
        copy = tmp_path / Path(name).name
        shutil.copytree(CHECKOUT / name, copy)
        before = edition(copy)
        assert before == edition(CHECKOUT / name)
        (copy / "texts.csv").touch()
        assert edition(copy) != before


def test_a_unit_with_an_earlier_edition_is_told_from_one_that_never_had_the_pack() -> None:
    loaded = {
        "programmes/cic": ["sn.partnerships"],
        "cic 1": ["ma.partnerships", "ma.planning"],
        "cic 2": ["cd.partnerships"],
        "cic-demonstration 1": ["bf.partnerships"],
    }
    assert units_with_another(loaded, "cic 2") == {"ma", "sn"}
