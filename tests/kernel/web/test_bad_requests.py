"""Whatever is wrong with a request is named at once, clearly, and nothing is done."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from structlog.testing import capture_logs

from kernel.refusals import Malformed
from kernel.web.asked import Reader
from kernel.web.limits import MAX_BODY_BYTES
from kernel.web.problems import document
from tests.kernel.web import lamp
from tests.kernel.web.edge import AT, LAMP, House, token

GOOD: dict[str, Any] = {"room": "hall", "bulb": {"watts": 9}}


async def sent(house: House, body: Any, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} | headers
    return await house.client.post(f"{AT}/install", content=content, headers=headers)


async def faults(house: House, body: Any, **headers: str) -> list[tuple[str, str, str]]:
    answer = await sent(house, body, **headers)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "Malformed"
    assert await house.store.head() == 0
    return [(each["in"], each["at"], each["kind"]) for each in answer.json()["errors"]]


async def test_every_fault_of_path_headers_and_body_is_named_at_once(house: House) -> None:
    body = {
        "room": " ",
        "bulb": {"fitting": "glue", "maker": {"since": "2024-13-01", "town": "x"}, "volts": 3},
        "spares": [{"watts": 9}, {"watts": "nine"}],
        "fuse": "not-a-uuid",
        "colour": "red",
        "demonstration": "yes",
        "provenance": "",
    }
    answer = await house.client.post(
        "/v1/lamps/17/install",
        json=body,
        headers={"If-Match": "3", "Idempotency-Key": "with space"},
    )
    found = {(each["in"], each["at"]): each["kind"] for each in answer.json()["errors"]}
    assert found == {
        ("path", "id"): "uuid_parsing",
        ("header", "If-Match"): "if_match",
        ("header", "Idempotency-Key"): "idempotency_key",
        ("body", "demonstration"): "bool_type",
        ("body", "provenance"): "string_too_short",
        ("body", "room"): "value_error",
        ("body", "bulb.watts"): "missing",
        ("body", "bulb.fitting"): "enum",
        ("body", "bulb.maker.name"): "missing",
        ("body", "bulb.maker.since"): "date_parsing",
        ("body", "bulb.maker.town"): "extra_forbidden",
        ("body", "bulb.volts"): "extra_forbidden",
        ("body", "spares[1].watts"): "int_type",
        ("body", "fuse"): "uuid_parsing",
        ("body", "colour"): "extra_forbidden",
    }
    assert answer.json()["faults"] == len(found)


async def test_a_fault_is_a_sentence_about_its_field(house: House) -> None:
    errors = (await sent(house, {"room": " ", "bulb": {"watts": 9, "fitting": "glue"}})).json()
    assert [(each["at"], each["problem"]) for each in errors["errors"]] == [
        ("room", "must name a room"),
        ("bulb.fitting", "must be one of 'screw' or 'bayonet'"),
    ]


async def test_faults_are_told_in_french_too(house: House) -> None:
    body = {"room": " ", "bulb": {"fitting": "glue"}}
    answer = await sent(house, body, **{"Accept-Language": "fr-BE"})
    assert answer.json()["title"] == "La demande ne peut pas être comprise."
    assert [(each["at"], each["problem"]) for each in answer.json()["errors"]] == [
        ("room", "doit nommer une pièce"),
        ("bulb.watts", "est obligatoire"),
        ("bulb.fitting", "doit être une valeur parmi 'screw' ou 'bayonet'"),
    ]


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"17"])
async def test_a_body_that_is_no_object_is_said_to_be_none(house: House, body: bytes) -> None:
    assert await faults(house, body) == [("body", "", "object_type")]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{'room': 1}",
        b'{"room": "hall",}',
        b'{"room": NaN}',
        b'{"room": Infinity}',
        b'\xef\xbb\xbf{"room": "hall"}',
        b'{"room": "\xff"}',
        '{"room": "hall"}'.encode("utf-16"),
        b"\0",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"room": "line\nbreak"}',
    ],
)
async def test_what_is_not_json_is_said_not_to_be(house: House, body: bytes) -> None:
    assert await faults(house, body) == [("body", "", "not_json")]


async def test_a_faulty_body_does_not_hide_faulty_headers(house: House) -> None:
    found = await faults(house, b"{", **{"If-Match": "*"})
    assert found == [("body", "", "not_json"), ("header", "If-Match", "if_match")]


async def test_a_name_given_twice_is_refused_wherever_it_is(house: House) -> None:
    body = b'{"room": "hall", "room": "attic", "bulb": {"watts": 9, "watts": 10}}'
    assert await faults(house, body) == [
        ("body", "room", "repeated"),
        ("body", "bulb.watts", "repeated"),
    ]


async def test_nul_cannot_be_stored_and_is_refused(house: House) -> None:
    body = {"room": "ha\0ll", "bulb": {"watts": 9, "maker": {"name": "\0"}}}
    assert await faults(house, body) == [
        ("body", "room", "nul"),
        ("body", "bulb.maker.name", "nul"),
    ]


async def test_nul_in_a_name_or_in_a_mark_is_refused(house: House) -> None:
    found = await faults(house, GOOD | {"labels": {"a\0": "b"}, "provenance": "\0"})
    assert found == [("body", "labels", "nul"), ("body", "provenance", "nul")]


async def test_half_a_character_is_refused(house: House) -> None:
    body = b'{"room": "\\ud83d", "bulb": {"watts": 9}, "labels": {"\\udc00": "x"}}'
    assert await faults(house, body) == [
        ("body", "room", "surrogate"),
        ("body", "labels", "surrogate"),
    ]


async def test_both_halves_of_a_character_are_welcome(house: House) -> None:
    answer = await sent(house, b'{"room": "\\ud83d\\udca1", "bulb": {"watts": 9}}')
    assert answer.status_code == 200


@pytest.mark.parametrize("number", [b"9" * 5000, b"9007199254740992", b"-9007199254740992"])
async def test_a_whole_number_beyond_what_json_carries_is_refused(
    house: House, number: bytes
) -> None:
    body = b'{"room": "hall", "bulb": {"watts": ' + number + b"}}"
    assert ("body", "bulb.watts", "number") in await faults(house, body)


@pytest.mark.parametrize("number", [b"1e400", b"-1e400"])
async def test_a_number_beyond_a_double_is_refused(house: House, number: bytes) -> None:
    body = b'{"room": "hall", "bulb": {"watts": 9}, "brightness": ' + number + b"}"
    assert ("body", "brightness", "number") in await faults(house, body)


async def test_the_largest_exact_number_is_welcome(house: House) -> None:
    answer = await sent(house, {"room": "hall", "bulb": {"watts": 2**53 - 1}, "brightness": 1e300})
    assert answer.status_code == 200


async def test_deep_nesting_is_refused_where_it_becomes_too_deep(house: House) -> None:
    deep: Any = "x"
    for _ in range(40):
        deep = [deep]
    found = await faults(house, GOOD | {"labels": deep})
    assert ("body", "labels" + "[0]" * 31, "too_deep") in found


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("room", 17),
        ("room", None),
        ("bulb", None),
        ("bulb", [9]),
        ("bulb", {"watts": 9.5}),
        ("bulb", {"watts": True}),
        ("bulb", {"watts": "9"}),
        ("bulb", {"watts": 9, "maker": {"name": "x", "since": 17}}),
        ("bulb", {"watts": 9, "maker": {"name": "x", "since": "2024-02-30"}}),
        ("bulb", {"watts": 9, "maker": {"name": "x", "since": "2024-02-01T00:00:01"}}),
        ("spares", {"watts": 9}),
        ("spares", "text"),
        ("fuse", 17),
        ("brightness", "1"),
        ("labels", {"a": 1}),
        ("demonstration", 1),
        ("provenance", 17),
        ("provenance", "x" * 2001),
    ],
)
async def test_a_value_of_another_type_is_never_bent_into_shape(
    house: House, field: str, value: Any
) -> None:
    (fault,) = await faults(house, GOOD | {field: value})
    assert fault[1].startswith(field)


@pytest.mark.parametrize("sent", ['"1', "1", 'W/"1"', '"1", "2"', "*", '"-1"', '""', '"1e3"'])
async def test_if_match_is_one_version_or_a_fault(house: House, sent: str) -> None:
    assert await faults(house, GOOD, **{"If-Match": sent}) == [("header", "If-Match", "if_match")]


@pytest.mark.parametrize("sent", ["", "with space", "x" * 256])
async def test_a_key_is_visible_characters_or_a_fault(house: House, sent: str) -> None:
    found = await faults(house, GOOD, **{"Idempotency-Key": sent})
    assert found == [("header", "Idempotency-Key", "idempotency_key")]


async def test_a_key_given_twice_is_a_fault(house: House) -> None:
    answer = await house.client.post(
        f"{AT}/install",
        json=GOOD,
        headers=[("Idempotency-Key", "k-1"), ("Idempotency-Key", "k-2")],
    )
    assert [each["at"] for each in answer.json()["errors"]] == ["Idempotency-Key"]


@pytest.mark.parametrize(
    "id_",
    ["17", "0190b0a0000070008000000000000001", "{0190b0a0-0000-7000-8000-000000000001}", "%00"],
)
async def test_an_id_is_a_uuid_or_a_fault(house: House, id_: str) -> None:
    answer = await house.client.post(f"/v1/lamps/{id_}/install", json=GOOD)
    assert answer.status_code == 422
    assert [each["in"] for each in answer.json()["errors"]] == ["path"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": ""},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
async def test_only_plain_json_is_read(house: House, headers: dict[str, str]) -> None:
    answer = await house.client.post(f"{AT}/install", content=json.dumps(GOOD), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "NotJson")


async def test_a_charset_of_utf_8_is_welcome(house: House) -> None:
    headers = {"Content-Type": "application/json; charset=UTF-8"}
    answer = await house.client.post(f"{AT}/install", content=json.dumps(GOOD), headers=headers)
    assert answer.status_code == 200


async def test_a_body_that_says_it_is_too_large_is_not_read(house: House) -> None:
    body = json.dumps(GOOD | {"room": "x" * MAX_BODY_BYTES}).encode()
    answer = await sent(house, body)
    assert (answer.status_code, answer.json()["code"]) == (413, "TooLarge")
    assert answer.headers["connection"] == "close"


async def test_a_body_in_chunks_is_cut_off_when_it_is_too_large(house: House) -> None:
    given_out = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given_out
        yield b'{"room": "'
        while given_out < 64:
            given_out += 1
            yield b"x" * 65_536

    headers = {"Content-Type": "application/json"}
    answer = await house.client.post(f"{AT}/install", content=endless(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "TooLarge")
    assert given_out <= 1 + MAX_BODY_BYTES // 65_536
    assert await house.store.head() == 0


async def test_a_body_in_chunks_that_is_small_enough_is_read(house: House) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for byte in json.dumps(GOOD).encode():
            yield bytes([byte])

    headers = {"Content-Type": "application/json"}
    answer = await house.client.post(f"{AT}/install", content=chunks(), headers=headers)
    assert answer.status_code == 200


async def test_an_endless_list_of_faults_is_cut_short_but_counted(house: House) -> None:
    answer = await sent(house, GOOD | {"spares": [{}] * 3000})
    assert len(answer.json()["errors"]) == 100
    assert answer.json()["faults"] == 3000


async def test_an_unknown_address_or_method_is_a_problem_too(house: House) -> None:
    nowhere = await house.client.get("/v1/candles")
    method = await house.client.get(f"{AT}/install")
    slash = await house.client.post(f"{AT}/install/", json=GOOD)
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "NothingHere")
    assert (method.status_code, method.json()["code"]) == (405, "MethodNotTaken")
    assert method.headers["allow"] == "POST"
    assert slash.status_code == 404


async def test_a_failure_inside_tells_nothing_but_how_to_find_it(house: House) -> None:
    with capture_logs() as logs:
        answer = await sent(house, GOOD | {"room": "explode"})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (500, "Internal")
    assert problem["correlation_id"] == answer.headers["x-correlation-id"]
    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text
    assert any(log["event"] == "unexpected failure" and log["exc_info"] for log in logs)
    assert (await sent(house, GOOD)).status_code == 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    ["room", "bulb", "spares", "fuse", "labels", "watts", "maker", "demonstration", "provenance"]
)


READER = Reader(lamp.InstallLamp)


@pytest.mark.thorough
@given(body=st.dictionaries(FIELDS, JSON, max_size=6).map(json.dumps).map(str.encode) | st.binary())
def test_any_body_is_understood_or_its_faults_are_named(body: bytes) -> None:
    command, refusal = None, None
    try:
        command = READER.read(str(LAMP), Headers(), body).command
    except Malformed as malformed:
        refusal = malformed
    if refusal is None:
        assert isinstance(command, lamp.InstallLamp)
    else:
        assert refusal.details["faults"]
        assert msgspec.json.encode(document(refusal, "fr"), enc_hook=str)


@given(
    watts=st.integers(-(2**53) + 1, 2**53 - 1),
    brightness=st.floats(allow_nan=False, allow_infinity=False),
    room=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
)
def test_what_json_carries_exactly_arrives_exactly(
    watts: int, brightness: float, room: str
) -> None:
    assume(room.strip())
    body = {"room": room, "bulb": {"watts": watts}, "brightness": brightness}
    asked = READER.read(str(LAMP), Headers(), json.dumps(body).encode())
    assert (asked.command.room, asked.command.bulb.watts) == (room, watts)
    assert asked.command.brightness == brightness


@given(
    key=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=255),
    other=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=255),
)
def test_two_keys_never_stand_for_one_command(key: str, other: str) -> None:
    assume(key != other)
    asked = READER.read(str(LAMP), Headers({"Idempotency-Key": key}), json.dumps(GOOD).encode())
    again = replace(asked, key=other)
    assert asked.command_id("a", "/x") != again.command_id("a", "/x")


async def test_another_party_cannot_act_by_claiming_so_in_the_body(house: House) -> None:
    guest = {"Authorization": f"Bearer {token(roles=['guest'])}"}
    answer = await sent(house, GOOD | {"roles": ["keeper"]}, **guest)
    assert answer.status_code == 422
    assert (await sent(house, GOOD, **guest)).status_code == 403
