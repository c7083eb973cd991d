"""How often Python looks for garbage, by what the projector has to do."""

import gc
from collections.abc import Iterator

import pytest

from gateway import collector


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_it_hardly_ever_looks_while_there_is_much_to_catch_up_with() -> None:
    collector.expect(3000)
    assert gc.get_threshold() == collector.HARDLY_EVER


def test_it_looks_again_once_events_come_by_few() -> None:
    collector.expect(3000)
    collector.expect(2)
    assert gc.get_threshold() == collector.SELDOM
