"""A module that the warm parent cannot import would be skipped silently; here it is not."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.deployables import services_of
from deploy.local.orders import Order, heard_ahead, told_ahead

pytestmark = pytest.mark.thorough

CHECKOUT = Path(__file__).resolve().parents[2]


def test_the_warm_parent_imports_every_deployable_and_starts_nothing() -> None:
    code = (
        "import sys, threading; from deploy.local.warm import MODULES as wanted;"
        "print({*wanted} - {*sys.modules} or 'all', threading.active_count(), 'thread')"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert found.stdout == "all 1 thread\n"


def test_the_warm_parent_makes_the_apps_that_its_children_serve(tmp_path: Path) -> None:
    """What a child makes itself it cannot share with the others."""
    settings = {
        "CIC_DATABASE_URL": "postgresql://nowhere/none",
        "CIC_KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "CIC_JWKS": str(tmp_path / "keys.json"),
        "CIC_ISSUER": "nobody",
    }
    orders = [
        Order(deployable, deployable.port, settings, tmp_path / "log")
        for deployable in services_of(["ma", "rw"])
    ]
    code = (
        "import os; from deploy.local import serving, warm;"
        "print(*sorted(serving.made()), 'CIC_UNIT' in os.environ, 'CIC_ORDERS' in os.environ)"
    )
    with told_ahead(orders):
        found = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
            check=True,
            capture_output=True,
            text=True,
        )
    names = sorted(order.deployable.name for order in orders)
    assert found.stdout.split() == [*names, "False", "False"]


def test_orders_are_heard_as_they_were_told_and_only_by_their_owner(tmp_path: Path) -> None:
    (deployable,) = services_of(["ma"], ["planning"])
    order = Order(deployable, 8132, {"CIC_LOCAL_TOKEN": "secret"}, tmp_path / "log")
    with told_ahead([order]):
        place = Path(os.environ["CIC_ORDERS"])
        assert stat.S_IMODE(place.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
        assert "secret" not in os.environ["CIC_ORDERS"]
        assert heard_ahead() == [order]
    assert not place.exists()
    assert heard_ahead() == []
