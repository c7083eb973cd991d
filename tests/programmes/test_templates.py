"""The models of a pack: those of the programme, and what is wrong with a faulty one."""

import shutil
from pathlib import Path

import pytest

from programmes.faults import BadPack
from programmes.pack import outline, read
from vocabulary.templates import DocumentKind, PartKind

CIC = Path(__file__).parents[2] / "programmes" / "cic"


def test_the_programme_has_a_model_of_each_document_and_says_what_is_ours() -> None:
    models = {model.document: model for model in outline(CIC).models}
    assert set(models) == set(DocumentKind)
    protocol = models[DocumentKind.PROTOCOL]
    assert protocol.wording.unofficial == ("ar",)
    articles = [
        part.text["fr"]
        for part in protocol.wording.parts
        if part.kind is PartKind.HEADING and part.text and part.text["fr"].startswith("Article")
    ]
    assert articles == [
        "Article 1 – Principes",
        "Article 2 – Objectifs",
        "Article 3 – Domaines d’action",
        "Article 4 – Plans d’action",
    ]
    assert "ours" in (models[DocumentKind.CONVENTION].sources[0].note or "")


def test_every_unit_is_sent_every_model_after_the_programme_is_defined() -> None:
    pack = read(CIC)
    for unit in pack.units:
        sent = [send for send in pack.sends if send.unit == unit]
        verbs = [send.verb for send in sent]
        assert verbs.count("adopt") == len(DocumentKind)
        assert verbs.index("define") < verbs.index("adopt")


@pytest.mark.parametrize(
    ("wrong", "right", "problem"),
    [
        ("{ties}", "{maire}", "nothing fills in maire"),
        ('insert = "signatures"', 'insert = "signature"', "'signature' is not one of"),
        ('kind = "ville"', 'kind = "village"', "'village' is not one of"),
    ],
)
def test_a_faulty_model_is_named_with_its_file(
    tmp_path: Path, wrong: str, right: str, problem: str
) -> None:
    folder = shutil.copytree(CIC, tmp_path / "cic")
    file = folder / "templates" / "protocol.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(wrong, right), encoding="utf-8")
    with pytest.raises(BadPack) as bad:
        read(folder)
    assert any(problem in str(fault) for fault in bad.value.faults)
    assert {fault.file for fault in bad.value.faults} == {"protocol.toml"}
