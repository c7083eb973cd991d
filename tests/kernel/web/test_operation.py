"""What operators see: one line per request, health, and nothing about persons."""

from collections.abc import Mapping

import pytest
from structlog.testing import capture_logs

from kernel.web.health import Health
from tests.kernel.web.edge import AT, House


async def test_a_request_leaves_one_line_without_ids_tokens_or_contents(house: House) -> None:
    with capture_logs() as logs:
        await house.client.post(
            f"{AT}/install?by=marie@example.org",
            json={"room": "of Marie Dupont", "bulb": {"watts": 9}},
        )
    (line,) = logs
    assert line["route"] == "/v1/lamps/{id}/install"
    assert (line["name"], line["status"], line["code"]) == ("InstallLamp", 200, "accepted")
    assert line["ms"] >= 0
    assert "arie" not in str(line)
    assert "Bearer" not in str(line)


async def test_a_refusal_is_logged_by_its_code(house: House) -> None:
    with capture_logs() as logs:
        await house.client.post(f"{AT}/switch-on")
        await house.client.get("/nowhere/marie@example.org")
    assert [(line["status"], line["code"]) for line in logs] == [
        (404, "NoSuchLamp"),
        (404, "NothingHere"),
    ]
    assert "marie" not in str(logs)


async def test_questions_about_health_are_logged_only_when_the_answer_is_bad(house: House) -> None:
    with capture_logs() as logs:
        for address in ("/livez", "/readyz", "/status"):
            await house.client.get(address)
    assert logs == []


async def test_health_needs_no_token(house: House) -> None:
    del house.client.headers["Authorization"]
    assert (await house.client.get("/livez")).json() == {"alive": True}
    assert (await house.client.get("/readyz")).json() == {
        "ready": True,
        "troubles": {},
        "degraded": {},
    }


async def test_a_trouble_makes_it_alive_but_not_ready(house: House) -> None:
    async def ready() -> Mapping[str, str]:
        return {"relay": "ValueError"}

    house.app.state.health = Health(ready, ready)
    answer = await house.client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert (await house.client.get("/livez")).status_code == 200


async def test_every_answer_has_a_correlation_id_refusals_too(house: House) -> None:
    for address in ("/livez", "/nowhere", "/docs"):
        assert len((await house.client.get(address)).headers["x-correlation-id"]) == 36


@pytest.mark.parametrize("fault", [ConnectionResetError, TimeoutError])
async def test_a_database_that_does_not_answer_is_503(
    house: House, fault: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def load(*_: object) -> None:
        raise fault

    monkeypatch.setattr(house.store, "load", load)
    answer = await house.install()
    assert (answer.status_code, answer.json()["code"]) == (503, "Unavailable")
    assert answer.headers["retry-after"] == "2"
