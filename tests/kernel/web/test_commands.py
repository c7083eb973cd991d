"""One command class is one route, with one answer per key."""

import asyncio
from dataclasses import dataclass
from uuid import uuid4

import msgspec
import pytest

from kernel.events import Meta
from kernel.store import Stream
from kernel.web.commands import Commands, derive
from tests.kernel.web import lamp
from tests.kernel.web.edge import AT, LAMP, House, token

KEY = {"Idempotency-Key": "k-1"}


async def meta_of(house: House) -> Meta:
    (*_, last) = await house.store.load(Stream("lamp", LAMP))
    return msgspec.json.decode(last.meta, type=Meta)


async def test_a_command_is_answered_with_id_version_position_and_etag(house: House) -> None:
    answer = await house.install()
    assert answer.status_code == 200
    assert answer.json() == {"id": str(LAMP), "version": 1, "position": 1}
    assert answer.headers["etag"] == '"1"'


async def test_a_command_without_fields_needs_no_body(house: House) -> None:
    await house.install()
    answer = await house.client.post(f"{AT}/switch-on")
    assert answer.json()["version"] == 2


async def test_a_command_that_is_already_true_is_accepted_and_changes_nothing(house: House) -> None:
    await house.install()
    assert (await house.install()).json() == {"id": str(LAMP), "version": 1, "position": 1}


async def test_same_key_and_body_have_the_same_answer_byte_for_byte(house: House) -> None:
    first = await house.install(KEY)
    await house.client.post(f"{AT}/switch-on")
    again = await house.install(KEY)
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]
    assert await house.store.head() == 2


async def test_the_same_body_is_the_same_however_it_is_written(house: House) -> None:
    headers = {**KEY, "Content-Type": "application/json"}
    one = b'{"room": "hall", "bulb": {"watts": 9, "fitting": "screw"}}'
    other = b'{"bulb":{"fitting":"screw","watts":9},\n"room":"h\\u0061ll"}'
    first = await house.client.post(f"{AT}/install", content=one, headers=headers)
    again = await house.client.post(f"{AT}/install", content=other, headers=headers)
    assert again.content == first.content


async def test_a_key_with_another_body_is_refused_and_nothing_is_done(house: House) -> None:
    await house.install(KEY)
    answer = await house.client.post(
        f"{AT}/install",
        json={"room": "attic", "bulb": {"watts": 9}},
        headers=KEY,
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "KeyReused")
    assert await house.store.head() == 1


async def test_a_key_with_another_if_match_is_another_request(house: House) -> None:
    await house.install(KEY)
    answer = await house.install({**KEY, "If-Match": '"1"'})
    assert answer.json()["code"] == "KeyReused"


async def test_a_key_belongs_to_one_caller_and_one_address(house: House) -> None:
    await house.install(KEY)
    other = f"Bearer {token(sub='account-8')}"
    broken = await house.client.post(
        f"{AT}/break", json={"reason": "a ball"}, headers={**KEY, "Authorization": other}
    )
    elsewhere = await house.install(KEY, id_=uuid4())
    assert broken.json()["version"] == 2
    assert elsewhere.json()["position"] == 3


async def test_two_at_once_with_one_key_have_one_effect(house: House) -> None:
    answers = await asyncio.gather(*(house.install(KEY) for _ in range(5)))
    codes = {answer.status_code for answer in answers}
    assert codes <= {200, 409}
    assert 200 in codes
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["code"] == "InFlight"
            assert answer.headers["retry-after"] == "1"
    assert await house.store.head() == 1


async def test_the_version_that_was_read_may_be_demanded(house: House) -> None:
    await house.install()
    good = await house.client.post(f"{AT}/switch-on", headers={"If-Match": '"1"'})
    stale = await house.client.post(
        f"{AT}/break", json={"reason": "a ball"}, headers={"If-Match": '"1"'}
    )
    assert good.status_code == 200
    assert (stale.status_code, stale.json()["code"]) == (412, "Stale")
    assert stale.json()["version"] == 2


async def test_if_match_zero_demands_that_nothing_is_there_yet(house: House) -> None:
    assert (await house.install({"If-Match": '"0"'})).status_code == 200
    assert (await house.install({"If-Match": '"0"'})).status_code == 412


async def test_marks_of_demonstration_and_provenance_reach_the_event(house: House) -> None:
    body = {"room": "hall", "bulb": {"watts": 9}, "demonstration": True, "provenance": "a guess"}
    await house.client.post(f"{AT}/install", json=body)
    meta = await meta_of(house)
    assert (meta.demonstration, meta.provenance) == (True, "a guess")


async def test_the_event_names_account_organisation_and_correlation(house: House) -> None:
    correlation, trace = uuid4(), f"00-{'a' * 32}-{'b' * 16}-01"
    answer = await house.install({"X-Correlation-Id": str(correlation), "traceparent": trace})
    meta = await meta_of(house)
    assert answer.headers["x-correlation-id"] == str(correlation)
    assert (meta.actor, meta.organisation, meta.roles) == ("account-7", "wardens", ("keeper",))
    assert (meta.correlation_id, meta.traceparent) == (correlation, trace)
    assert meta.occurred_at == house.clock.now


@pytest.mark.parametrize("sent", ["not a uuid", "", "x" * 5000])
async def test_a_correlation_id_that_is_none_is_replaced(house: House, sent: str) -> None:
    answer = await house.install({"X-Correlation-Id": sent})
    assert answer.status_code == 200
    assert answer.headers["x-correlation-id"] == str((await meta_of(house)).correlation_id)


@pytest.mark.parametrize("sent", [f"00-{'0' * 32}-{'b' * 16}-01", "garbage", f"01-{'a' * 32}-x-01"])
async def test_a_traceparent_that_is_none_is_dropped(house: House, sent: str) -> None:
    await house.install({"traceparent": sent})
    assert (await meta_of(house)).traceparent is None


async def test_a_refusal_of_the_domain_is_409_by_its_name_with_its_details(house: House) -> None:
    await house.install()
    await house.client.post(f"{AT}/break", json={"reason": "a ball"})
    answer = await house.client.post(f"{AT}/switch-on")
    assert answer.status_code == 409
    assert answer.json() == {
        "type": "/problems/BulbIsBroken",
        "title": "A broken bulb gives no light.",
        "status": 409,
        "code": "BulbIsBroken",
        "since": "a ball",
    }


async def test_what_does_not_exist_is_404_and_what_is_not_allowed_403(house: House) -> None:
    unknown = await house.client.post(f"{AT}/switch-on")
    stranger = {"Authorization": f"Bearer {token(roles=['guest'])}"}
    forbidden = await house.install(stranger)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "NoSuchLamp")
    assert (forbidden.status_code, forbidden.json()["code"]) == (403, "NotTheKeeper")


async def test_an_archived_stream_takes_no_command(house: House) -> None:
    await house.install()
    await house.store.archive(Stream("lamp", LAMP))
    answer = await house.client.post(f"{AT}/break", json={"reason": "a ball"})
    assert (answer.status_code, answer.json()["code"]) == (409, "Archived")


def test_two_commands_cannot_share_an_address() -> None:
    @dataclass
    class LampSwitchOnLamp:
        pass

    @dataclass
    class LampSwitchOn:
        pass

    with pytest.raises(ValueError, match="two commands at /v1/lamps"):
        derive(
            Commands(
                at="/v1/lamps",
                noun="Lamp",
                aggregate=lamp.LAMPS,
                accepts=LampSwitchOnLamp | LampSwitchOn,
            )
        )
