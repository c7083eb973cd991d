"""Each rule that says no can be read, in English and in French, and looked up by its code."""

import importlib
import inspect
import pkgutil

import pytest

from kernel.refusals import Refusal
from services.planning import domain
from services.planning.api import commands
from services.planning.facts import Aggregates
from tests.planning.knowledge import Known

MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(domain.__path__, f"{domain.__name__}.")
]
REFUSALS = sorted(
    {
        value
        for module in MODULES
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Refusal)
        and value.__module__.startswith(domain.__name__)
    },
    key=lambda refusal: refusal.code,
)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_a_refusal_is_one_sentence_in_both_languages(refusal: type[Refusal]) -> None:
    for sentence in (inspect.getdoc(refusal) or "", refusal.in_other_languages["fr"]):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "\n\n" not in sentence


def test_every_refusal_can_be_looked_up() -> None:
    known = Known()
    listed = {refusal for each in commands(Aggregates(known, known)) for refusal in each.refusals}
    assert set(REFUSALS) <= listed


def test_no_two_refusals_share_a_code() -> None:
    codes = [refusal.code for refusal in REFUSALS]
    assert len(codes) == len(set(codes))
