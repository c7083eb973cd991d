"""The commands over HTTP, on a store in memory."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import msgspec
import pytest

from kernel.events import Meta
from kernel.store import Stream
from kernel.unions import members
from services.partnerships.api import commands
from services.partnerships.facts import Aggregates
from tests.partnerships.cases import (
    BELFAA,
    JETTE,
    KINTAMBO,
    PARTNERSHIP,
    PROGRAMME,
    PROTOCOL,
    RENEWAL,
)
from tests.partnerships.register import Places
from tests.partnerships.unit import PROPOSE, Unit, in_memory, signing, token, voting
from vocabulary import roles

AT = f"/v1/protocols/{PROTOCOL}"


@pytest.fixture
async def unit() -> AsyncIterator[Unit]:
    async with in_memory() as opened:
        yield opened


async def test_the_road_from_a_proposal_to_entry_into_force(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    first = await unit.accepted(f"{AT}/ratify", voting(BELFAA, "2017-06-12"), by=BELFAA)
    last = await unit.accepted(f"{AT}/ratify", voting(JETTE, "2017-06-28"), by=JETTE)
    assert last["version"] == first["version"] + 2
    assert (await types_of(unit))[-2:] == ["CouncilRatified", "ProtocolEnteredIntoForce"]


async def types_of(unit: Unit) -> list[str]:
    history = await unit.app.state.handling.store.load(Stream("protocol", PROTOCOL))
    return [event.type for event in history]


async def metas_of(unit: Unit) -> list[Meta]:
    history = await unit.app.state.handling.store.load(Stream("protocol", PROTOCOL))
    return [msgspec.json.decode(event.meta, type=Meta) for event in history]


async def test_a_broken_rule_is_read_in_the_callers_language(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    again = {**signing(JETTE), "place": "Belfaa"}
    answer = await unit.send(f"{AT}/sign", again, by=JETTE, headers={"accept-language": "fr"})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/problems/AlreadySigned",
        "title": "Une partie signe un texte une seule fois, et celle-ci l'a signé autrement.",
        "status": 409,
        "code": "AlreadySigned",
        "on": "2017-05-19",
    }


async def test_nobody_acts_for_another_party(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    answer = await unit.send(f"{AT}/ratify", voting(JETTE, "2017-06-28"), by=BELFAA)
    assert (answer.status_code, answer.json()["code"]) == (403, "ForTheCommuneItself")


async def test_a_country_unit_needs_evidence_to_record_a_vote(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    vote = voting(JETTE, "2017-06-28")
    answer = await unit.send(f"{AT}/ratify", vote)
    assert (answer.status_code, answer.json()["code"]) == (403, "OnBehalfNeedsEvidence")
    proven = {**vote, "on_behalf": {"evidence": {"reference": "PV du 28 juin 2017"}}}
    await unit.accepted(f"{AT}/ratify", proven)


@pytest.mark.parametrize(
    "role", [roles.ASSOCIATION_REVIEWER, roles.ASSOCIATION_READER, roles.INTEGRATOR, roles.PUBLIC]
)
async def test_who_only_looks_writes_nothing(unit: Unit, role: str) -> None:
    answer = await unit.send(f"{AT}/propose", PROPOSE, role=role)
    assert answer.status_code == 403


async def test_what_was_never_proposed_is_not_found(unit: Unit) -> None:
    answer = await unit.send(f"{AT}/ratify", voting(JETTE, "2017-06-28"), by=JETTE)
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


async def test_every_faulty_field_is_named_at_once(unit: Unit) -> None:
    faulty: Mapping[str, Any] = {
        **signing(JETTE),
        "signatory": {"subject_ref": "Jean Dupont", "function": " ", "person": "Jean Dupont"},
        "on": "28/06/2017",
        "text_hash": "md5:0",
    }
    answer = await unit.send(f"{AT}/sign", dict(faulty), by=JETTE)
    assert answer.status_code == 422
    assert {fault["at"] for fault in answer.json()["errors"]} == {
        "signatory.subject_ref",
        "signatory.function",
        "signatory.acting_for",
        "signatory.person",
        "on",
        "text_hash",
    }


async def test_a_partnership_of_one_is_malformed(unit: Unit) -> None:
    body = {"programme": str(KINTAMBO), "country": "ma", "members": [{"commune": str(JETTE)}]}
    answer = await unit.send(f"/v1/partnerships/{PARTNERSHIP}/establish", body)
    assert {fault["at"] for fault in answer.json()["errors"]} == {"country", "members"}


async def test_a_partnership_has_one_protocol_per_phase(unit: Unit) -> None:
    await unit.registers()
    await unit.accepted(f"{AT}/propose", PROPOSE, by=JETTE)
    answer = await unit.send(f"/v1/protocols/{RENEWAL}/propose", PROPOSE, by=JETTE)
    assert answer.json()["code"] == "OneProtocolPerPhase"
    assert answer.json()["protocol"] == str(PROTOCOL)


async def test_a_vote_repeated_with_its_key_has_one_effect(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    key = {"idempotency-key": "vote-1"}
    vote = voting(JETTE, "2017-06-28")
    one = await unit.send(f"{AT}/ratify", vote, by=JETTE, headers=key)
    other = await unit.send(f"{AT}/ratify", vote, by=JETTE, headers=key)
    assert one.content == other.content
    reused = voting(JETTE, "2017-06-29")
    answer = await unit.send(f"{AT}/ratify", reused, by=JETTE, headers=key)
    assert (answer.status_code, answer.json()["code"]) == (422, "KeyReused")


async def test_a_decision_on_what_has_changed_since_is_stale(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    answer = await unit.send(
        f"{AT}/ratify", voting(JETTE, "2017-06-28"), by=JETTE, headers={"if-match": '"1"'}
    )
    assert answer.status_code == 412


async def test_what_builds_on_a_demonstration_is_one(unit: Unit) -> None:
    await unit.registers()
    made_up = {**PROPOSE, "demonstration": True, "provenance": "pack de démonstration"}
    await unit.accepted(f"{AT}/propose", made_up, by=JETTE)
    agree = {"party": str(BELFAA), "on": "2017-03-08", "text_hash": PROPOSE["text"]["text_hash"]}
    await unit.accepted(f"{AT}/agree", agree, by=BELFAA)
    metas = await metas_of(unit)
    assert len(metas) == 4
    assert all(meta.demonstration for meta in metas)


async def test_a_real_protocol_is_no_demonstration(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    assert not any(meta.demonstration for meta in await metas_of(unit))


async def test_every_command_has_its_route_and_its_help(unit: Unit) -> None:
    paths = (await unit.client.get("/openapi.json", headers={})).json()["paths"]
    posts = {path: of["post"] for path, of in paths.items() if "post" in of}
    known = commands(Aggregates("MA", Places()))
    assert len(posts) == sum(len(members(each.accepts)) for each in known)
    for route in (
        "/v1/communes/{id}/assign-code",
        "/v1/programmes/{id}/begin-closing-phase",
        "/v1/country-programmes/{id}/admit-commune",
        "/v1/partnerships/{id}/enter-phase",
        "/v1/protocols/{id}/correct-vote",
        "/v1/protocols/{id}/renew",
    ):
        assert posts[route]["description"]
    assert all(post["description"] for post in posts.values())


async def history_of(unit: Unit, at: str, role: str = roles.COUNTRY_UNIT) -> list[Any]:
    bearer = {"authorization": f"Bearer {token(role)}"}
    answer = await unit.client.get(f"{at}/history?first=200", headers=bearer)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_the_history_of_everything_that_takes_commands_is_told(unit: Unit) -> None:
    await unit.registers()
    for at, acts in (
        (f"/v1/communes/{JETTE}", ["CommuneRegistered"]),
        (f"/v1/programmes/{PROGRAMME}", ["ProgrammeDefined", "PhasePlanned", "PhaseOpened"]),
        (f"/v1/partnerships/{PARTNERSHIP}", ["PartnershipEstablished", "PartnershipEnteredPhase"]),
    ):
        assert [each["act"] for each in await history_of(unit, at)] == acts
    paths = (await unit.client.get("/openapi.json", headers={})).json()["paths"]
    taken = {path.partition("/{id}")[0] for path, of in paths.items() if "post" in of}
    for question in ("history", "past", "changes"):
        assert {f"{at}/{{id}}/{question}" for at in taken} <= paths.keys()


async def test_who_acted_is_an_account_and_only_those_who_act_see_it(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    (proposed, *_) = await history_of(unit, AT)
    assert proposed["account"] == "account-commune-user"
    assert (proposed["organisation"], proposed["recorded_as"]) == (str(JETTE), roles.COMMUNE_USER)
    assert proposed["said"]["text"]["text_hash"] == PROPOSE["text"]["text_hash"]
    (proposed, *_) = await history_of(unit, AT, roles.PUBLIC)
    assert proposed["account"] is None


async def test_a_protocol_is_seen_as_it_stood_after_each_act(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    acts = await history_of(unit, AT)
    states = []
    for each in acts:
        for point in (f"version={each['number']}", f"position={each['position']}"):
            answer = await unit.get(f"{AT}/past?{point}")
            states.append(answer.json()["state"])
    assert states[::2] == states[1::2]
    assert list(dict.fromkeys(states)) == ["negotiating", "agreed", "partly_signed", "signed"]
    recorded = acts[3]["recorded_at"].replace("+", "%2B")
    assert (await unit.get(f"{AT}/past?as_of={recorded}")).json()["state"] in states
    before = await unit.get(f"{AT}/past?as_of=2017-03-01")
    assert (before.status_code, before.json()["code"]) == (404, "NotFound")


async def test_the_past_is_asked_for_by_one_point_that_has_been(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    both = await unit.get(f"{AT}/past?version=1&position=9")
    assert {each["at"] for each in both.json()["errors"]} == {"version", "position"}
    for question in ("past?version=99", "changes?to=99", "changes?from=3&to=2"):
        answer = await unit.get(f"{AT}/{question}")
        assert (answer.status_code, answer.json()["code"]) == (422, "Malformed")


async def test_the_difference_between_two_versions_is_told_place_by_place(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    answer = (await unit.get(f"{AT}/changes?from=4&to=5")).json()
    assert [each["act"] for each in answer["acts"]] == ["ProtocolSigned"]
    changes = {each["at"]: (each["before"], each["after"]) for each in answer["changes"]}
    assert changes["state"] == ("agreed", "partly_signed")
    assert changes[f"steps[party={JETTE}].signed_on"] == (None, "2017-05-19")
    assert not any(str(BELFAA) in at for at in changes)
