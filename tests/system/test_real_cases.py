"""Cases of the sources, walked over HTTP on a platform of four units with both programmes."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from pypdf import PdfReader
from uuid_utils.compat import uuid7

from programmes.model import Outline, Partnership
from tests.system.case import Body, Negotiation, Unit, hash_of, outline, vote
from tests.system.running import Running, eventually
from vocabulary import roles

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

UNITS = "bj,bf,cd,ma"
PHASE = "2022-2026"
SUSPENDED = ("2014-2016", "2017-2021")
"""The phase that lost its legal basis, and the next one."""
SIG_NOGHIN = "Ouagadougou, arrondissement 3 (Sig-Noghin)"
FIRST, SECOND = "Protocole de collaboration 2022-2026", "Protocole de collaboration, avenant 1"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(Path(tmp_path_factory.mktemp("cic")))
    try:
        running.up("--units", UNITS, "--empty")
        loaded = running.cic("load", "programmes/cic", "programmes/vvsg-globe")
        assert loaded.returncode == 0, loaded.stdout + loaded.stderr
        yield running
    finally:
        running.down()


@pytest.fixture(scope="module")
def cic() -> Outline:
    return outline("cic")


@pytest.fixture(scope="module")
def vvsg() -> Outline:
    return outline("vvsg-globe")


def unit(platform: Running, country: str) -> Unit:
    return Unit(country, platform.url(f"{country.lower()}-partnerships"), platform.token)


def found(outline: Outline, belgian: str, partner: str) -> Partnership:
    partnership = outline.partnership(belgian, partner)
    assert partnership is not None
    return partnership


def at(partnership: Partnership) -> str:
    return f"/v1/partnerships/{partnership.id}"


async def concluded(case: Negotiation, days: dict[str, str]) -> None:
    """Walk a protocol from its proposal to the votes of all councils, each on its day."""
    first, *others = case.parties
    body = case.proposal(first, FIRST, "2022-03-01")
    await case.unit.accepted(f"{case.path}/propose", body, case.parties[first].id)
    for name in others:
        await case.agreed(name, FIRST, "2022-03-10")
    for name in case.parties:
        await case.signed(name, FIRST, "2022-04-01")
    for name, day in days.items():
        await case.ratified(name, day)


async def test_two_belgian_communes_and_one_congolese_are_bound_by_three_councils(
    platform: Running, cic: Outline
) -> None:
    cd = unit(platform, "CD")
    pair = found(cic, "Waremme", "Mont-Ngafula")
    case = Negotiation(cd, cic, pair, PHASE)
    seen = await cd.shown(at(pair))
    assert sorted(member["role"] for member in seen["members"]) == ["associate", "lead", "lead"]
    await concluded(case, {"Waremme": "2022-05-02", "Mont-Ngafula": "2022-06-20"})
    assert await case.state() == "partly_ratified"
    votes = [each for each in await case.missing() if each["what"] == "ratification"]
    assert [each["party"] for each in votes] == [str(cic.communes["Koekelberg"].id)]
    stranger = cic.communes["Kasa-Vubu"].id
    body: Body = {"party": str(stranger), "deliberation": vote("2022-05-02")}
    assert await cd.refused(f"{case.path}/ratify", body, stranger) == "CouncilNotParty"
    # The associate's council has as much to say as the lead's (P31).
    await case.ratified("Koekelberg", "2022-06-01")
    bound = await case.shown()
    assert (bound["state"], bound["in_force_since"]) == ("in_force", "2022-06-20")
    printed = platform.cic("show", "partnership", str(pair.id))
    assert printed.returncode == 0, printed.stderr
    assert all(name in printed.stdout for name in case.parties)


async def test_one_belgian_commune_works_with_two_moroccan_ones_in_two_ways(
    platform: Running, cic: Outline
) -> None:
    ma = unit(platform, "MA")
    zineb, amerzgane = (found(cic, "Auderghem", name) for name in ("Aït Zineb", "Amerzgane"))
    phase = {"phase": str(cic.programme.phases[PHASE].id)}
    for pair in (zineb, amerzgane):
        await ma.accepted(f"{at(pair)}/enter-phase", phase)
    # As the register has it: two partnerships, each with a protocol of its own.
    alone = Negotiation(ma, cic, zineb, PHASE)
    await concluded(alone, {"Auderghem": "2022-05-05", "Aït Zineb": "2022-05-30"})
    assert await alone.state() == "in_force"
    assert (await ma.shown(f"/v1/protocols?partnership={amerzgane.id}"))["items"] == []
    # Or one with both, which follows: then both Moroccan councils vote on one text.
    both = replace(zineb, id=uuid7(), pairs=zineb.pairs + amerzgane.pairs)
    members = [{"commune": str(id_)} for id_ in both.members]
    established: Body = {"programme": str(cic.programme.id), "country": "MA", "members": members}
    await ma.accepted(f"{at(both)}/establish", established | {"predecessor": str(amerzgane.id)})
    await ma.accepted(f"{at(both)}/enter-phase", phase)
    case = Negotiation(ma, cic, both, PHASE)
    await concluded(case, {"Auderghem": "2022-05-05", "Aït Zineb": "2022-05-30"})
    assert await case.state() == "partly_ratified"
    await case.ratified("Amerzgane", "2022-05-12")
    assert (await case.shown())["in_force_since"] == "2022-05-30"
    mine = await ma.shown(f"/v1/partnerships?member={cic.communes['Auderghem'].id}")
    assert len(mine["items"]) == 3


async def test_braine_le_comte_gives_up_after_its_notice_and_woluwe_saint_pierre_takes_over(
    platform: Running, cic: Outline
) -> None:
    bf = unit(platform, "BF")
    real = found(cic, "Braine-le-Comte", SIG_NOGHIN)
    assert (await bf.shown(at(real)))["state"] == "terminated"
    # The same once more, with the acts that no source tells.
    before, after = replace(real, id=uuid7()), uuid7()
    braine, woluwe = cic.communes["Braine-le-Comte"].id, cic.communes["Woluwe-Saint-Pierre"].id
    partner = cic.communes[SIG_NOGHIN].id
    await established(bf, cic, before.id, braine, partner)
    case = Negotiation(bf, cic, before, PHASE)
    await concluded(case, {"Braine-le-Comte": "2022-05-05", SIG_NOGHIN: "2022-05-12"})
    await bf.accepted(f"{at(before)}/agree-notice-period", {"days": 90, "on": "2022-06-01"})
    leaving: Body = {"by": str(braine), "reason": "La commune n'a plus de personnel pour suivre."}
    too_early = leaving | {"on": "2023-01-15"}
    assert await bf.refused(f"{at(before)}/terminate", too_early, braine) == (
        "TerminationBeforeNotice"
    )
    await bf.accepted(f"{at(before)}/give-notice", leaving | {"on": "2023-01-15"}, braine)
    # The unit ends it by itself when the notice is over; the commune may say so too.
    await bf.accepted(f"{at(before)}/terminate", leaving | {"on": "2023-04-15"}, braine)
    await established(bf, cic, after, woluwe, partner, predecessor=str(before.id))
    left = await bf.shown(at(before))
    assert (left["state"], left["successors"]) == ("terminated", [str(after)])
    assert (await bf.shown(f"/v1/partnerships/{after}"))["predecessor"] == str(before.id)
    assert (await case.shown())["in_force_since"] == "2022-05-12"
    again: Body = {"since": "2023-05-01", "reason": "staff"}
    assert await bf.refused(f"{at(before)}/suspend", again, braine) == "PartnershipHasEnded"
    assert (await bf.acts(at(before)))[-3:] == [
        "NoticePeriodAgreed",
        "NoticeGiven",
        "PartnershipTerminated",
    ]


async def established(unit: Unit, cic: Outline, id_: UUID, *communes: UUID, **more: str) -> None:
    members = [{"commune": str(commune)} for commune in communes]
    body: Body = {"programme": str(cic.programme.id), "country": unit.country, "members": members}
    await unit.accepted(f"/v1/partnerships/{id_}/establish", body | more)
    phase = {"phase": str(cic.programme.phases[PHASE].id)}
    await unit.accepted(f"/v1/partnerships/{id_}/enter-phase", phase)


async def test_a_phase_without_legal_basis_is_suspended_and_loses_nothing(
    platform: Running, cic: Outline
) -> None:
    bf = unit(platform, "BF")
    programme = uuid7()
    path = f"/v1/programmes/{programme}"
    phases = {code: replace(cic.programme.phases[code], id=uuid7()) for code in SUSPENDED}
    terms = [{"code": each.code, "text": dict(each.text)} for each in cic.programme.pillars]
    defined: Body = {"names": {"fr": "Programme d'essai 2014"}, "funder": "DGD"}
    defined |= {"associations": ["UVCW"], "pillars": terms, "prior_deliberation_of": ["BE"]}
    await bf.accepted(f"{path}/define", defined)
    for code, phase in phases.items():
        days = {"starts_on": str(phase.starts_on), "ends_on": str(phase.ends_on)}
        await bf.accepted(f"{path}/plan-phase", {"phase": str(phase.id), "code": code} | days)
        launch: Body = {"programme": str(programme), "phase": str(phase.id), "country": "BF"}
        sector = {"code": "civil-status", "text": {"fr": "état civil et population"}}
        await bf.accepted(
            f"/v1/country-programmes/{uuid7()}/launch", launch | {"sectors": [sector]}
        )
    mine = replace(
        cic, programme=replace(cic.programme, id=programme, phases=phases, principles=())
    )
    pair = replace(found(cic, "Oupeye", "Gourcy"), id=uuid7())
    first, then = (str(phases[code].id) for code in SUSPENDED)
    await bf.accepted(f"{path}/open-phase", {"phase": first, "on": "2014-01-01"})
    members = [{"commune": str(id_)} for id_ in pair.members]
    body: Body = {"programme": str(programme), "country": "BF", "members": members}
    await bf.accepted(f"{at(pair)}/establish", body)
    await bf.accepted(f"{at(pair)}/enter-phase", {"phase": first})
    case = Negotiation(bf, mine, pair, "2014-2016")

    lost = {"phase": first, "on": "2014-07-01", "reason": "no-legal-basis"}
    await bf.accepted(f"{path}/suspend-phase", lost)
    proposal = case.proposal("Oupeye", FIRST, "2014-08-01")
    oupeye, gourcy = (mine.communes[name].id for name in ("Oupeye", "Gourcy"))
    assert await bf.refused(f"{case.path}/propose", proposal, oupeye) == "PhaseNotOpen"
    # Both sides may say that their partnership rests, and that it goes on (P31).
    suspended = {"since": "2014-07-01", "reason": "no-legal-basis"}
    await bf.accepted(f"{at(pair)}/suspend", suspended, gourcy)
    assert (await bf.shown(at(pair)))["state"] == "suspended"

    await bf.accepted(f"{path}/resume-phase", {"phase": first, "on": "2015-01-01"})
    await bf.accepted(f"{at(pair)}/resume", {"on": "2015-01-01"}, oupeye)
    await bf.accepted(f"{case.path}/propose", proposal, oupeye)
    assert await case.state() == "negotiating"
    for step, of, day in (
        *(("begin-closing", first, "2016-12-31"), ("close", first, "2016-12-31")),
        ("open", then, "2017-01-01"),
    ):
        await bf.accepted(f"{path}/{step}-phase", {"phase": of, "on": day})
    await bf.accepted(f"{at(pair)}/enter-phase", {"phase": then})
    kept = await bf.shown(at(pair))
    assert (kept["state"], kept["phases"]) == ("active", [first, then])
    assert {member["commune"] for member in kept["members"]} == {str(oupeye), str(gourcy)}
    assert [act for act in await bf.acts(at(pair)) if act.startswith("Partnership")][-3:] == [
        "PartnershipSuspended",
        "PartnershipResumed",
        "PartnershipEnteredPhase",
    ]
    # And so it stands in the real programme.
    real = await bf.shown(f"/v1/programmes/{cic.programme.id}")
    states = {phase["code"]: phase["state"] for phase in real["phases"]}
    assert states["2014-2016"] == "closed"
    acts = await bf.acts(f"/v1/programmes/{cic.programme.id}")
    assert acts.index("PhaseSuspended") < acts.index("PhaseResumed")


async def test_the_old_text_stays_in_force_while_an_amendment_is_decided(
    platform: Running, cic: Outline
) -> None:
    cd = unit(platform, "CD")
    case = Negotiation(cd, cic, found(cic, "Seraing", "Lingwala"), PHASE)
    await concluded(case, {"Seraing": "2022-05-05", "Lingwala": "2022-05-12"})
    amended: Body = {"on": "2023-02-01", "reason": "Un second domaine", "text": case.text(SECOND)}
    await case.act("Lingwala", "amend", amended)
    await case.agreed("Seraing", SECOND, "2023-02-15")
    for name in case.parties:
        await case.signed(name, SECOND, "2023-03-01")
    await case.ratified("Seraing", "2023-03-20")
    meanwhile = await case.shown()
    assert (meanwhile["state"], meanwhile["amendment"]) == ("in_force", "partly_ratified")
    assert (meanwhile["in_force_since"], meanwhile["version_in_force"]) == ("2022-05-12", 1)
    assert meanwhile["awaiting"] == [str(cic.communes["Lingwala"].id)]
    assert hash_of(FIRST) in await printed(case, version=1)
    assert hash_of(SECOND) in await printed(case, version=2)
    await case.ratified("Lingwala", "2023-04-11")
    now = await case.shown()
    assert (now["state"], now["amendment"], now["text_hash"]) == ("in_force", None, hash_of(SECOND))
    assert (now["in_force_since"], now["version_in_force"]) == ("2023-04-11", 2)
    assert "AmendmentEnteredIntoForce" in await cd.acts(case.path)


async def printed(case: Negotiation, version: int) -> str:
    """Return what stands on the printed version, without the blanks between words."""
    pdf = (await case.unit.read(f"{case.path}/document?version={version}")).content
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return "".join(text.split())


async def test_merelbeke_melle_goes_on_where_merelbeke_was(
    platform: Running, vvsg: Outline
) -> None:
    bj = unit(platform, "BJ")
    pair = found(vvsg, "Merelbeke", "Toucountouna")
    merelbeke, melle, one = (
        vvsg.communes[name].id for name in ("Merelbeke", "Melle", "Merelbeke-Melle")
    )
    toucountouna = vvsg.communes["Toucountouna"].id
    for former in (merelbeke, melle):
        seen = await bj.shown(f"/v1/communes/{former}")
        assert (seen["ceased_on"], seen["successors"]) == ("2025-01-01", [str(one)])
    together = await bj.shown(f"/v1/communes/{one}")
    assert set(together["predecessors"]) == {str(merelbeke), str(melle)}
    names = [each["name"] for each in (await bj.shown("/v1/communes?q=merelbeke"))["items"]]
    assert set(names) == {"Merelbeke", "Merelbeke-Melle"}
    seen = await bj.shown(at(pair))
    assert {each["commune"] for each in seen["members"]} == {str(one), str(toucountouna)}
    assert [each["commune"] for each in seen["former_members"]] == [str(merelbeke)]

    await bj.accepted(f"{at(pair)}/enter-phase", {"phase": str(vvsg.programme.phases[PHASE].id)})
    row = replace(pair.pairs[0], belgian=vvsg.communes["Merelbeke-Melle"])
    case = Negotiation(bj, vvsg, replace(pair, pairs=(row,)), PHASE)
    former_one = case.proposal("Merelbeke-Melle", FIRST, "2025-02-01")
    former_one["proposed_by"] = str(merelbeke)
    assert await bj.refused(f"{case.path}/propose", former_one, merelbeke) == "NotAParty"
    await concluded(case, {"Merelbeke-Melle": "2025-03-03", "Toucountouna": "2025-03-20"})
    assert (await case.shown())["in_force_since"] == "2025-03-20"
    alone: Body = {
        "programme": str(vvsg.programme.id),
        "country": "BJ",
        "members": [{"commune": str(melle)}, {"commune": str(toucountouna)}],
    }
    assert await bj.refused(f"/v1/partnerships/{uuid7()}/establish", alone) == "CommuneHasCeased"


async def test_the_view_of_a_country_holds_the_partnerships_of_both_programmes(
    platform: Running, cic: Outline, vvsg: Outline
) -> None:
    token = platform.token(roles.ASSOCIATION_READER, ["*"])
    query = '{ country(code: "BJ") { partnerships(first: 1) { totalCount } } }'

    async def total() -> Any:
        async with httpx.AsyncClient(base_url=platform.url("gateway"), timeout=30) as client:
            headers = {"Authorization": f"Bearer {token}"}
            answer = await client.post("/graphql", json={"query": query}, headers=headers)
        return answer.json()["data"]["country"]["partnerships"]["totalCount"]

    beninese = [each for o in (cic, vvsg) for each in o.partnerships if each.country == "BJ"]
    assert await eventually(total, lambda count: count == len(beninese)) == 11
