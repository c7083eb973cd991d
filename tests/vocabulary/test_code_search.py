"""A code is found however its dots and spaces are written."""

import pytest

from vocabulary.code_search import forms, searches


@pytest.mark.parametrize(
    ("scheme", "recorded", "asked"),
    [
        ("kbo", "0207.373.429", "0207373429"),
        ("kbo", "0207373429", "0207.373.429"),
        ("kbo", "207.373.429", "0207 373 429"),
        ("kbo", "BE 0207.373.429", "207373429"),
        ("KBO", "0207.373.429", "be0207373429"),
        ("kbo", "0207.373.429", "373.429"),
        ("kbo", "1007.373.429", "1007373429"),
        ("pcode", "BF 13 02", "bf1302"),
        ("pcode", "BF1302", "BF 1302"),
        ("refnis", "44088", "44 088"),
    ],
)
def test_a_code_is_found_however_it_is_written(scheme: str, recorded: str, asked: str) -> None:
    found_by = " | ".join(forms(scheme, recorded))
    assert any(words in found_by for words in searches(asked))


def test_another_number_is_not_found() -> None:
    found_by = " | ".join(forms("kbo", "0207.373.429"))
    assert not any(words in found_by for words in searches("0207.373.492"))


def test_words_without_a_letter_or_digit_look_for_nothing() -> None:
    assert searches(" . ") == []
