"""The specific convention over HTTP, each party with its own token, on a store in memory."""

from typing import Any
from uuid import UUID

from kernel.in_memory import InMemoryStore
from services.partnerships.facts import Aggregates
from tests.partnerships.cases import BELFAA, JETTE, PARTNERSHIP, PROTOCOL
from tests.partnerships.conventions import CONVENTION, HASH_1, LINES, PLAN, PLAN_HASH, SUBMITTED
from tests.partnerships.register import PlacesIn
from tests.partnerships.test_deliberation import CONTENT
from tests.partnerships.unit import Body, Unit, app_of, client_of, plain, signing, voting

DELIBERATION = UUID(int=0x51)
AT = f"/v1/conventions/{CONVENTION}"
DRAFT: Body = {
    "partnership": str(PARTNERSHIP),
    "protocol": str(PROTOCOL),
    "drafted_by": str(JETTE),
    "on": "2017-09-04",
    "budget_lines": [plain(line) for line in LINES],
}


def signature(party: Any, day: str, content_hash: str = HASH_1) -> Body:
    signed = {**signing(party), "on": day, "content_hash": content_hash}
    del signed["text_hash"]
    return signed


def annexing(party: Any) -> Body:
    return {
        "party": str(party),
        "action_plan": str(PLAN),
        "content_hash": PLAN_HASH,
        "on": "2017-11-06",
    }


async def in_force(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    at = f"/v1/protocols/{PROTOCOL}"
    await unit.accepted(f"{at}/ratify", voting(BELFAA, "2017-06-12"), by=BELFAA)
    await unit.accepted(f"{at}/ratify", voting(JETTE, "2017-06-28"), by=JETTE)


async def test_from_the_draft_to_an_annexed_plan_each_side_for_itself() -> None:
    store = InMemoryStore()
    places = PlacesIn(store)
    async with client_of(app_of(Aggregates("MA", places), store)) as unit:
        await in_force(unit)
        await unit.accepted(f"{AT}/draft", DRAFT, by=JETTE)
        await unit.accepted(f"{AT}/sign", signature(JETTE, "2017-10-02"), by=JETTE)
        early = await unit.send(f"{AT}/annex-action-plan", annexing(BELFAA), by=BELFAA)
        assert early.json()["code"] == "ConventionNotConcluded"
        done = await unit.accepted(f"{AT}/sign", signature(BELFAA, "2017-10-16"), by=BELFAA)
        assert done["version"] == 4
        unknown = await unit.send(f"{AT}/annex-action-plan", annexing(BELFAA), by=BELFAA)
        assert (unknown.status_code, unknown.json()["code"]) == (409, "ActionPlanUnknown")
        places.action_plans[PLAN] = SUBMITTED
        annexed = await unit.accepted(f"{AT}/annex-action-plan", annexing(BELFAA), by=BELFAA)
        assert annexed["version"] == 5


async def test_it_is_not_signed_before_both_councils_have_ratified() -> None:
    store = InMemoryStore()
    async with client_of(app_of(Aggregates("MA", PlacesIn(store)), store)) as unit:
        await unit.registers()
        await unit.signed()
        await unit.accepted(f"{AT}/draft", DRAFT, by=JETTE)
        answer = await unit.send(
            f"{AT}/sign",
            signature(JETTE, "2017-10-02"),
            by=JETTE,
            headers={"accept-language": "fr"},
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "NotInForce")
        assert answer.json()["title"] == "Le protocole n'est pas en vigueur."


async def test_a_signature_rests_on_the_recorded_decision_of_the_council() -> None:
    store = InMemoryStore()
    async with client_of(app_of(Aggregates("MA", PlacesIn(store)), store)) as unit:
        await in_force(unit)
        await unit.accepted(f"{AT}/draft", DRAFT, by=JETTE)
        cited = {"body": CONTENT.body, "reference": CONTENT.reference, "adopted_on": "2017-06-12"}
        deliberation = {**cited, "id": str(DELIBERATION)}
        signing = {**signature(BELFAA, "2017-10-16"), "deliberation": deliberation}
        answer = await unit.send(f"{AT}/sign", signing, by=BELFAA)
        assert (answer.status_code, answer.json()["code"]) == (409, "DeliberationUnknown")
        record = {"commune": str(BELFAA), "content": plain(CONTENT)}
        await unit.accepted(f"/v1/deliberations/{DELIBERATION}/record", record, by=BELFAA)
        assert (await unit.accepted(f"{AT}/sign", signing, by=BELFAA))["version"] == 2


async def test_another_content_and_another_party_are_refused() -> None:
    store = InMemoryStore()
    async with client_of(app_of(Aggregates("MA", PlacesIn(store)), store)) as unit:
        await in_force(unit)
        await unit.accepted(f"{AT}/draft", DRAFT, by=JETTE)
        other = signature(JETTE, "2017-10-02", PLAN_HASH)
        answer = await unit.send(f"{AT}/sign", other, by=JETTE)
        assert answer.json()["code"] == "SignedAnotherContent"
        assert answer.json()["content_hash"] == HASH_1
        answer = await unit.send(f"{AT}/sign", signature(JETTE, "2017-10-02"), by=BELFAA)
        assert (answer.status_code, answer.json()["code"]) == (403, "ForTheCommuneItself")


async def test_faulty_lines_are_named_at_once() -> None:
    store = InMemoryStore()
    async with client_of(app_of(Aggregates("MA", PlacesIn(store)), store)) as unit:
        line = {**plain(LINES[0]), "amount": {"amount": "12,5", "currency": "euro"}}
        answer = await unit.send(f"{AT}/draft", {**DRAFT, "budget_lines": [line]}, by=JETTE)
        assert answer.status_code == 422
        assert {fault["at"] for fault in answer.json()["errors"]} == {
            "budget_lines[0].amount.amount",
            "budget_lines[0].amount.currency",
        }
        twice = {**DRAFT, "budget_lines": plain((*LINES, *LINES))}
        answer = await unit.send(f"{AT}/draft", twice, by=JETTE)
        assert [fault["at"] for fault in answer.json()["errors"]] == ["budget_lines"]
