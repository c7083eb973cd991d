"""Every pair and every odd case that the sources record goes through the public commands.

What the packs do not say is made up here: days, the names of Diourbel's 38 authorities.
"""

import csv
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from uuid_utils.compat import uuid7

from programmes.model import Partnership
from tests.programmes.country import PACKS, Body, Country, country, outline
from tests.programmes.test_cic_pack import as_named_here

pytestmark = [pytest.mark.postgres, pytest.mark.asyncio(loop_scope="module")]

HERE = Path(__file__).parent
In = Callable[[str], Awaitable[Country]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unit_of(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[In]:
    """Yield what starts a country's unit once; each case has communes of its own there."""
    started: dict[str, Country] = {}
    async with AsyncExitStack() as stack:

        async def of(unit: str) -> Country:
            if unit not in started:
                folder = tmp_path_factory.mktemp(unit)
                running = country(unit, postgres_server, folder)
                started[unit] = await stack.enter_async_context(running)
            return started[unit]

        yield of


def partnership(belgian: str, partner: str) -> Partnership:
    for name in PACKS:
        for each in outline(name).partnerships:
            if any((p.belgian.name, p.partner.name) == (belgian, partner) for p in each.pairs):
                return each
    raise LookupError((belgian, partner))


def commune(name: str) -> UUID:
    (id_,) = {outline(each).communes[name].id for each in PACKS if name in outline(each).communes}
    return id_


def at(*pair: str) -> str:
    return f"/v1/partnerships/{partnership(*pair).id}"


def rows_of(country: str) -> list[tuple[str, str]]:
    """Return the pairs of both lists of the sources, a partner named twice as two."""
    found = []
    for file in ("pairs_of_the_sources.csv", "vvsg_pairs_of_the_sources.csv"):
        with (HERE / file).open(encoding="utf-8") as text:
            for row in csv.DictReader(text):
                partners = row["partner_commune"].split(" + ")
                found += [(row["country"], row["belgian_commune"], p) for p in partners]
    return [(belgian, partner) for where, belgian, partner in found if where == country]


@pytest.mark.parametrize(
    ("unit", "rows", "partnerships"),
    [
        # 60 rows: Hasselt's names two partners, Waremme and Koekelberg share one partnership.
        *(("cd", 15, 14), ("ma", 15, 14), ("bf", 11, 11), ("bj", 11, 11), ("sn", 5, 5)),
        *(("pe", 1, 1), ("bo", 1, 1), ("gt", 1, 1), ("ni", 1, 1)),
    ],
)
async def test_every_pair_of_the_sources_is_in_the_register_of_its_country(
    unit_of: In, unit: str, rows: int, partnerships: int
) -> None:
    there = await unit_of(unit)
    names = {
        each["id"]: {*each["names"].values()} for each in await there.everything("/v1/communes")
    }
    listed = await there.everything("/v1/partnerships")
    together = [set().union(*(names[m["commune"]] for m in each["members"])) for each in listed]
    expected = rows_of(unit.upper())
    assert (len(expected), len(listed)) == (rows, partnerships)
    for belgian, partner in expected:
        named = {as_named_here(partner), partner}
        assert [found for found in together if belgian in found and named & found]


async def test_one_belgian_commune_has_two_partners_in_two_partnerships_or_in_one(
    unit_of: In,
) -> None:
    there = await unit_of("ma")
    one = await there.shown(at("Auderghem", "Aït Zineb"))
    other = await there.shown(at("Auderghem", "Amerzgane"))
    three = await there.shown(at("Hasselt", "Missour"))
    assert one["id"] != other["id"]
    assert [len(each["members"]) for each in (one, other, three)] == [2, 2, 3]
    assert three["id"] == str(partnership("Hasselt", "Outat Oulad El Haj").id)


async def test_waremme_leads_koekelberg_is_associated_until_it_leads_too(unit_of: In) -> None:
    case = at("Waremme", "Mont-Ngafula")
    koekelberg = str(commune("Koekelberg"))
    there = await unit_of("cd")
    seen = await there.shown(case)
    assert {m["commune"]: m["role"] for m in seen["members"]} == {
        str(commune("Waremme")): "lead",
        koekelberg: "associate",
        str(commune("Mont-Ngafula")): "lead",
    }
    changed = {"commune": koekelberg, "role": "lead", "since": "2024-01-01"}
    await there.accepted(f"{case}/change-member-role", changed)
    seen = await there.shown(case)
    assert {m["role"] for m in seen["members"]} == {"lead"}


async def test_gesves_works_with_38_authorities_through_their_agency(unit_of: In) -> None:
    case = at("Gesves", "ARD de Diourbel (pour 38 collectivités de la région)")
    agency = str(commune("ARD de Diourbel (pour 38 collectivités de la région)"))
    authorities = [str(uuid7()) for _ in range(38)]
    there = await unit_of("sn")
    for number, id_ in enumerate(authorities, start=1):
        body = {"kind": "collectivite", "country": "SN"}
        names = {"fr": f"Collectivité de Diourbel n° {number} (nom inventé)"}
        await there.accepted(f"/v1/communes/{id_}/register", {**body, "names": names})
    named = {"intermediary": agency, "authorities": authorities}
    await there.accepted(f"{case}/name-authorities", named)
    seen = await there.shown(case)
    listed = await there.everything("/v1/communes?q=invent%C3%A9")
    assert [len(each["authorities"]) for each in seen["authorities"]] == [38]
    assert len(seen["members"]) == 2
    assert len(listed) == 38


async def test_an_arrondissement_is_a_partner_and_outlives_the_commune_that_gave_up(
    unit_of: In,
) -> None:
    sig_noghin = "Ouagadougou, arrondissement 3 (Sig-Noghin)"
    there = await unit_of("bf")
    before = await there.shown(at("Braine-le-Comte", sig_noghin))
    after = await there.shown(at("Woluwe-Saint-Pierre", sig_noghin))
    body = await there.shown(f"/v1/communes/{commune(sig_noghin)}")
    lessines = await there.shown(at("Lessines", "Bobo-Dioulasso, arrondissement 2 (Do)"))
    assert (before["state"], after["state"]) == ("terminated", "active")
    assert after["predecessor"] == before["id"]
    assert before["successors"] == [after["id"]]
    assert body["kind"] == "arrondissement"
    assert lessines["state"] == "active"


@pytest.mark.parametrize(
    ("unit", "belgian", "first", "then"),
    [
        ("bf", "Ramillies", "Moussodougou", "Kombissiri"),
        ("ma", "Koekelberg", "Ouisselsate", "Ait Youssef Ou Ali"),
    ],
)
async def test_a_partnership_ends_and_the_commune_stays(
    unit_of: In, unit: str, belgian: str, first: str, then: str
) -> None:
    there = await unit_of(unit)
    ended = await there.shown(at(belgian, first))
    goes_on = await there.shown(at(belgian, then))
    left = await there.shown(f"/v1/communes/{commune(first)}")
    mine = await there.everything(f"/v1/partnerships?member={commune(belgian)}")
    assert (ended["state"], goes_on["state"]) == ("terminated", "active")
    assert left["ceased_on"] is None
    assert {each["id"] for each in mine} == {ended["id"], goes_on["id"]}


async def test_bohicon_in_two_programmes_has_both_partnerships_warned(unit_of: In) -> None:
    neupre, zoersel = ("Neupré", "Bohicon"), ("Zoersel", "Bohicon")
    there = await unit_of("bj")
    in_cic, in_vvsg = await there.shown(at(*neupre)), await there.shown(at(*zoersel))
    alone = await there.shown(at("Huy", "Natitingou"))
    bodies = await there.everything("/v1/communes?q=bohicon")
    assert [each["code"] for each in in_cic["warnings"]] == ["double-funding"]
    assert in_cic["warnings"][0]["partnership"] == in_vvsg["id"]
    assert in_vvsg["warnings"][0]["partnership"] == in_cic["id"]
    assert in_vvsg["warnings"][0]["commune"] == str(commune("Bohicon"))
    assert alone["warnings"] == []
    assert len(bodies) == 1


async def test_olne_has_an_association_act_for_it_pays_its_share_and_its_council_votes(
    unit_of: In,
) -> None:
    case, olne, operator, share = at("Olne", "Matete"), commune("Olne"), uuid7(), uuid7()
    there = await unit_of("cd")
    asbl: Body = {"kind": "delegated-operator", "country": "BE"}
    names = {"names": {"fr": "asbl Dimension Nord/Sud"}}
    await there.accepted(f"/v1/communes/{operator}/register", asbl | names)
    delegated = {"member": str(olne), "operator": str(operator), "since": "2022-01-01"}
    contract = {"contract": "contrat de gestion"}
    await there.accepted(f"{case}/delegate-operation", delegated | contract, by=olne)
    promised: Body = {
        "partnership": str(partnership("Olne", "Matete").id),
        "party": str(olne),
        "kind": "money",
        "text": {"fr": "Part propre de la commune"},
        "measure": {"money": {"amount": "2500.00", "currency": "EUR"}},
        "period": {"starts_on": "2022-01-01", "ends_on": "2022-12-31"},
        "on": "2022-01-15",
    }
    await there.accepted(f"/v1/commitments/{share}/make", promised, by=olne)
    voted: Body = {
        "organ": "council",
        "body": "Conseil communal d'Olne",
        "reference": "2022/11-4",
        "adopted_on": "2022-11-10",
        "object": "Rapport d'évaluation de la coopération avec Matete",
        "votes": {"in_favour": 11, "against": 0, "abstentions": 4},
    }
    decided = f"/v1/deliberations/{uuid7()}"
    await there.accepted(f"{decided}/record", {"commune": str(olne), "content": voted}, by=olne)
    seen = await there.shown(case)
    deliberation = await there.shown(decided)
    given = await there.shown(f"/v1/commitments/{share}")
    assert [each["operator"] for each in seen["delegations"]] == [str(operator)]
    assert str(operator) not in {m["commune"] for m in seen["members"]}
    assert given["measure"]["money"]["amount"] == "2500.00"
    assert "abstentions" in str(deliberation)


async def test_merelbeke_and_melle_are_one_commune_which_goes_on_with_toucountouna(
    unit_of: In,
) -> None:
    merged, melle = commune("Merelbeke-Melle"), commune("Melle")
    there = await unit_of("bj")
    seen = await there.shown(at("Merelbeke", "Toucountouna"))
    one = await there.shown(f"/v1/communes/{merged}")
    found = await there.everything("/v1/communes?q=melle")
    join: Body = {"commune": str(melle), "since": "2025-06-01"}
    refused = await there.send(f"{at('Zoersel', 'Bohicon')}/join", join)
    members = {each["commune"] for each in seen["members"]}
    assert members == {str(merged), str(commune("Toucountouna"))}
    assert [each["commune"] for each in seen["former_members"]] == [str(commune("Merelbeke"))]
    assert set(one["predecessors"]) == {str(melle), str(commune("Merelbeke"))}
    assert {each["id"] for each in found} >= {str(melle), str(merged)}
    assert (refused.status_code, refused.json()["code"]) == (409, "CommuneHasCeased")


@pytest.mark.parametrize(
    ("unit", "name", "before", "now"),
    [("bf", "Lessines", "55023", "51069"), ("bf", "Mouscron", "54007", "57096")],
)
async def test_a_commune_whose_code_changed_in_2019_is_found_by_both_codes(
    unit_of: In, unit: str, name: str, before: str, now: str
) -> None:
    # The earlier codes are from memory; what is tried is that a code changes and the commune stays.
    path = f"/v1/communes/{commune(name)}"
    there = await unit_of(unit)
    code = {"scheme": "refnis", "value": before, "until": "2019-01-01"}
    overlapping = await there.send(f"{path}/assign-code", {"code": code})
    assert overlapping.json()["code"] == "CodeOverlaps"
    # The pack's code has no first day: it is entered anew with the day it changed.
    retired = {"scheme": "refnis", "value": now, "until": "1995-01-01"}
    await there.accepted(f"{path}/retire-code", retired)
    await there.accepted(f"{path}/assign-code", {"code": code | {"since": "1995-01-01"}})
    dated = {"scheme": "refnis", "value": now, "since": "2019-01-01"}
    await there.accepted(f"{path}/assign-code", {"code": dated})
    for each in (before, now):
        (found,) = await there.everything(f"/v1/communes?q={each}")
        assert found["id"] == str(commune(name))


async def test_a_special_delegation_stands_in_for_a_dissolved_council(unit_of: In) -> None:
    path = f"/v1/communes/{commune('Kombissiri')}"
    there = await unit_of("bf")
    council: Body = {"kind": "council", "names": {"fr": "Conseil municipal"}}
    await there.accepted(f"{path}/install-organ", council)
    delegation: Body = {
        "kind": "special-delegation",
        "names": {"fr": "Délégation spéciale"},
        "since": "2022-03-01",
    }
    await there.accepted(f"{path}/install-organ", delegation)
    seen = await there.shown(path)
    assert [each["kind"] for each in seen["organs"]] == ["council", "special-delegation"]


async def test_a_commune_active_in_two_countries_is_the_same_in_both_registers(
    unit_of: In,
) -> None:
    async def known(unit: str) -> list[Any]:
        there = await unit_of(unit)
        seen = await there.shown(f"/v1/communes/{commune('Molenbeek-Saint-Jean')}")
        mine = f"/v1/partnerships?member={seen['id']}"
        return [seen["names"], len(await there.everything(mine))]

    assert await known("ma") == await known("sn")


async def test_a_pack_that_is_loaded_again_changes_nothing(unit_of: In) -> None:
    there = await unit_of("bj")
    before = there.position
    again = [await there.loads(name) for name in reversed(PACKS)]
    assert there.position == before
    assert [tally.sent for tally in again] == [0, 0]
